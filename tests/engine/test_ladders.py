from collections.abc import Sequence
from datetime import timedelta

import pytest
from people import SHANGHAI, OfficialYears
from world import at, shown, with_deadline

from workflow.calendars.amounts import Amount
from workflow.calendars.local import zone
from workflow.definition.deadline import Repeat, Rung
from workflow.engine.case import DeadlineState
from workflow.engine.edition import Clock
from workflow.engine.ladder import MISS, ladder, next_planned, upcoming, with_next
from workflow.engine.timekeeping import Timekeeping

TIMES = Timekeeping("C-2026-000001", zone(SHANGHAI), OfficialYears())
STARTED, DUE = "2026-11-02 10:00", "2026-11-06 00:00"


def clock(*, remind: Sequence[Rung] = (), missed: Sequence[Rung] = ()) -> Clock:
    edition = with_deadline("complaint", "callback", remind=(*remind,), missed=(*missed,))
    return edition.clocks["callback"]


def cycle(started: str = STARTED, due: str = DUE, **words: object) -> DeadlineState:
    return DeadlineState("callback", 1, "armed", at(started), at(due))._replace(**words)


def rungs(ticking: Clock, state: DeadlineState) -> list[tuple[str, str]]:
    return [(one.key, shown(one.instant)) for one in ladder(ticking, state, TIMES)]


def test_rungs_come_in_the_order_of_their_instants() -> None:
    ticking = clock(
        remind=[Rung(before=Amount(1, "hours")), Rung(before=Amount(2, "calendar days"))],
        missed=[Rung(after=Amount(2, "calendar days")), Rung()],
    )
    assert rungs(ticking, cycle()) == [
        ("remind.2#0", "2026-11-03 24:00"),
        ("remind.1#0", "2026-11-05 23:00"),
        ("miss", "2026-11-05 24:00"),
        ("missed.2#0", "2026-11-05 24:00"),
        ("missed.1#0", "2026-11-07 24:00"),
    ]


def test_rungs_of_one_instant_come_in_the_order_of_the_file() -> None:
    ticking = clock(missed=[Rung(), Rung(after=Amount(1, "hours")), Rung()])
    assert [key for key, _ in rungs(ticking, cycle())] == [
        "miss", "missed.1#0", "missed.3#0", "missed.2#0",
    ]  # fmt: skip


@pytest.mark.parametrize("before", [Amount(86, "hours"), Amount(5, "calendar days")])
def test_nobody_is_reminded_of_a_promise_before_it_was_made(before: Amount) -> None:
    """86 hours before the due instant is the very start."""
    ticking = clock(remind=[Rung(before=before)])
    assert rungs(ticking, cycle()) == [("miss", "2026-11-05 24:00")]


def test_a_reminder_just_after_the_start_is_part_of_the_ladder() -> None:
    ticking = clock(remind=[Rung(before=Amount(86 * 60 - 1, "minutes"))])
    assert rungs(ticking, cycle())[0] == ("remind.1#0", "2026-11-02 10:01")


def test_a_promise_that_was_moved_is_remembered_anew_from_then_on() -> None:
    ticking = clock(remind=[Rung(before=Amount(2, "calendar days")), Rung(share=50)])
    moved = cycle(
        due="2026-11-10 10:00",
        fired=("remind.1#0",),
        revision=1,
        revised_at=at("2026-11-06 10:00"),
    )
    # Half of the time from the start is over by the moment it is moved: no reminder at that.
    assert rungs(ticking, moved) == [
        ("remind.1#0@1", "2026-11-08 10:00"),
        ("miss", "2026-11-10 10:00"),
    ]
    assert [one.key for one in upcoming(ticking, moved, TIMES)] == ["remind.1#0@1", "miss"]


