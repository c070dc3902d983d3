"""Somebody drops a message or sends it elsewhere: who may, and what is on record of it."""

from datetime import timedelta

import pytest
from both_databases import Place, changed
from house import Clock
from stories import opened

from workflow import Workflow
from workflow.errors import (
    DeliveryEnded,
    DeliveryGoesThere,
    DeliveryUnderWay,
    DeliveryUnknown,
    DeliveryUntried,
    NotAuthorised,
    NotDelivered,
    ReasonMissing,
)
from workflow.report import health as told
from workflow.report.messages import waiting as waiting_told
from workflow.report.table import Table
from workflow.service import acting, forming, health, outboxing
from workflow.service.delivery import Routes
from workflow.service.message_views import WaitingView
from workflow.store.daemons import ROUND, Heartbeat, Rest

pytestmark = pytest.mark.both

WHY = "已电话告知"


@pytest.fixture
def waiting(flow: Workflow, clock: Clock) -> Workflow:
    """A case of which ann is to be reminded; no daemon has made that ready to go."""
    opened(flow)
    clock.advance(days=1, hours=8)
    flow.fire_due()
    assert [one.recipient for one in flow.messages()] == ["ann"]
    return flow


@pytest.fixture
def formed(waiting: Workflow) -> Workflow:
    """The same, ready to go on the channel log."""
    forming.form(waiting, Routes())
    return waiting


def only(flow: Workflow, *, ended: bool = False) -> WaitingView:
    (one,) = flow.messages(ended=ended)
    return one


def sound(flow: Workflow) -> bool:
    return flow.verify().findings == () and flow.rebuild(check=True).findings == ()


def test_dropping_needs_the_right_to_assign_and_changes_nothing_without(formed: Workflow) -> None:
    before = only(formed)
    with pytest.raises(NotAuthorised):
        formed.drop_message(before.id, reason=WHY, actor="rita")
    with pytest.raises(ReasonMissing):
        formed.drop_message(before.id, reason=" ", actor="sue")
    assert only(formed) == before
    assert len(outboxing.claim(formed)) == 1


@pytest.mark.parametrize("ready", [True, False])
def test_what_was_dropped_is_in_the_history_and_in_a_list_with_who_and_why(
    waiting: Workflow, clock: Clock, *, ready: bool
) -> None:
    if ready:
        forming.form(waiting, Routes())
    id_ = only(waiting).id
    assert waiting.drop_message(id_, reason=WHY, actor="sue") == id_
    event = waiting.history(1)[-1]
    assert (event.type, event.performed_by) == ("message_dropped", "sue")
    assert event.details["reason"] == WHY
    assert event.details["dropped"]["recipient"] == "ann"
    assert event.details["dropped"]["channel"] == ("log" if ready else None)
    assert waiting.messages() == ()
    told = only(waiting, ended=True)
    assert (told.ended_by, told.ended_at, told.recipient) == ("sue", clock.now, "ann")
    assert WHY in str(told.ended_why)
    clock.advance(days=1)
    forming.form(waiting, Routes())
    assert not outboxing.waiting(waiting)
    assert sound(waiting)
    with pytest.raises((DeliveryEnded, DeliveryUnknown)):
        waiting.drop_message(id_, reason=WHY, actor="sue")


def test_what_somebody_ended_without_a_word_in_the_history_is_found(
    formed: Workflow, database: Place
) -> None:
    changed(
        database,
        "UPDATE complaints_deliveries SET given_up_at = created_at, ended_by = 'ann'",
    )
    assert {one.code for one in formed.verify().findings} == {"delivery_ended"}


def test_what_is_not_ready_to_go_has_a_name_of_its_own_and_goes_to_somebody_else(
    waiting: Workflow, clock: Clock
) -> None:
    id_ = only(waiting).id
    number = only(waiting).case
    assert id_.startswith(f"{number}/")
    assert waiting.redirect_message(id_, "max", reason="休假", actor="sue") == (id_, (number,))
    again = only(waiting)
    assert (again.recipient, again.id) != ("ann", id_)
    assert waiting.drop_message(again.id, reason=WHY, actor="sue") == again.id
    clock.advance(days=1)
    forming.form(waiting, Routes())
    assert not outboxing.waiting(waiting)
    assert len(waiting.messages(ended=True)) == 2
    assert sound(waiting)


