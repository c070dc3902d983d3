"""Notices are written with their event; deliveries are formed, leased, sent or tried again."""

from datetime import datetime, timedelta

import pytest
from records import DAY, NOON, decided, new_case, next_version, notice, stored
from sqlalchemy import Connection, Executable, delete, select, update

from workflow.errors import StoreUnusable
from workflow.store import forming, outbox, writing
from workflow.store.cases import StoredCase
from workflow.store.database import Database
from workflow.store.forming import Formed
from workflow.store.messages import Message, Unreadable
from workflow.store.tables import cases, deadlines, deliveries, notices

LEASE = timedelta(minutes=5)


def notified(connection: Connection, number: int = 1, *recipients: str | None) -> StoredCase:
    """A stored case whose second event told somebody something."""
    before = stored(connection, new_case(f"u-{number}"))
    case = next_version(before)
    told = tuple(
        notice(case, position, name) for position, name in enumerate(recipients or ("李雷",))
    )
    assert writing.write(connection, writing.Write(before, decided(case, notices=told)))
    return before


def failed(connection: Connection) -> int:
    return sum(one.failed for one in outbox.by_channel(connection))


def formed(connection: Connection) -> int:
    return handed_on(connection, NOON, 100)


def handed_on(connection: Connection, now: datetime, most: int) -> int:
    waiting = forming.waiting(connection, now, most)
    alone = [Formed(one.recipient, (one.id,), ("log",)) for one in waiting]
    forming.form(connection, alone, now)
    return len(waiting)


