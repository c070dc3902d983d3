"""What is void goes out on no channel on which it did not go out before, whoever has heard it."""

from collections.abc import Collection
from datetime import timedelta

import pytest
from both_databases import Place, by_hand
from house import MONDAY, Clock
from stories import JUDGED, opened

from workflow import Workflow
from workflow.errors import NotDelivered
from workflow.service import forming, outboxing
from workflow.service.delivery import Delivery, Routes

pytestmark = pytest.mark.both

YEAR = timedelta(days=365)
FROM, UNTIL = MONDAY + YEAR, MONDAY + YEAR + timedelta(minutes=5)
ROUTES = Routes(channels=("log", "mail"), defaults=("log", "mail"), alarms=("log", "mail"))


@pytest.fixture
def flow(flow: Workflow) -> Workflow:
    for name in ("ann", "sue", "max"):
        flow.add_staff(name, reach={"log": name, "mail": f"{name}@example.com"})
    return flow


def went_on(flow: Workflow, channel: str) -> list[Delivery]:
    """Everything that is due fires, and what is ready goes out on one channel; return it."""
    flow.fire_due()
    forming.form(flow, ROUTES)
    sent = outboxing.claim(flow, channel)
    outboxing.settle(flow, sent=sent)
    return sent


def told(some: Collection[Delivery]) -> list[tuple[str | None, str]]:
    return sorted((one.recipient or "", letter.kind) for one in some for letter in one.letters)


def sound(flow: Workflow) -> bool:
    return flow.verify().findings == () and flow.rebuild(check=True).findings == ()


def states(database: Place) -> list[tuple[str, bool, bool]]:
    """Of each delivery its channel, whether it was sent, and whether it will never be."""
    with by_hand(database) as connection:
        found = connection.exec_driver_sql(
            "SELECT channel, sent_at IS NOT NULL, given_up_at IS NOT NULL, leased_until IS NULL "
            "FROM complaints_deliveries ORDER BY channel"
        ).all()
    assert all(free for *_rest, free in found)
    return sorted({(channel, bool(sent), bool(over)) for channel, sent, over, _free in found})


def ahead(flow: Workflow, clock: Clock, *, nobody: bool = False) -> list[Delivery]:
    """The clock is a year ahead: it all goes on the channel log, and is void when it is right."""
    opened(flow)
    if nobody:
        for name in ("sue", "max"):
            flow.end_roles(name)
    clock.now = FROM
    sent = went_on(flow, "log")
    clock.now = MONDAY
    return sent


@pytest.mark.parametrize("failed", [None, True, False], ids=["untried", "again", "given up"])
def test_what_a_wrong_clock_fired_goes_on_no_second_channel(
    flow: Workflow, clock: Clock, database: Place, *, failed: bool | None
) -> None:
    sent = ahead(flow, clock)
    assert told(sent) == [("max", "escalation")]
    if failed is not None:
        error = NotDelivered("mail", "稍后再试", retryable=failed)
        tried = outboxing.claim(flow, "mail")
        outboxing.settle(flow, failed=[(one, error) for one in tried])
    flow.void_fired(FROM, UNTIL, reason="时钟快了一年", actor="sue")
    assert flow.messages() == ()
    assert flow.retry_message() == ()
    for _hour in range(30):
        assert outboxing.claim(flow, "mail") == []
        clock.advance(hours=1)
    assert states(database) == [("log", True, False), ("mail", False, True)]
    assert sound(flow)


def test_an_alarm_of_a_wrong_clock_goes_on_no_second_channel(flow: Workflow, clock: Clock) -> None:
    sent = ahead(flow, clock, nobody=True)
    assert ("", "alarm") in told(sent)
    flow.void_fired(FROM, UNTIL, reason="时钟快了一年", actor="ann")
    assert flow.messages() == ()
    clock.advance(minutes=1)
    assert outboxing.claim(flow, "mail") == []
    assert sound(flow)


def test_a_miss_that_an_act_recorded_late_voids_goes_on_no_second_channel(
    flow: Workflow, clock: Clock, database: Place
) -> None:
    case = opened(flow)
    clock.advance(days=1, hours=15)
    in_time = clock.now - timedelta(hours=12)
    assert told(went_on(flow, "log")) == [("ann", "escalation"), ("sue", "escalation")]
    flow.trigger(case, "judge", JUDGED, actor="sue", at=in_time)
    assert [one.type for one in flow.history(case)][-1] == "miss_voided"
    assert [one.deadline for one in flow.messages()] == []
    clock.advance(minutes=1)
    assert outboxing.claim(flow, "mail") == []
    assert states(database) == [("log", True, False), ("mail", False, True)]
    assert sound(flow)


def test_what_is_being_sent_when_it_turns_out_void_counts_as_what_became_of_it(
    flow: Workflow, clock: Clock, database: Place
) -> None:
    opened(flow)
    ahead(flow, clock)
    mails = outboxing.claim(flow, "mail")
    flow.void_fired(FROM, UNTIL, reason="时钟快了一年", actor="sue")
    outboxing.settle(flow, sent=mails[:1], failed=[(mails[1], NotDelivered("mail", "拒收"))])
    assert states(database) == [
        ("log", True, False), ("mail", False, True), ("mail", True, False),
    ]  # fmt: skip
    assert flow.messages() == ()
    assert sound(flow)


def test_what_goes_together_with_something_void_goes_without_it(
    flow: Workflow, clock: Clock
) -> None:
    digest = ROUTES._replace(digest=timedelta(minutes=15))
    late, owed = opened(flow), opened(flow)
    clock.advance(days=1, hours=15)
    in_time = clock.now - timedelta(hours=12)
    flow.fire_due()
    forming.form(flow, digest)
    outboxing.settle(flow, sent=outboxing.claim(flow, "log"))
    flow.trigger(late, "judge", JUDGED, actor="sue", at=in_time)
    clock.advance(minutes=1)
    letters = [letter for one in outboxing.claim(flow, "mail") for letter in one.letters]
    assert {one.case for one in letters} == {owed}


def test_what_is_void_does_not_go_to_whom_somebody_sent_it_instead(
    flow: Workflow, clock: Clock
) -> None:
    ahead(flow, clock)
    for to in ("ann", "sue"):
        (mail,) = flow.messages()
        flow.redirect_message(mail.id, to, reason="休假", actor="sue")
    flow.void_fired(FROM, UNTIL, reason="时钟快了一年", actor="sue")
    assert flow.messages() == ()
    assert sound(flow)
