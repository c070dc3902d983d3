"""What goes to whom on which channel, what goes together, and what does not arrive."""

import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from errands import ERRAND, LADDER, SECRET, house, in_turn
from posts import Clock, Post, failing

from workflow import Workflow
from workflow.daemon.outcomes import Outcome, Outcomes
from workflow.daemon.record import Record
from workflow.daemon.relay import Relay
from workflow.daemon.workers import Worker
from workflow.errors import (
    DeliveryAmbiguous,
    DeliveryEnded,
    DeliveryUnknown,
    InputInvalid,
    NotDelivered,
    PersonUnknown,
    ReasonMissing,
    StoreBusy,
)
from workflow.service import forming, outboxing
from workflow.service.delivery import Delivery, Routes
from workflow.store.daemons import Rest

QUARTER = timedelta(minutes=15)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flow(tmp_path: Path, clock: Clock):
    path = house(tmp_path / "errands.db", ERRAND, LADDER)
    with Workflow(str(path), clock=clock, busy_seconds=0) as opened:
        opened.add_staff("小林", reach={"mail": "lin@example.com", "chat": "lin"})
        opened.add_staff("老王", reach={"mail": "wang@example.com"})
        yield opened


def overdue(flow: Workflow, clock: Clock, number: int = 1, definition: str = "errand") -> list[str]:
    """Cases whose owner and chief are told that they are overdue."""
    found = [
        flow.open(definition, {"content": f"{SECRET} {one} {clock.now}"}, actor="小林").case
        for one in range(number)
    ]
    clock.advance(minutes=1, seconds=1)
    return found


# --- who is told where -------------------------------------------------------------------------


