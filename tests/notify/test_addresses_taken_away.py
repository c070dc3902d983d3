"""The address of a person is taken away while a message to them waits: nobody else gets it."""

import logging

import pytest
from house import Clock
from letters_sent import Reading
from reminded import reminded, rounds
from servers import Postbox

from workflow import Workflow
from workflow.errors import DeliveryGoesThere
from workflow.service.message_views import WaitingView

pytestmark = pytest.mark.both

SETTINGS = """\
[messages]
digest = 0
[defaults]
channels = ["{default}"]
[channels.mail]
type = "email"
host = "localhost"
port = {port}
security = "none"
from = "desk@example.com"
to = "boss@example.com"
[channels.record]
type = "file"
path = "record.jsonl"
"""
NOWHERE = "ann has no address on mail"


@pytest.fixture
def waiting(flow: Workflow, clock: Clock) -> Workflow:
    """A case of which ann is to be reminded by mail."""
    return reminded(flow, clock, "ann@wrong.example")


def only(flow: Workflow) -> WaitingView:
    (one,) = flow.messages()
    return one


@pytest.mark.parametrize("answer", ["550 nobody here", "450 later"])
def test_a_message_does_not_go_to_the_address_of_the_channel_instead(
    waiting: Workflow, clock: Clock, box: Postbox, reading: Reading, answer: str
) -> None:
    settings = reading(SETTINGS.format(port=box.port, default="log"))
    sending = rounds(waiting, settings)
    box.to_recipients = answer
    sending.once()
    waiting.add_staff("ann", reach={"mail": "", "record": "7"})
    box.to_recipients = "250 OK"
    waiting.retry_message(only(waiting).id)
    sending.once()
    assert box.mails == []
    assert (only(waiting).given_up, only(waiting).error) == (True, NOWHERE)
    assert waiting.health().attention == ("given_up",)
    id_, channels = only(waiting).id, settings.routes.channels
    waiting.redirect_message(id_, "ann", reason="换渠道", actor="sue", channels=channels)
    sending.once()
    assert waiting.messages() == ()
    assert box.mails == []
    assert waiting.verify().findings == ()


def test_with_a_right_address_it_is_tried_there_and_nowhere_else(
    waiting: Workflow, box: Postbox, reading: Reading
) -> None:
    settings = reading(SETTINGS.format(port=box.port, default="log"))
    box.to_recipients = "550 nobody here"
    rounds(waiting, settings).once()
    box.to_recipients = "250 OK"
    waiting.add_staff("ann", reach={"mail": "ann@example.com"})
    with pytest.raises(DeliveryGoesThere):
        waiting.redirect_message(
            only(waiting).id, "ann", reason="x", actor="sue", channels=settings.routes.channels
        )
    waiting.retry_message()
    rounds(waiting, settings).once()
    assert [one.to for one in box.mails] == [["ann@example.com"]]


def test_what_goes_by_default_says_that_the_person_has_no_address_there(
    waiting: Workflow, box: Postbox, reading: Reading, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    waiting.add_staff("ann", reach={"mail": ""})
    rounds(waiting, reading(SETTINGS.format(port=box.port, default="mail"))).once()
    (mail,) = box.mails
    assert mail.to == ["boss@example.com"]
    id_ = mail.message["X-Complaints-Delivery"]
    said = f"message {id_} was sent by mail for ann, who has no address there"
    assert said in caplog.messages