class OutboxContract:
    def test_a_notice_is_in_one_delivery_only(self, database: Database):
        with database.writing() as connection:
            notified(connection, 1, "李雷", "ann", None)
            assert (formed(connection), formed(connection)) == (3, 0)
            messages = outbox.claim(connection, NOON, NOON + LEASE, 10)
        assert [one.recipient for one in messages] == ["李雷", "ann", None]
        assert len({one.delivery for one in messages}) == 3
        first = messages[0]
        assert (first.case, first.template, first.deadline) == (
            "C-2026-000001",
            "reminder",
            "callback",
        )
        assert (first.zone, first.attempts, first.urgent) == ("Asia/Shanghai", 1, False)

    def test_the_same_notice_cannot_be_written_twice(self, database: Database):
        with database.writing() as connection:
            before = stored(connection, new_case("u-1"))
        case = next_version(before)
        decision = decided(case, notices=(notice(case), notice(case)))
        with pytest.raises(StoreUnusable), database.writing() as connection:
            writing.write(connection, writing.Write(before, decision))
        with database.reading() as connection:
            assert connection.execute(select(notices)).all() == []

    def test_what_is_leased_is_not_claimed_again_before_the_lease_is_over(self, database: Database):
        with database.writing() as connection:
            notified(connection)
            formed(connection)
            (first,) = outbox.claim(connection, NOON, NOON + LEASE, 10)
            early = NOON + LEASE - timedelta(microseconds=1)
            assert outbox.claim(connection, early, early + LEASE, 10) == []
            (again,) = outbox.claim(connection, NOON + LEASE, NOON + 2 * LEASE, 10)
        assert again == first._replace(attempts=2, left=True)

    def test_what_one_that_is_gone_had_leased_is_free_again_and_nothing_else(
        self, database: Database
    ):
        with database.writing() as connection:
            for number in (1, 2, 3):
                notified(connection, number)
            formed(connection)
            (sent,) = outbox.claim(connection, NOON, NOON + LEASE, 1, holder="甲")
            outbox.mark_sent(connection, [sent.delivery], NOON)
            (lost,) = outbox.claim(connection, NOON, NOON + LEASE, 1, holder="甲")
            outbox.claim(connection, NOON, NOON + LEASE, 1, holder="乙")
            assert [outbox.release(connection, "甲", NOON) for _time in (1, 2)] == [1, 0]
            (again,) = outbox.claim(connection, NOON, NOON + LEASE, 9, holder="乙")
        assert again == lost._replace(attempts=2, left=True)

    def test_what_was_taken_over_from_one_that_still_lives_it_does_not_give_back(
        self, database: Database
    ):
        with database.writing() as connection:
            notified(connection)
            formed(connection)
            (first,) = outbox.claim(connection, NOON, NOON + LEASE, 1, holder="甲")
            outbox.release(connection, "甲", NOON)
            outbox.claim(connection, NOON, NOON + LEASE, 1, holder="乙")
            outbox.give_back(connection, [(first.delivery, 2)], "甲")
            assert outbox.claim(connection, NOON, NOON + LEASE, 1, holder="丙") == []
            for _time in (1, 2):  # of a commit that was lost nobody knows whether it was done
                outbox.give_back(connection, [(first.delivery, 2)], "乙")
                outbox.give_back(connection, [(first.delivery, 2)])
            (again,) = outbox.claim(connection, NOON, NOON + LEASE, 1, holder="丙")
        assert again.attempts == 2

    def test_what_was_sent_is_never_claimed_again(self, database: Database):
        with database.writing() as connection:
            notified(connection)
            formed(connection)
            (message,) = outbox.claim(connection, NOON, NOON + LEASE, 10)
            outbox.mark_sent(connection, [message.delivery], NOON)
            assert outbox.claim(connection, NOON + 9 * LEASE, NOON + 10 * LEASE, 10) == []
            row = connection.execute(select(deliveries)).mappings().one()
        assert (row["sent_at"], row["leased_until"], row["error"]) == (NOON, None, None)

    def test_what_failed_is_tried_again_at_its_time(self, database: Database):
        again_at = NOON + timedelta(minutes=1)
        with database.writing() as connection:
            notified(connection)
            formed(connection)
            (message,) = outbox.claim(connection, NOON, NOON + LEASE, 10)
            outbox.mark_failed(connection, message.delivery, 1, "连接被拒绝", again_at)
            early = again_at - timedelta(microseconds=1)
            assert outbox.claim(connection, early, early + LEASE, 10) == []
            (again,) = outbox.claim(connection, again_at, again_at + LEASE, 10)
            row = connection.execute(select(deliveries)).mappings().one()
        assert (again.delivery, again.attempts) == (message.delivery, 2)
        assert row["error"] == "连接被拒绝"

    def test_who_was_overtaken_does_not_say_how_it_went(self, database: Database):
        with database.writing() as connection:
            notified(connection)
            formed(connection)
            (message,) = outbox.claim(connection, NOON, NOON + LEASE, 10)
            (again,) = outbox.claim(connection, NOON + LEASE, NOON + 2 * LEASE, 10)
            assert not outbox.mark_failed(connection, message.delivery, 1, "连接被拒绝", NOON)
            assert not outbox.give_up(connection, message.delivery, 1, "拒收", NOON)
            outbox.mark_sent(connection, [again.delivery], NOON + LEASE)
            assert not outbox.mark_failed(connection, again.delivery, 2, "连接被拒绝", NOON)
            row = connection.execute(select(deliveries)).mappings().one()
        assert (row["sent_at"], row["given_up_at"], row["error"]) == (NOON + LEASE, None, None)

    def test_no_more_is_claimed_or_formed_than_asked_for(self, database: Database):
        with database.writing() as connection:
            notified(connection, 1, "a", "b", "c")
            assert handed_on(connection, NOON, 2) == 2
            assert len(outbox.claim(connection, NOON, NOON + LEASE, 1)) == 1
            assert len(outbox.claim(connection, NOON, NOON + LEASE, 10)) == 1

    def test_what_a_clock_that_was_ahead_put_off_is_not_waited_for(self, database: Database):
        ahead = NOON + 400 * DAY
        with database.writing() as connection:
            notified(connection, 1, "leased", "failed", "formed")
            assert handed_on(connection, NOON, 2) == 2
            _leased, late = outbox.claim(connection, ahead, ahead + LEASE, 10)
            outbox.mark_failed(connection, late.delivery, 1, "连接被拒绝", ahead + LEASE)
            assert handed_on(connection, ahead, 10) == 1
            assert outbox.anything_to_send(connection, NOON, LEASE)
            again = outbox.claim(connection, NOON, NOON + LEASE, 10)
            assert {one.recipient for one in again} == {"leased", "failed", "formed"}
            assert not outbox.anything_to_send(connection, NOON, LEASE)
            assert outbox.claim(connection, NOON, NOON + LEASE, 10) == []

    def test_a_clock_set_back_a_little_does_not_end_a_lease(self, database: Database):
        with database.writing() as connection:
            notified(connection)
            formed(connection)
            outbox.claim(connection, NOON, NOON + LEASE, 10)
            earlier = NOON - LEASE / 2
            assert outbox.claim(connection, earlier, earlier + LEASE, 10) == []

    @pytest.mark.parametrize(
        ("damage", "why"),
        [
            (delete(deadlines).where(deadlines.c.case_id == 2), "incomplete"),
            (update(cases).where(cases.c.id == 2).values(snapshot="坏"), "JSONDecodeError"),
            (update(cases).where(cases.c.id == 2).values(snapshot="{}"), "KeyError"),
        ],
    )
    def test_a_message_that_cannot_be_read_holds_up_no_other(
        self, database: Database, damage: Executable, why: str
    ):
        with database.writing() as connection:
            for number in (1, 2, 3):
                notified(connection, number, str(number))
            formed(connection)
            connection.execute(damage)
            claimed = outbox.claim(connection, NOON, NOON + LEASE, 10)
            (unreadable,) = (one for one in claimed if isinstance(one, Unreadable))
            assert (unreadable.attempts, unreadable.error) == (1, why)
            messages = [one for one in claimed if isinstance(one, Message)]
            assert sorted(one.recipient for one in messages) == ["1", "3"]

    def test_failed_messages_are_counted_until_they_are_sent_or_given_up(self, database: Database):
        with database.writing() as connection:
            notified(connection, 1, "a", "b")
            formed(connection)
            first, second = outbox.claim(connection, NOON, NOON + LEASE, 10)
            assert failed(connection) == 0
            for one in (first, second):
                outbox.mark_failed(connection, one.delivery, 1, "连接被拒绝", NOON)
            assert failed(connection) == 2
            outbox.mark_sent(connection, [first.delivery], NOON)
            assert failed(connection) == 1
            connection.execute(update(deliveries).values(given_up_at=NOON))
            assert failed(connection) == 0

    def test_what_was_not_sent_of_a_voided_cycle_is_dropped(self, database: Database):
        with database.writing() as connection:
            sent, formed_only, waiting = (notified(connection, number) for number in (1, 2, 3))
            assert handed_on(connection, NOON, 2) == 2
            claimed = outbox.claim(connection, NOON, NOON, 1)
            outbox.mark_sent(connection, [one.delivery for one in claimed], NOON)
            for before in (sent, formed_only, waiting):
                void(connection, before)
            dropped = dict(
                connection.execute(select(notices.c.case_id, notices.c.dropped_at)).all()
            )
            assert dropped == {1: None, 2: NOON, 3: NOON}
            assert formed(connection) == 0
            assert outbox.claim(connection, NOON + DAY, NOON + DAY, 10) == []


def void(connection: Connection, before: StoredCase) -> None:
    """Take back the miss of the first cycle, two events after ``before``."""
    now = before.case._replace(version=2)
    decision = decided(now._replace(version=3), voided=(("callback", 1),))
    assert writing.write(connection, writing.Write(before._replace(case=now), decision))