def test_everybody_is_told_on_each_channel_that_reaches_them_at_their_address(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    mail, chat = Post("mail"), Post("chat")
    in_turn(flow, [mail, chat]).once()
    assert sorted(mail.to()) == [("小林", "lin@example.com", 1), ("老王", "wang@example.com", 1)]
    assert chat.to() == [("小林", "lin", 1)]


def test_who_has_no_contact_is_told_on_the_default_channels(flow: Workflow, clock: Clock) -> None:
    flow.add_staff("老王", reach={"mail": ""})
    overdue(flow, clock)
    mail, log = Post("mail"), Post("log")
    in_turn(flow, [mail, log], defaults=("log",)).once()
    assert mail.to() == [("小林", "lin@example.com", 1)]
    assert log.to() == [("老王", None, 1)]


def test_an_alarm_goes_to_the_channels_of_alarms(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock)
    for name in ("小林", "老王"):
        flow.end_roles(name)
    mail, log = Post("mail"), Post("log")
    in_turn(flow, [mail, log], alarms=("log",)).once()
    assert mail.to() == []
    assert {(one.recipient, one.letters[0].kind) for one in log.sent} == {(None, "alarm")}


def test_a_new_address_counts_for_what_is_not_sent_yet(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock)
    mail = Post(before=failing())
    rounds = in_turn(flow, [mail])
    rounds.once()
    flow.add_staff("小林", reach={"mail": "new@example.com"})
    mail.before = lambda _one: None
    clock.advance(minutes=1)
    rounds.once()
    assert ("小林", "new@example.com", 1) in mail.to()


# --- what goes together ------------------------------------------------------------------------


def test_forty_overdue_cases_are_one_message_to_each(flow: Workflow, clock: Clock) -> None:
    cases = overdue(flow, clock, 40)
    mail = Post()
    done = in_turn(flow, [mail], digest=QUARTER).once()
    assert sorted(mail.to()) == [("小林", "lin@example.com", 40), ("老王", "wang@example.com", 40)]
    assert [one.case for one in mail.sent[0].letters] == cases
    assert (done.fired, done.sent) == (80, 2)


def test_what_comes_soon_after_a_message_waits_and_goes_together(
    flow: Workflow, clock: Clock
) -> None:
    mail = Post()
    rounds = in_turn(flow, [mail], digest=QUARTER)
    overdue(flow, clock)
    rounds.once()
    first = clock.now
    for _time in range(3):
        overdue(flow, clock, 2)
        assert rounds.once().next_at == first + QUARTER
    assert len(mail.sent) == 2
    assert {one.held_until for one in flow.messages()} == {first + QUARTER}
    clock.now = first + QUARTER
    rounds.once()
    assert sorted(mail.to()[2:]) == [
        ("小林", "lin@example.com", 6),
        ("老王", "wang@example.com", 6),
    ]
    assert flow.verify().findings == ()


def test_a_clock_ahead_of_the_one_that_counts_goes_round_no_end(
    flow: Workflow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = in_turn(flow, [Post()], digest=QUARTER)
    for _time in range(2):
        overdue(flow, clock)
        rounds.once()
    clock.now += QUARTER
    asked: list[datetime] = []

    def behind(_connection: object) -> datetime:
        asked.append(clock.now)
        assert len(asked) < 10, "it goes round without end"
        return clock.now - timedelta(minutes=2)

    monkeypatch.setattr(flow, "common_now", behind)
    assert rounds.once().troubles == ()
    assert len(flow.messages()) == 2


def test_what_is_urgent_waits_for_nothing_and_goes_alone(tmp_path: Path, clock: Clock) -> None:
    urgent = ERRAND.replace("    within: 1 minutes", "    urgent: true\n    within: 1 minutes")
    path = house(tmp_path / "urgent.db", urgent)
    with Workflow(str(path), clock=clock) as flow:
        flow.add_staff("小林", reach={"mail": "lin@example.com"}, quiet="00:00-23:59")
        mail = Post()
        rounds = in_turn(flow, [mail], digest=QUARTER)
        for _time in range(2):
            overdue(flow, clock, 2)
            rounds.once()
        assert [len(one.letters) for one in mail.sent] == [1] * 8


def test_without_that_wish_every_message_goes_by_itself(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock, 3)
    mail = Post()
    in_turn(flow, [mail]).once()
    assert [len(one.letters) for one in mail.sent] == [1] * 6


def test_a_message_that_cannot_be_read_does_not_hold_up_those_it_goes_with(
    flow: Workflow, clock: Clock
) -> None:
    good, bad = overdue(flow, clock)[0], overdue(flow, clock, 1, "ladder")[0]
    clock.advance(minutes=10)
    with closing(sqlite3.connect(flow.transactions.url.removeprefix("sqlite:///"))) as other:
        mail = Post()
        rounds = in_turn(flow, [mail], digest=QUARTER)
        flow.fire_due()
        other.execute(
            "UPDATE complaints_definitions SET resolved = '{}', wording = 'x' "
            "WHERE workflow = 'ladder'"
        )
        other.commit()
    assert rounds.once().unsent == 1  # to 老王 alone, who was told of both
    told = [letter.case for one in mail.sent for letter in one.letters]
    assert (told, bad in told) == ([good, good], False)


# --- quiet hours of people ---------------------------------------------------------------------


def test_nobody_is_told_in_their_quiet_hours(flow: Workflow, clock: Clock) -> None:
    flow.add_staff("小林", quiet="22:00-07:00")
    clock.now = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
    overdue(flow, clock)
    mail = Post()
    rounds = in_turn(flow, [mail])
    morning = datetime(2026, 11, 2, 23, 0, tzinfo=UTC)
    assert rounds.once().next_at == morning
    assert mail.to() == [("老王", "wang@example.com", 1)]
    clock.now = morning
    rounds.once()
    assert mail.to()[1:] == [("小林", "lin@example.com", 1)]
    assert flow.verify().findings == ()


@pytest.mark.parametrize("hours", ["22:00", "22:00-22:00", "夜里", "25:00-07:00"])
def test_hours_that_are_none_are_refused(flow: Workflow, hours: str) -> None:
    with pytest.raises(InputInvalid, match="22:00-07:00"):
        flow.add_staff("小林", quiet=hours)


def test_quiet_hours_are_taken_back(flow: Workflow) -> None:
    assert flow.add_staff("小林", quiet="9:00-10:00").quiet == "09:00-10:00"
    assert flow.add_staff("小林", quiet="none").quiet is None


# --- what does not arrive ----------------------------------------------------------------------


def test_what_no_other_attempt_would_help_is_given_up_at_once(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock)
    in_turn(flow, [Post(before=failing(retryable=False))]).once()
    dead = flow.messages(given_up=True)
    assert [(one.recipient, one.attempts, one.error) for one in dead] == [
        ("小林", 1, "拒收"),
        ("老王", 1, "拒收"),
    ]
    assert flow.messages(given_up=False) == ()


def test_after_so_many_attempts_it_is_given_up(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock)
    rounds = in_turn(flow, [Post(before=failing())], attempts=3)
    for _time in range(5):
        rounds.once()
        clock.advance(hours=1)
    assert {one.attempts for one in flow.messages(given_up=True)} == {3}


def test_a_channel_that_does_not_work_rests_and_its_messages_lose_no_attempt(
    flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[datetime] = []

    def down(_delivery: Delivery) -> None:
        tried.append(clock.now)
        raise NotDelivered("mail", "无法连接", resting=True)

    overdue(flow, clock, 20)
    mail, chat = Post(before=down), Post("chat")
    record = Record()
    rounds = in_turn(flow, [mail, chat], record=record)
    for _time in range(50):
        rounds.once()
        clock.advance(seconds=1)
    assert "the channel mail does not work and rests until 2026-11-02T" in caplog.text
    assert "(无法连接)" in next(one for one in caplog.messages if "rests until" in one)
    pauses = [round((later - one).total_seconds()) for one, later in pairwise(tried)]
    assert pauses == [1, 2, 4, 8, 16]
    until = tried[-1] + timedelta(seconds=32)
    assert record.read().resting == (Rest("mail", until, "无法连接"),)
    assert len(chat.sent) == 20
    assert sum(one.attempts for one in flow.messages()) == len(tried)
    mail.before = lambda _one: None
    clock.advance(hours=1)
    rounds.once()
    assert len(mail.sent) == 40
    assert record.read().resting == ()


def test_what_waits_on_a_channel_goes_as_soon_as_it_has_rested(
    flow: Workflow, clock: Clock
) -> None:
    """A worker that only waits for what failed to be tried again would hold up all the others."""
    overdue(flow, clock, 3)
    routes = Routes(channels=("mail",), digest=timedelta(0))
    flow.fire_due()
    forming.form(flow, routes)
    broken = [NotDelivered("mail", "连接中断", resting=True)]

    def once(_delivery: Delivery) -> None:
        if broken:
            raise broken.pop()

    mail = Post(before=once)
    worker = Worker(flow, mail, routes, lambda: False, Record())
    assert worker._once() == timedelta(seconds=1)
    assert mail.sent == []
    clock.advance(seconds=1)
    worker._once()
    assert len(mail.sent) == 6


def test_each_message_that_went_out_is_a_line_without_anything_personal(
    flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    overdue(flow, clock)
    mail = Post()
    in_turn(flow, [mail, Post("log")], alarms=("mail",)).once()
    sent = [one for one in caplog.records if getattr(one, "event", "") == "sent"]
    assert [(one.delivery, one.channel, one.person) for one in sent] == [
        (one.id, "mail", one.recipient) for one in mail.sent
    ]
    assert f"message {mail.sent[0].id} was sent by mail to 小林" in caplog.messages
    assert not any(word in caplog.text for word in (*SECRET.split(), "lin@example.com"))


@pytest.mark.parametrize(
    ("event", "attempts"), [("not_sent", 20), ("given_up", 1)], ids=["tried again", "given up"]
)
def test_what_did_not_go_is_a_line_with_its_way_its_person_and_its_cases(
    flow: Workflow,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    event: str,
    attempts: int,
) -> None:
    first, second = overdue(flow, clock, 2)
    mail = Post(before=failing("无法连接"))
    in_turn(flow, [mail], digest=QUARTER, attempts=attempts).once()
    told = [one for one in caplog.records if getattr(one, "event", "") == event]
    assert {(one.channel, one.person, one.case, one.error) for one in told} == {
        ("mail", name, f"{first}, {second}", "无法连接") for name in ("小林", "老王")
    }
    assert f"by mail to 小林 about {first}, {second} (无法连接)" in caplog.text
    retry = f"`complaints outbox retry {told[0].delivery}`"
    assert (retry in caplog.text) == (event == "given_up")
    assert not any(word in caplog.text for word in (*SECRET.split(), "lin@example.com"))


@pytest.mark.parametrize("helps", [True, False])
def test_who_was_overtaken_says_so_and_not_that_it_was_not_sent(
    flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture, *, helps: bool
) -> None:
    overdue(flow, clock)
    other = Post()

    def stopped(delivery: Delivery) -> None:
        clock.advance(seconds=61)
        in_turn(flow, [other]).once()
        failing(retryable=helps)(delivery)

    in_turn(flow, [Post(before=stopped)]).once()
    assert len(other.sent) == 2
    events = {getattr(one, "event", "") for one in caplog.records if one.levelno > logging.INFO}
    assert events == {"again", "overtaken"}
    assert flow.messages() == ()
    assert flow.verify().findings == ()


@pytest.mark.parametrize(("stopping", "told"), [(True, []), (False, ["recovered"])])
def test_a_worker_that_goes_because_all_is_stopped_has_not_recovered(
    flow: Workflow, caplog: pytest.LogCaptureFixture, *, stopping: bool, told: list[str]
) -> None:
    caplog.set_level(logging.INFO)
    record = Record()
    record.troubled("mail", ["数据库只读"])
    worker = Worker(flow, Post(), Routes(), lambda: stopping, record)
    worker.dismiss()
    worker.thread.start()
    worker.thread.join()
    assert (caplog.messages, record.read().troubles) == (told, ())


def locked(flow: Workflow) -> sqlite3.Connection:
    path = flow.transactions.url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_what_one_relay_could_not_write_down_its_successor_writes_and_does_not_send_again(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    routes, outcomes = Routes(channels=("mail",)), Outcomes()
    flow.fire_due()
    forming.form(flow, routes)
    locks: list[sqlite3.Connection] = []
    mail = Post(before=lambda _one: None if locks else locks.append(locked(flow)))
    former, new = (
        Relay(flow, mail, routes, lambda: False, Record(), outcomes=outcomes) for _time in range(2)
    )
    with pytest.raises(StoreBusy):
        former.once()
    assert len(mail.sent) == 2
    clock.advance(minutes=5)
    with pytest.raises(StoreBusy):
        new.once()
    locks[0].close()
    assert (new.once(), flow.messages(), len(mail.sent)) == (0, (), 2)


def test_a_worker_goes_only_when_it_has_written_down_what_it_did(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    flow.fire_due()
    forming.form(flow, Routes())
    outcomes = Outcomes()
    for one in outboxing.claim(flow):
        outcomes.add(Outcome(one))
    worker = Worker(flow, Post("log"), Routes(), lambda: True, Record(), outcomes=outcomes)
    worker.dismiss()
    worker.thread.start()
    worker.thread.join()
    assert flow.messages() == ()


def test_what_was_sent_is_sent_though_another_has_taken_it_over(
    flow: Workflow, clock: Clock
) -> None:
    """What failed is then for the other to say: see ``test_who_was_overtaken_says_so``."""
    overdue(flow, clock)

    def taken_over(_one: Delivery) -> None:
        clock.advance(seconds=61)
        in_turn(flow, [Post(before=failing())]).once()

    mail = Post(before=taken_over)
    in_turn(flow, [mail]).once()
    assert mail.sent[0].id not in {one.delivery for one in flow.messages()}


def test_for_what_is_wrong_with_the_channel_no_message_is_given_up(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    mail = Post(before=failing("密码错误", retryable=False, resting=True))
    rounds = in_turn(flow, [mail], attempts=2)
    for _time in range(60):
        rounds.once()
        clock.advance(hours=1)
    assert flow.messages(given_up=True) == ()
    mail.before = lambda _one: None
    rounds.once()
    clock.advance(hours=1)
    rounds.once()
    assert len(mail.sent) == 2


def test_what_waits_on_a_channel_that_nobody_serves_is_told_of(
    flow: Workflow, clock: Clock
) -> None:
    overdue(flow, clock)
    in_turn(flow, [Post(before=failing())]).once()
    other = in_turn(flow, [Post("chat")])
    clock.advance(minutes=5)
    assert other.once().unsent == 2
    flow.retry_message(next(one.delivery for one in flow.messages()))
    assert other.once().unsent == 1
    clock.advance(minutes=11)
    assert other.once().unsent == 2
    assert "unsent" in flow.health().attention


def test_what_waits_on_a_channel_that_was_taken_out_is_logged_once_with_how_much_it_is(
    flow: Workflow, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    overdue(flow, clock)
    in_turn(flow, [Post(before=failing())]).once()
    other = in_turn(flow, [Post("chat")])
    for _round in range(2):
        other.once()
    said = [one.getMessage() for one in caplog.records if getattr(one, "event", "") == "unserved"]
    assert said == ["the settings have no channel mail, on which messages wait: 2"]


def given_up(flow: Workflow, clock: Clock) -> str:
    """A message to 小林 that did not arrive."""
    overdue(flow, clock)
    only_wang = Post(
        before=lambda one: failing(retryable=False)(one) if one.recipient == "小林" else None
    )
    in_turn(flow, [only_wang]).once()
    (dead,) = flow.messages(given_up=True)
    assert dead.delivery is not None
    return dead.delivery


def test_it_is_tried_again_when_somebody_says_so(flow: Workflow, clock: Clock) -> None:
    dead = given_up(flow, clock)
    assert flow.retry_message(dead[:8]) == (dead,)
    mail = Post()
    in_turn(flow, [mail]).once()
    assert mail.to() == [("小林", "lin@example.com", 1)]
    assert mail.sent[0].id == dead
    with pytest.raises(DeliveryEnded):
        flow.retry_message(dead)


def test_all_that_was_given_up_is_tried_again(flow: Workflow, clock: Clock) -> None:
    dead = {given_up(flow, clock)}
    assert set(flow.retry_message()) == dead
    assert flow.retry_message() == ()


def test_it_is_dropped_with_a_reason(flow: Workflow, clock: Clock) -> None:
    dead = given_up(flow, clock)
    with pytest.raises(ReasonMissing):
        flow.drop_message(dead, reason=" ", actor="老王")
    assert flow.drop_message(dead, reason="已电话告知", actor="老王") == dead
    assert flow.messages() == ()
    with pytest.raises(DeliveryEnded):
        flow.drop_message(dead, reason="已电话告知", actor="老王")
    assert flow.verify().findings == ()


def test_it_goes_to_somebody_else_and_the_history_says_so(flow: Workflow, clock: Clock) -> None:
    dead = given_up(flow, clock)
    assert flow.redirect_message(dead, "老王", reason="邮箱已满", actor="老王") == (
        dead,
        ("E-2026-000001",),
    )
    mail = Post()
    in_turn(flow, [mail]).once()
    assert mail.to() == [("老王", "wang@example.com", 1)]
    (event,) = (one for one in flow.history(1) if one.type == "message_redirected")
    assert event.performed_by == "老王"
    assert event.details["redirected"]["recipient"] == "小林"
    assert event.details["redirected"]["to"] == "老王"
    assert flow.verify().findings == ()
    assert flow.rebuild(check=True).findings == ()


def test_redirecting_that_was_interrupted_goes_on_and_tells_nobody_twice(
    flow: Workflow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = given_up(flow, clock)
    with monkeypatch.context() as broken:
        broken.setattr("workflow.store.given_up.end", lambda *_words, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            flow.redirect_message(dead, "老王", reason="邮箱已满", actor="老王")
    flow.redirect_message(dead, "老王", reason="邮箱已满", actor="老王")
    assert [one.type for one in flow.history(1)].count("message_redirected") == 1


def test_nobody_unknown_is_sent_to_and_no_unknown_message_found(
    flow: Workflow, clock: Clock
) -> None:
    dead = given_up(flow, clock)
    with pytest.raises(PersonUnknown, match="老汪"):
        flow.redirect_message(dead, "老汪", reason="邮箱已满", actor="老王")
    with pytest.raises(DeliveryUnknown):
        flow.retry_message("ffff-none")
    with pytest.raises(InputInvalid, match="4 characters"):
        flow.retry_message("f")


def test_the_beginning_of_an_id_must_say_which(flow: Workflow, clock: Clock) -> None:
    overdue(flow, clock)
    in_turn(flow, [Post(before=failing(retryable=False))]).once()
    with closing(sqlite3.connect(flow.transactions.url.removeprefix("sqlite:///"))) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("UPDATE complaints_delivery_notices SET delivery_id = 'abcd' || delivery_id")
        other.execute("UPDATE complaints_deliveries SET id = 'abcd' || id")
        other.commit()
    with pytest.raises(DeliveryAmbiguous):
        flow.retry_message("abcd")