@pytest.mark.parametrize("name", ["E-2026-000001/2.1", "C-2026-000001/99.1", "what/1.1"])
def test_a_name_that_no_message_has_is_refused(waiting: Workflow, name: str) -> None:
    with pytest.raises(DeliveryUnknown):
        waiting.drop_message(name, reason=WHY, actor="sue")


def test_what_was_not_tried_cannot_be_tried_again(waiting: Workflow) -> None:
    with pytest.raises(DeliveryUntried, match="outbox list"):
        waiting.retry_message(only(waiting).id)


def test_it_does_not_go_to_whom_it_goes_already(formed: Workflow) -> None:
    with pytest.raises(DeliveryGoesThere, match="ann"):
        formed.redirect_message(only(formed).id, "ann", reason="休假", actor="sue")
    assert [one.type for one in formed.history(1)].count("message_redirected") == 0


def test_a_message_that_went_out_meanwhile_is_not_said_to_be_ended(
    waiting: Workflow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*words: object, **more: object) -> object:
        clock.advance(minutes=2)
        forming.form(waiting, Routes())
        return acting.act(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("workflow.service.given_up.act", slow)
    with pytest.raises(DeliveryUnknown):
        waiting.drop_message(only(waiting).id, reason=WHY, actor="sue")
    assert only(waiting).channel == "log"
    assert waiting.messages(ended=True) == ()


def test_from_a_channel_that_is_no_more_it_goes_to_the_same_person_by_another(
    waiting: Workflow, clock: Clock
) -> None:
    forming.form(waiting, Routes(("mail",), ("mail",), ("mail",)))
    id_ = only(waiting).id
    with pytest.raises(DeliveryGoesThere):
        waiting.redirect_message(id_, "ann", reason="x", actor="sue", channels=("mail", "log"))
    waiting.redirect_message(id_, "ann", reason="邮箱停用", actor="sue", channels=("log",))
    forming.form(waiting, Routes())
    (delivery,) = outboxing.claim(waiting)
    assert (delivery.channel, delivery.recipient) == ("log", "ann")
    outboxing.settle(waiting, sent=[delivery])
    assert waiting.messages() == ()
    assert sound(waiting)


def test_a_channel_that_nobody_serves_is_named_after_a_while(
    waiting: Workflow, clock: Clock
) -> None:
    forming.form(waiting, Routes(("mail",), ("mail",), ("mail",)))
    assert waiting.channels_waited_for() == ("mail",)
    assert waiting.health().outbox.unserved == ()
    clock.advance(minutes=11)
    assert waiting.health().outbox.unserved == ("mail",)
    waiting.drop_message(only(waiting).id, reason=WHY, actor="sue")
    assert (waiting.channels_waited_for(), waiting.health().outbox.unserved) == ((), ())


def test_what_was_tried_on_a_channel_taken_out_of_the_settings_is_not_said_to_be_tried_again(
    waiting: Workflow, clock: Clock
) -> None:
    mail = Routes(("log", "mail"), ("mail",))
    daemon = Heartbeat("one", "前台", 17, "1", clock.now, clock.now, channels=mail.channels)
    health.begin(waiting, daemon)
    forming.form(waiting, mail)
    (delivery,) = outboxing.claim(waiting, "mail")
    outboxing.settle(waiting, failed=[(delivery, LookupError())], routes=mail)
    found = waiting.health()
    assert (found.outbox.failed, found.outbox.untried, found.outbox.unserved) == (1, 0, ())
    assert (only(waiting).unserved, only(waiting).again_at is None) == (False, False)
    health.beat(waiting, daemon._replace(channels=("log",)))
    found = waiting.health()
    assert (found.outbox.failed, found.outbox.untried, found.outbox.unserved) == (0, 1, ("mail",))
    assert found.attention == ("unsent",)
    assert (only(waiting).unserved, only(waiting).again_at) == (True, None)
    said = "\n".join(str(one) for one in told.health(found, "Asia/Shanghai"))
    assert "Nobody sends what waits on mail (1 message)" in said
    assert "tried again" not in said
    listed = "\n".join(str(one) for one in waiting_told(waiting.messages()))
    assert "not sent once (LookupError), no daemon sends by the channel mail" in listed
    health.begin(waiting, daemon._replace(id="another"))  # it has the channel still
    assert waiting.health().outbox.unserved == ()


def test_a_channel_that_does_not_work_is_told_as_such_and_not_as_one_that_nobody_serves(
    waiting: Workflow, clock: Clock
) -> None:
    mail = Routes(("log", "mail"), ("mail",))
    forming.form(waiting, mail)
    clock.advance(minutes=11)  # it waited for a daemon
    daemon = Heartbeat("one", "前台", 17, "1", clock.now, clock.now, channels=mail.channels)
    health.begin(waiting, daemon)
    assert (waiting.health().outbox.unserved, waiting.health().attention) == ((), ())
    assert listed(waiting).endswith("waits for its turn")
    until = clock.now + timedelta(seconds=25)
    down = daemon._replace(resting=(Rest("mail", until, "mail 没有应答"),))
    health.beat(waiting, down)
    found = waiting.health()
    assert (found.outbox.unserved, found.attention) == ((), ("unsent",))
    assert found.outbox.resting == (("mail", until, "mail 没有应答"),)
    said = "mail does not work and rests until 2026-11-03 18:11:25: mail 没有应答"
    assert status(waiting).startswith(said)
    assert "redirect" not in status(waiting)
    assert listed(waiting).endswith("waits until mail works again (mail 没有应答)")
    (delivery,) = outboxing.claim(waiting, "mail")
    outboxing.settle(
        waiting, failed=[(delivery, NotDelivered("mail", "没有应答", resting=True))], routes=mail
    )
    later = clock.now + timedelta(minutes=5)
    health.beat(waiting, down._replace(resting=(down.resting[0]._replace(until=later),)))
    assert only(waiting).again_at == later
    clock.advance(minutes=12)
    health.beat(waiting, down._replace(seen_at=clock.now))
    assert "mail does not work and is tried again: mail 没有应答" in status(waiting)
    assert (waiting.health().outbox.failed, waiting.health().outbox.untried) == (1, 0)
    alone = down._replace(id=f"{ROUND}前台", seen_at=clock.now, stopped_at=clock.now)
    health.begin(waiting, alone)
    health.beat(waiting, daemon._replace(seen_at=clock.now))
    assert waiting.health().outbox.resting == ()
    health.beat(waiting, down._replace(seen_at=clock.now))
    # What works for another goes out; what a daemon that was killed said is nothing.
    health.begin(waiting, daemon._replace(id="another", seen_at=clock.now))
    assert waiting.health().outbox.resting == ()
    clock.advance(minutes=6)
    health.beat(waiting, daemon._replace(id="another", seen_at=clock.now, stopped_at=clock.now))
    assert waiting.health().outbox.resting == ()


def listed(flow: Workflow) -> str:
    (table,) = waiting_told(flow.messages())
    assert isinstance(table, Table)
    return table.rows[0][-1]


def status(flow: Workflow) -> str:
    return "\n".join(str(one) for one in told.health(flow.health(), "Asia/Shanghai"))


def test_what_is_being_sent_is_left_alone_and_told_to_be_so(formed: Workflow, clock: Clock) -> None:
    outboxing.claim(formed)
    sending = only(formed)
    assert sending.sending_until == clock.now + outboxing.LEASE
    for act in (
        lambda: formed.retry_message(sending.id),
        lambda: formed.drop_message(sending.id, reason=WHY, actor="sue"),
        lambda: formed.redirect_message(sending.id, "max", reason=WHY, actor="sue"),
    ):
        with pytest.raises(DeliveryUnderWay, match="any moment"):
            act()
    clock.advance(seconds=61)
    assert only(formed).sending_until is None
    formed.drop_message(sending.id, reason=WHY, actor="sue")
    assert sound(formed)


def test_nobody_sends_what_somebody_is_just_dropping(
    formed: Workflow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("workflow.store.given_up.end", lambda *_words, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            formed.drop_message(only(formed).id, reason=WHY, actor="sue")
    assert outboxing.claim(formed) == []
    clock.now += outboxing.LEASE + timedelta(seconds=1)
    formed.drop_message(only(formed).id, reason=WHY, actor="sue")
    assert [one.type for one in formed.history(1)].count("message_dropped") == 1
    assert sound(formed)