@pytest.mark.parametrize(
    ("percent", "instant"),
    [(50, "2026-11-02 12:00"), (75, "2026-11-02 13:00"), (100, "2026-11-02 14:00")],
)
def test_a_share_of_the_limit_is_counted_from_the_start(percent: int, instant: str) -> None:
    ticking = clock(remind=[Rung(share=percent)])
    assert rungs(ticking, cycle(due="2026-11-02 14:00"))[0] == ("remind.1#0", instant)


def test_a_rung_repeats_as_often_as_it_says_after_the_first_time() -> None:
    again = Repeat(Amount(1, "calendar days"), 2)
    ticking = clock(missed=[Rung(after=Amount(2, "calendar days"), repeat=again)])
    assert rungs(ticking, cycle()) == [
        ("miss", "2026-11-05 24:00"),
        ("missed.1#0", "2026-11-07 24:00"),
        ("missed.1#1", "2026-11-08 24:00"),
        ("missed.1#2", "2026-11-09 24:00"),
    ]


def test_a_reminder_repeats_as_long_as_it_is_not_due() -> None:
    again = Repeat(Amount(1, "calendar days"), 5)
    ticking = clock(remind=[Rung(before=Amount(2, "calendar days"), repeat=again)])
    assert rungs(ticking, cycle()) == [
        ("remind.1#0", "2026-11-03 24:00"),
        ("remind.1#1", "2026-11-04 24:00"),
        ("miss", "2026-11-05 24:00"),
    ]


def test_a_reminder_repeats_no_more_often_than_it_says() -> None:
    again = Repeat(Amount(6, "hours"), 2)
    ticking = clock(remind=[Rung(before=Amount(1, "calendar days"), repeat=again)])
    assert [when for _, when in rungs(ticking, cycle())] == [
        "2026-11-04 24:00", "2026-11-05 06:00", "2026-11-05 12:00", "2026-11-05 24:00",
    ]  # fmt: skip


def test_a_reminder_whose_first_time_was_before_the_promise_comes_at_the_next() -> None:
    again = Repeat(Amount(1, "calendar days"), 5)
    ticking = clock(remind=[Rung(before=Amount(4, "calendar days"), repeat=again)])
    assert rungs(ticking, cycle())[0] == ("remind.1#1", "2026-11-02 24:00")
    assert with_next(ticking, cycle(), TIMES).next_rung == "remind.1#1"


def test_a_repeated_reminder_of_a_promise_made_anew_begins_anew() -> None:
    again = Repeat(Amount(1, "calendar days"), 5)
    ticking = clock(remind=[Rung(before=Amount(2, "calendar days"), repeat=again)])
    moved = cycle(
        due="2026-11-10 10:00",
        fired=("remind.1#0", "remind.1#1", "remind.1#0@1"),
        revision=1,
        revised_at=at("2026-11-06 10:00"),
    )
    state = with_next(ticking, moved, TIMES)
    assert (state.next_rung, shown(state.next_at)) == ("remind.1#1@1", "2026-11-09 10:00")
    planned = next_planned(ticking.deadline, state, state.next_at)
    assert (planned.name, planned.occurrence, planned.revision) == ("remind.1", 1, 1)


def test_time_that_was_paused_does_not_count_between_repeated_reminders() -> None:
    again = Repeat(Amount(4, "hours"), 5)
    ticking = clock(remind=[Rung(share=50, repeat=again)])
    paused = (at("2026-11-02 15:00"), at("2026-11-03 15:00"))
    state = cycle(due="2026-11-04 10:00", pauses=(paused,))  # 24 hours, and a day paused
    assert rungs(ticking, state) == [
        ("remind.1#0", "2026-11-03 22:00"),
        ("remind.1#1", "2026-11-04 02:00"),
        ("remind.1#2", "2026-11-04 06:00"),
        ("miss", "2026-11-04 10:00"),
    ]
    early = clock(remind=[Rung(share=10, repeat=again)])
    assert rungs(early, state)[:3] == [
        ("remind.1#0", "2026-11-02 12:24"),
        ("remind.1#1", "2026-11-03 16:24"),
        ("remind.1#2", "2026-11-03 20:24"),
    ]


