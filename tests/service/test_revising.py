"""Newer official days are shown first, and move what is counted by them when they are adopted.

Asked on Wednesday, 3 February 2027: three working days are over on Friday the 12th by the estimate.
Were the eleventh free, it would be the 14th, a Sunday on which is worked.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from house import Clock
from hypothesis import given
from hypothesis import strategies as st
from promises import DEFINITION, MAKE_UP, SPRING, announced, definition
from sqlalchemy import create_engine, event
from sqlmodel import Session
from tampering import tamper

from workflow import Workflow, prepare
from workflow.calendars.amounts import SAME_TIME, Amount
from workflow.calendars.local import show_local, zone
from workflow.calendars.pauses import add_around
from workflow.calendars.rules import OfficialDay, OfficialDays
from workflow.calendars.working import WorkingTime
from workflow.definition import calendar_file, shipped
from workflow.definition.parse import loads
from workflow.engine.events import Decision
from workflow.errors import InputInvalid, PersonUnknown, StoreUnprotected
from workflow.service import acting, official_days, revising
from workflow.service.day_changes import changed_days, changed_years, merged
from workflow.service.revision_views import Revising
from workflow.store.cases import load

SHANGHAI = zone("Asia/Shanghai")


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(at("2027-02-03 10:00"))


@pytest.fixture
def workshop(flow: Workflow, monkeypatch: pytest.MonkeyPatch) -> Workflow:
    """One case, asked on 3 February; the library knows 2026 and estimates 2027."""
    library = official_days.known_years("CN", None)
    monkeypatch.setattr(
        official_days, "known_years", lambda *_: library._replace(announced=range(2001, 2027))
    )
    flow.publish(definition())
    ask(flow)
    return flow


def ask(flow: Workflow) -> str:
    return flow.open("workshop", {}, actor="ann").case


def due(flow: Workflow, name: str = "answer", case: int = 1) -> str:
    (found,) = (one for one in flow.show(case).deadlines if one.name == name and not one.over_at)
    return show_local(found.due_at, SHANGHAI, end=True)


def adopt(flow: Workflow, days: OfficialDays | None = None) -> Revising:
    return flow.adopt_revision("CN", announced=days or announced(), actor="max")


def recomputed(flow: Workflow, case: int = 1) -> list[dict[str, Any]]:
    return [dict(one.details) for one in flow.history(case) if one.type == "deadline_recomputed"]


def sound(flow: Workflow) -> None:
    assert flow.verify().findings == ()
    assert flow.rebuild(check=True).findings == ()


# --- showing -----------------------------------------------------------------------------------


def test_what_would_change_is_shown_and_nothing_is_written(workshop: Workflow) -> None:
    before = workshop.history(1)
    shown = workshop.preview_revision("CN", announced=announced())
    assert (shown.revision, shown.number, shown.adopted) == (1, 2, False)
    assert [(one.year, one.was, one.becomes) for one in shown.years] == [
        (2027, "estimated", "announced")
    ]
    assert [(one.date, one.was, one.becomes) for one in shown.days] == [
        (date(2027, 2, 11), "ordinary", "off"),
        (MAKE_UP, "ordinary", "working"),
    ]
    assert [(one.deadline, one.result) for one in shown.moves] == [
        ("answer", "moved"),
        ("fixed", "kept"),
    ]
    moved = shown.moved[0]
    assert (moved.due_at, moved.new_due_at) == (at("2027-02-13 00:00"), at("2027-02-15 00:00"))
    assert workshop.history(1) == before
    assert [one.number for one in workshop.revisions()] == [1]
    assert due(workshop) == "2027-02-12 24:00"


def test_what_is_adopted_is_what_was_shown(workshop: Workflow) -> None:
    shown = workshop.preview_revision("CN", announced=announced())
    assert adopt(workshop) == shown._replace(adopted=True)


def test_nothing_changes_when_the_library_says_what_it_said(workshop: Workflow) -> None:
    shown = workshop.preview_revision("CN")
    assert shown.empty
    assert (shown.revision, shown.number) == (1, 1)
    before = workshop.history(1)
    assert workshop.adopt_revision("CN", actor="max").empty
    assert workshop.history(1) == before


def test_a_place_that_nobody_counts_by_is_refused(workshop: Workflow) -> None:
    for place in (("DE", None), ("CN", "BY")):
        with pytest.raises(InputInvalid, match="CN"):
            workshop.preview_revision(*place)


@pytest.mark.parametrize("actor", ["nobody", "system"])
def test_only_somebody_who_is_known_adopts(workshop: Workflow, actor: str) -> None:
    with pytest.raises(PersonUnknown):
        workshop.adopt_revision("CN", announced=announced(), actor=actor)
    assert len(workshop.revisions()) == 1


# --- adopting ----------------------------------------------------------------------------------


def test_adopting_moves_what_is_counted_by_the_days(workshop: Workflow) -> None:
    adopt(workshop)
    assert due(workshop) == "2027-02-14 24:00"
    assert due(workshop, "fixed") == "2027-02-12 24:00"
    assert due(workshop, "settling") == "2027-04-04 24:00"
    (recorded,) = recomputed(workshop)
    assert (recorded["country"], recorded["official"]) == ("CN", 2)
    (move,) = recorded["deadlines"]
    assert (move["change"], move["name"], move["official"]) == ("recomputed", "answer", 2)
    event = workshop.history(1)[-1]
    assert (event.recorded_by, event.performed_by) == ("max", "system")
    newest = workshop.revisions()[-1]
    assert (newest.number, newest.adopted_by, newest.adopted_at) == (2, "max", workshop.now())
    assert newest.years[2027] is False
    assert newest.years[2028] is True
    sound(workshop)


def test_adopting_holds_nobody_up_who_records_late(workshop: Workflow, clock: Clock) -> None:
    clock.advance(hours=3)
    adopt(workshop)
    workshop.trigger(1, "wait", {}, actor="ann", at="2027-02-03 11:00")
    assert workshop.show(1).state == "waiting"
    sound(workshop)


def test_adopting_twice_changes_nothing_more(workshop: Workflow) -> None:
    adopt(workshop)
    before = workshop.history(1)
    again = adopt(workshop)
    assert not again.adopted
    assert not again.moved
    assert again.same == 0
    assert workshop.history(1) == before


def test_a_deadline_that_is_due_as_before_is_counted_by_the_newer_days(
    workshop: Workflow, clock: Clock
) -> None:
    later = announced(closed=[date(2027, 10, 8)], make_up=date(2027, 10, 10))
    done = adopt(workshop, later)
    assert (done.moves, done.same) == ((), 1)
    (recorded,) = recomputed(workshop)
    assert recorded["deadlines"] == [
        {"change": "recounted", "name": "answer", "cycle": 1, "official": 2}
    ]
    clock.now = at("2027-02-12 12:00")
    fired = workshop.fire_due().fired
    assert [(one.rung, one.occurrence) for one in fired] == [("remind.1", 0)]
    sound(workshop)


def test_what_begins_afterwards_is_counted_by_the_newest(workshop: Workflow) -> None:
    adopt(workshop)
    ask(workshop)
    assert due(workshop, case=2) == due(workshop, "fixed", case=2) == "2027-02-14 24:00"
    assert recomputed(workshop, 2) == []
    sound(workshop)


def test_what_is_closed_stays_as_it_is(workshop: Workflow) -> None:
    workshop.trigger(1, "close", {}, actor="ann")
    before = workshop.history(1)
    assert adopt(workshop).moves == ()
    assert workshop.history(1) == before


def test_what_was_due_by_the_older_days_fires_before(workshop: Workflow, clock: Clock) -> None:
    clock.now = at("2027-02-13 09:00")
    done = adopt(workshop)
    assert [(one.deadline, one.result) for one in done.moves] == [
        ("answer", "missed"),
        ("fixed", "missed"),
    ]
    assert {one.status for one in workshop.show(1).deadlines if one.name == "answer"} == {"armed"}
    workshop.fire_due()
    (answer,) = (one for one in workshop.show(1).deadlines if one.name == "answer")
    assert (answer.status, answer.due_at) == ("missed", at("2027-02-13 00:00"))
    assert recomputed(workshop) == []
    sound(workshop)


def test_a_recorded_miss_stays(workshop: Workflow, clock: Clock) -> None:
    clock.now = at("2027-02-13 09:00")
    workshop.fire_due()
    adopt(workshop)
    assert due(workshop) == "2027-02-12 24:00"
    assert recomputed(workshop) == []
    sound(workshop)


def test_nothing_is_missed_after_the_fact(workshop: Workflow, clock: Clock) -> None:
    """By the newer days two days of the holiday were worked, so it would have been due."""
    clock.now = at("2027-02-12 09:00")
    worked = announced(closed=[])
    days = {
        day: one._replace(working=True) if day in SPRING else one
        for day, one in worked.days.items()
    }
    done = adopt(workshop, worked._replace(days=days))
    assert [(one.deadline, one.result) for one in done.moves] == [
        ("answer", "past"),
        ("fixed", "kept"),
    ]
    assert done.moves[0].new_due_at < clock.now
    assert due(workshop) == "2027-02-12 24:00"
    assert recomputed(workshop) == []
    assert {one.rung for one in workshop.fire_due().fired} <= {"remind.1"}
    sound(workshop)


# --- reminders, pauses -------------------------------------------------------------------------


def test_what_stands_still_is_explained_by_the_newer_days_too(
    workshop: Workflow, clock: Clock
) -> None:
    workshop.trigger(1, "wait", {}, actor="ann")
    clock.now = at("2027-02-15 10:00")
    done = adopt(workshop)
    assert (done.moved, done.same) == ((), 1)
    assert workshop.explain(1, every=True).findings == ()
    assert due(workshop) == "2027-02-17 24:00"  # if it went on now
    sound(workshop)


def test_a_promise_made_anew_is_reminded_of_anew(workshop: Workflow, clock: Clock) -> None:
    clock.now = at("2027-02-11 23:00")
    workshop.fire_due()
    clock.now = at("2027-02-12 09:00")
    adopt(workshop)
    clock.now = at("2027-02-14 23:00")
    workshop.fire_due()
    reminders = [
        one.details.get("revision", 0)
        for one in workshop.history(1)
        if one.details.get("rung") == "remind.1"
    ]
    assert reminders == [0, 1]
    sound(workshop)


def test_a_paused_deadline_is_counted_by_the_newer_days_when_it_goes_on(
    workshop: Workflow, clock: Clock
) -> None:
    clock.advance(days=1)
    workshop.trigger(1, "wait", {}, actor="ann")
    clock.advance(hours=2)
    adopt(workshop)
    sound(workshop)
    clock.advance(hours=2)
    workshop.trigger(1, "go_on", {}, actor="ann")
    assert due(workshop) == "2027-02-14 24:00"
    sound(workshop)


def test_a_time_agreed_on_that_is_paused_stays_on_record_as_it_was_agreed(
    flow: Workflow, clock: Clock
) -> None:
    text = DEFINITION.replace(
        "    pauses: {in: waiting}", "    pauses: {in: waiting}\n    agreed: visit"
    )
    text = text.replace("states:\n", "fields: {visit: {type: moment}}\nstates:\n")
    flow.publish(
        loads(text.replace("zh: 已提出}}", "zh: 已提出}, editable: [visit]}"), "visit.yaml")
    )
    ask(flow)
    flow.set(1, {"visit": "2027-02-10 15:00"}, actor="ann")
    clock.advance(days=1)
    flow.trigger(1, "wait", {}, actor="ann")
    clock.advance(days=8)
    adopt(flow)
    assert due(flow) == "2027-02-10 15:00"
    sound(flow)


def test_a_pause_after_the_revision_is_counted_by_the_days_it_named(
    workshop: Workflow, clock: Clock
) -> None:
    adopt(workshop)
    clock.now = at("2027-02-04 10:00")
    workshop.trigger(1, "wait", {}, actor="ann")
    clock.now = at("2027-02-05 10:00")
    workshop.trigger(1, "go_on", {}, actor="ann")
    assert due(workshop) == "2027-02-15 24:00"
    sound(workshop)


# --- interrupted -------------------------------------------------------------------------------


def test_what_was_interrupted_goes_on_and_records_nothing_twice(
    workshop: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revising, "BATCH", 2)
    for _number in range(6):
        ask(workshop)
    written = 0

    def fail(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        nonlocal written
        written += "INSERT INTO complaints_events" in statement
        if written == 5:
            written += 1
            raise KeyboardInterrupt

    assert workshop._database is not None
    engine = workshop._database.engine
    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(KeyboardInterrupt):
        adopt(workshop)
    event.remove(engine, "before_cursor_execute", fail)
    done = [len(recomputed(workshop, serial)) for serial in range(1, 8)]
    assert done == [1, 1, 1, 1, 0, 0, 0]
    assert workshop.preview_revision("CN", announced=announced()).number == 2
    rest = adopt(workshop)
    assert not rest.adopted
    assert [one.case for one in rest.moved] == ["W-2027-000005", "W-2027-000006", "W-2027-000007"]
    assert [len(recomputed(workshop, serial)) for serial in range(1, 8)] == [1] * 7
    sound(workshop)


def test_a_case_that_cannot_be_counted_does_not_hold_up_the_others(
    workshop: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(workshop)
    decide = revising.decide_revision

    def broken(situation: Any, *words: Any, **more: Any) -> Any:
        if situation.case.serial == 1:
            raise RuntimeError("secret")
        return decide(situation, *words, **more)

    with monkeypatch.context() as patched:
        patched.setattr(revising, "decide_revision", broken)
        done = adopt(workshop)
    ((case, why),) = done.failed
    assert (case, "secret" in why) == ("W-2027-000001", False)
    assert [one.case for one in done.moved] == ["W-2027-000002"]
    assert [one.case for one in adopt(workshop).moved] == ["W-2027-000001"]
    sound(workshop)


# --- where newer days come from ----------------------------------------------------------------


def library_says(monkeypatch: pytest.MonkeyPatch, days: OfficialDays) -> None:
    monkeypatch.setattr(revising, "known_days", lambda *_: days)
    monkeypatch.setattr(official_days, "settle", lambda *_: days)
    monkeypatch.setattr(official_days, "known_days", lambda *_: days)


def test_upgrading_the_library_alone_moves_nothing(
    workshop: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    library_says(monkeypatch, announced())
    workshop.publish(definition())
    ask(workshop)
    workshop.fire_due()
    assert due(workshop) == due(workshop, case=2) == "2027-02-12 24:00"
    assert len(workshop.revisions()) == 1
    sound(workshop)
    workshop.adopt_revision("CN", actor="max")
    assert due(workshop) == due(workshop, case=2) == "2027-02-14 24:00"


def test_what_was_announced_is_not_given_up_for_an_estimate(workshop: Workflow) -> None:
    adopt(workshop)
    assert workshop.preview_revision("CN").empty
    assert workshop.revisions()[-1].years[2027] is False


def test_other_years_than_those_announced_stay(workshop: Workflow) -> None:
    before = workshop.revisions()[0]
    adopt(workshop)
    after = workshop.revisions()[1]
    assert {**before.years, 2027: False} == after.years


def test_another_name_alone_is_no_change() -> None:
    day = date(2027, 1, 1)
    old = OfficialDays(1, {2027: False}, {day: OfficialDay({"en": "New Year"})})
    new = old._replace(days={day: OfficialDay({"en": "New Year's Day"})})
    both = merged(old, new)
    assert both.days == new.days
    assert changed_days(old, both) == ()
    assert changed_years(old, both) == ()


DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@given(st.dictionaries(DAYS, st.booleans(), min_size=1, max_size=9))
def test_merging_a_year_twice_changes_nothing_more(kinds: dict[date, bool]) -> None:
    old = OfficialDays(1, {2026: False, 2027: True}, {date(2026, 5, 1): OfficialDay({"en": "x"})})
    days = {day: OfficialDay({"en": "y"}, working=one) for day, one in kinds.items()}
    source = OfficialDays(0, {2027: False}, days)
    once = merged(old, source)
    assert merged(once, source) == once
    assert once.days[date(2026, 5, 1)] == old.days[date(2026, 5, 1)]
    assert {one.date for one in changed_days(old, once)} == set(days)
    assert changed_days(once, merged(once, source)) == ()


JANUARY = datetime(2027, 1, 10, tzinfo=UTC)
OFFICE = calendar_file.load(shipped.calendar_path("office-cn"))
ESTIMATED = official_days.settle("CN", None, [2026, 2027, 2028])


@given(
    start=st.integers(0, 290 * 24 * 60).map(lambda one: JANUARY + timedelta(minutes=one)),
    number=st.integers(1, 20),
    unit=st.sampled_from(["working days", "working hours"]),
    changed=st.dictionaries(DAYS, st.booleans(), max_size=9),
)
def test_days_outside_its_span_move_no_promise(
    start: datetime, number: int, unit: Any, changed: dict[date, bool]
) -> None:
    def due_by(days: OfficialDays) -> datetime:
        working = WorkingTime(OFFICE, days)
        return add_around(start, Amount(number, unit), working, SAME_TIME, ())

    due_at = due_by(ESTIMATED)
    first, last = (one.astimezone(SHANGHAI).date() for one in (start, due_at))
    outside = {
        day: OfficialDay({"en": "x"}, working=one)
        for day, one in changed.items()
        if not first <= day <= last
    }
    assert due_by(ESTIMATED._replace(days={**ESTIMATED.days, **outside})) == due_at


# --- looking, verifying ------------------------------------------------------------------------


def estimated(flow: Workflow) -> set[tuple[str, tuple[int, ...]]]:
    listed = {(one.deadline, one.estimated) for one in flow.due()}
    shown = {(one.name, one.estimated) for one in flow.show(1).deadlines}
    assert listed == shown
    return listed


def test_what_goes_by_an_estimated_year_is_said_to(workshop: Workflow, clock: Clock) -> None:
    assert estimated(workshop) == {("answer", (2027,)), ("fixed", (2027,)), ("settling", ())}
    adopt(workshop)
    assert estimated(workshop) == {("answer", ()), ("fixed", (2027,)), ("settling", ())}
    clock.now = at("2027-02-13 09:00")
    workshop.fire_due()
    assert ("fixed", ()) in estimated(workshop)  # missed: nothing can change it any more


def test_a_span_that_reaches_into_an_estimated_year_is_said_to(
    workshop: Workflow, clock: Clock
) -> None:
    workshop.trigger(1, "close", {}, actor="ann")
    adopt(workshop)
    clock.now = at("2027-12-30 10:00")
    ask(workshop)
    assert {one.estimated for one in workshop.due() if one.deadline == "answer"} == {(2028,)}


@pytest.mark.parametrize(
    ("code", "statement", "cases"),
    [
        ("official_days_changed", "UPDATE {} SET content = replace(content, 'tr', 'x')", [None]),
        ("official_days_changed", "UPDATE {} SET content = '[' WHERE revision = 1", [None]),
        ("official_days_changed", "UPDATE {} SET hash = 'x' WHERE revision = 1", [None]),
        ("official_days_missing", "DELETE FROM {} WHERE revision = 1", [None, "W-2027-000001"]),
        ("official_days_missing", "DELETE FROM {} WHERE revision = 2", ["W-2027-000001"]),
        ("official_days_missing", "DELETE FROM {}", [None] * 6 + ["W-2027-000001"] * 2),
    ],
)
def test_official_days_that_are_not_as_they_were_adopted_are_found(
    workshop: Workflow, database: Path, code: str, statement: str, cases: list[str | None]
) -> None:
    adopt(workshop)
    tamper(database, statement.format("complaints_official_days"))
    found = [(one.case, one.code) for one in workshop.verify().findings]
    assert {one for _case, one in found} == {code}
    if code == "official_days_missing":
        assert [case for case, _code in found] == cases


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE complaints_official_days SET adopted_by = 'x'",
        "DELETE FROM complaints_official_days",
        "INSERT OR REPLACE INTO complaints_official_days SELECT * FROM complaints_official_days",
        "REPLACE INTO complaints_official_days SELECT * FROM complaints_official_days",
    ],
)
def test_the_database_refuses_to_change_what_was_adopted(
    workshop: Workflow, database: Path, statement: str
) -> None:
    with (
        closing(sqlite3.connect(database)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="never changed or removed"),
    ):
        connection.execute(statement)


def test_a_missing_trigger_of_official_days_is_noticed(workshop: Workflow, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER complaints_official_days_no_delete")
    assert [one.code for one in workshop.verify().findings] == ["unprotected"]
    with pytest.raises(StoreUnprotected):
        Workflow(str(database))
    with Workflow.create(str(database)) as mended:
        assert mended.verify().findings == ()


# --- in the transaction of a host --------------------------------------------------------------


def test_a_host_that_rolls_back_takes_a_revision_back(workshop: Workflow, database: Path) -> None:
    engine = create_engine(f"sqlite:///{database}")
    prepare(engine)
    before = workshop.history(1)
    with Session(engine) as session:
        hosted = workshop.on(session)
        assert adopt(hosted).adopted
        assert due(hosted) == "2027-02-14 24:00"
        session.rollback()
    engine.dispose()
    assert workshop.history(1) == before
    assert len(workshop.revisions()) == 1
    assert adopt(workshop).adopted
    sound(workshop)


def test_a_case_opened_while_newer_days_are_adopted_is_counted_by_them(
    workshop: Workflow, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = acting.decide_opening

    def slowly(*words: Any) -> Decision:
        decided = decide(*words)
        if len(workshop.revisions()) == 1:
            with Workflow(str(database), clock=workshop.now) as other:
                adopt(other)
        return decided

    monkeypatch.setattr(acting, "decide_opening", slowly)
    ask(workshop)
    with workshop.transactions.reading() as connection:
        stored = load(connection, 2)
    assert stored is not None
    assert {one.official for one in stored.case.deadlines.values()} - {0} == {2}


def test_an_act_decided_while_newer_days_are_adopted_is_decided_anew(
    workshop: Workflow, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, first = workshop.now, iter([True])

    def slowly() -> datetime:
        if next(first, False):
            with Workflow(str(database), clock=now) as other:
                adopt(other)
        return now()

    monkeypatch.setattr(workshop, "now", slowly)
    workshop.note(1, "零件已订", actor="ann")
    assert len(workshop.revisions()) == 2
    assert workshop.history(1)[-1].type == "noted"