def test_repeats_by_the_month_are_counted_from_the_first_and_do_not_drift() -> None:
    again = Repeat(Amount(1, "months"), 3)
    ticking = clock(missed=[Rung(repeat=again)])
    state = cycle(due="2026-12-31 12:00")
    assert [day for _, day in rungs(ticking, state)[1:]] == [
        "2026-12-31 12:00", "2027-01-31 12:00", "2027-02-28 12:00", "2027-03-31 12:00",
    ]  # fmt: skip


def test_what_fired_does_not_come_again() -> None:
    ticking = clock(remind=[Rung(before=Amount(1, "hours"))], missed=[Rung()])
    state = cycle(fired=("remind.1#0",))
    assert [one.key for one in upcoming(ticking, state, TIMES)] == ["miss", "missed.1#0"]
    assert with_next(ticking, state, TIMES).next_rung == "miss"


def test_after_the_miss_no_reminder_comes_any_more() -> None:
    ticking = clock(remind=[Rung(before=Amount(1, "hours"))], missed=[Rung()])
    state = cycle(status="missed", fired=(MISS,))
    assert [one.key for one in upcoming(ticking, state, TIMES)] == ["missed.1#0"]
    assert with_next(ticking, state, TIMES).next_rung == "missed.1#0"


@pytest.mark.parametrize(
    "state",
    [
        cycle(status="met", done_at=at(STARTED)),
        cycle(status="missed", done_at=at(DUE), fired=(MISS,)),
        cycle(status="voided", done_at=at(STARTED)),
        cycle(status="cancelled", done_at=at(STARTED)),
        cycle(status="paused"),
    ],
    ids=lambda one: one.status,
)
def test_what_is_over_or_paused_has_nothing_to_come(state: DeadlineState) -> None:
    ticking = clock(remind=[Rung(before=Amount(1, "hours"))], missed=[Rung()])
    assert upcoming(ticking, state, TIMES) == []
    after = with_next(ticking, state, TIMES)
    assert (after.next_at, after.next_rung) == (None, None)


def test_when_everything_fired_nothing_is_to_come() -> None:
    ticking = clock(missed=[Rung()])
    state = cycle(status="missed", fired=(MISS, "missed.1#0"))
    assert upcoming(ticking, state, TIMES) == []
    assert with_next(ticking, state, TIMES).next_at is None


def test_what_comes_next_is_always_the_first_of_what_may_come() -> None:
    again = Repeat(Amount(1, "weeks"), 2)
    ticking = clock(
        remind=[Rung(share=50), Rung(before=Amount(1, "hours"))],
        missed=[Rung(after=Amount(1, "hours")), Rung(repeat=again)],
    )
    state = cycle()
    walked = []
    while pending := upcoming(ticking, state, TIMES):
        first = with_next(ticking, state, TIMES)
        assert (first.next_at, first.next_rung) == (pending[0].instant, pending[0].key)
        assert next_planned(ticking.deadline, first, first.next_at) == pending[0]
        walked.append(pending[0].key)
        status = "missed" if pending[0].key == MISS else state.status
        state = state._replace(fired=(*state.fired, pending[0].key), status=status)
    assert walked == [one.key for one in ladder(ticking, cycle(), TIMES)]


def test_a_reminder_at_the_due_instant_itself_comes_before_the_miss() -> None:
    ticking = clock(remind=[Rung(share=99)], missed=[Rung()])
    state = cycle(due_at=at(STARTED) + timedelta(microseconds=1))
    first = with_next(ticking, state, TIMES)
    assert (first.next_at, first.next_rung) == (state.due_at, "remind.1#0")
    assert (
        next_planned(ticking.deadline, first, first.next_at) == upcoming(ticking, state, TIMES)[0]
    )
