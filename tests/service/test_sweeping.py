"""Sweeps: one bad case stops no other, cases see each other, and nothing is half-written."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from stories import opened
from visits import VISIT, definition

from workflow import Registry, Workflow
from workflow.errors import StoreBusy, StoreUnusable

# What happens by itself asks no guard, but has a reaction.
REACTING = (
    VISIT.replace("    when: 'may_lapse()'\n", "    reactions: [book]\n")
    .replace("guards: [other_is_open, may_lapse]", "guards: [other_is_open]")
    .replace("workflow: visit", "workflow: reacting")
    .replace("prefix: V", "prefix: R")
)
CHOOSING = (
    REACTING.replace("workflow: reacting", "workflow: choosing")
    .replace("    reactions: [book]\n    from: planned", "    from: planned")
    .replace(
        "{title: {en: Lapsed, zh: 已过期}}",
        "{title: {en: Lapsed, zh: 已过期}, owner: {role: clerk, choose: equal_load}}",
    )
)


@pytest.fixture
def registry() -> Registry:
    registry = Registry()
    registry.guard("other_is_open")(lambda _context: True)
    registry.guard("may_lapse")(lambda _context: True)
    registry.reaction("book")(lambda _context: None)
    return registry


@pytest.fixture
def house(database: Path, clock, registry: Registry) -> Iterator[Workflow]:
    with Workflow(str(database), clock=clock, registry=registry) as flow:
        for one in (VISIT, REACTING, CHOOSING):
            flow.publish(definition(one))
        flow.add_staff("cai", roles=["clerk"])
        yield flow


def planned(flow: Workflow, name: str = "visit") -> str:
    return flow.open(name, {"other": "none", "guest": "韩梅梅"}, actor="cai").case


def of_host(engine: Engine) -> Callable[[object], bool]:
    """A guard that asks a table the host forgot to create."""

    def guard(_context: object) -> bool:
        with engine.connect() as connection:
            return bool(connection.execute(text("SELECT * FROM members")).all())

    return guard


def test_a_guard_whose_own_database_fails_stops_no_other_case(
    house: Workflow, registry: Registry, clock
):
    engine = create_engine("sqlite://")
    registry.guard("may_lapse")(of_host(engine))
    visit, complaint = planned(house), opened(house)
    clock.advance(days=3)
    report = house.fire_due()
    engine.dispose()
    assert [case for case, _why in report.set_aside] == [visit]
    assert "no such table: members" in report.set_aside[0][1]
    assert complaint in {one.case for one in report.fired}
    assert house.aside() == 1
    assert house.verify().findings == ()


@pytest.mark.parametrize("words", ["locked", "busy", "disk is full", "malformed"])
def test_an_error_is_judged_by_its_code_and_not_by_its_words(
    house: Workflow, registry: Registry, clock, words: str
):
    def book(_context: object) -> None:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError(f"column {words}"))

    registry.reaction("book")(book)
    visit, complaint = planned(house, "reacting"), opened(house)
    clock.advance(days=3)
    report = house.fire_due()
    assert [case for case, _why in report.set_aside] == [visit]
    assert complaint in {one.case for one in report.fired}


def test_a_database_that_is_busy_sets_no_case_aside(house: Workflow, registry: Registry, clock):
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT

    def guard(_context: object) -> bool:
        raise OperationalError("SELECT 1", {}, busy)

    registry.guard("may_lapse")(guard)
    visit = planned(house)
    before = house.history(visit)
    clock.advance(days=3)
    with pytest.raises(StoreBusy):
        house.fire_due()
    assert (house.history(visit), house.aside()) == (before, 0)


@contextmanager
def full_once(flow: Workflow, spare: int) -> Iterator[None]:
    """A disk with room for so many pages more."""
    assert flow._database is not None
    engine = flow._database.engine

    def limit(connection, _record):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + spare}")
        # Little memory: the pages are written before the transaction ends, as in a large one.
        connection.execute("PRAGMA cache_size = 10")

    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def test_after_the_database_undid_everything_nothing_is_written(
    house: Workflow, registry: Registry, database: Path, clock
):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE counted (visit TEXT PRIMARY KEY ON CONFLICT ROLLBACK)")
        connection.execute("INSERT INTO counted VALUES ('坏')")
        connection.commit()
    visits = [planned(house, "reacting") for _ in range(5)]

    def book(context) -> None:
        name = "坏" if context.case.number == visits[2] else context.case.number
        context.connection.execute(text("INSERT INTO counted VALUES (:name)"), {"name": name})

    registry.reaction("book")(book)
    before = [house.history(one) for one in visits]
    clock.advance(days=3)
    with pytest.raises(StoreUnusable):
        house.fire_due()
    assert [house.history(one) for one in visits] == before
    assert house.aside() == 0
    assert house.verify().findings == ()


@pytest.mark.parametrize("spare", range(0, 24, 4))
def test_a_disk_that_is_full_in_the_middle_of_a_batch_leaves_no_trace(
    flow: Workflow, clock, spare: int
):
    serials = [int(opened(flow)[-6:]) for _ in range(60)]
    before = [flow.history(one) for one in serials]
    clock.advance(days=4)
    with full_once(flow, spare), pytest.raises(StoreUnusable, match="disk is full"):
        flow.fire_due()
    assert [flow.history(one) for one in serials] == before
    assert flow.aside() == 0


def test_a_guard_sees_what_was_decided_before_it_in_the_same_sweep(
    house: Workflow, registry: Registry, clock
):
    visits = [planned(house) for _ in range(4)]

    def first_of_all(context) -> bool:
        others = [one for one in visits if one != context.case.number]
        return all(context.other(one).state == "planned" for one in others)

    registry.guard("may_lapse")(first_of_all)
    clock.advance(days=1, hours=23)
    report = house.fire_due()
    assert report.cases == len(visits)
    assert [house.show(one).state for one in visits] == ["lapsed", *["planned"] * 3]
    assert house.verify().findings == ()


def test_cases_of_one_sweep_are_shared_out_equally(house: Workflow, clock):
    house.add_staff("dan", roles=["clerk"])
    cases = [planned(house, "choosing") for _ in range(10)]
    clock.advance(days=1, hours=23)
    report = house.fire_due()
    assert report.cases == len(cases)
    owners = [house.show(one).owner for one in cases]
    assert sorted(owners) == ["cai"] * 5 + ["dan"] * 5
    assert house.verify().findings == ()


@pytest.mark.parametrize("limit", [1, 3, 7, None])
def test_a_sweep_handles_as_many_cases_as_it_may(house: Workflow, clock, limit: int | None):
    cases = [planned(house, "choosing") for _ in range(7)]
    clock.advance(days=1, hours=23)
    assert house.fire_due(limit=limit).cases == (limit or len(cases))


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=400)], ids=str)
def test_a_case_set_aside_by_a_clock_that_was_ahead_is_tried_again(
    house: Workflow, registry: Registry, clock, ahead: timedelta
):
    def broken(_context: object) -> bool:
        raise ValueError("坏了")

    registry.guard("may_lapse")(broken)
    visit = planned(house)
    clock.advance(days=3)
    true = clock.now
    clock.now += ahead
    assert len(house.fire_due().set_aside) == 1
    clock.now = true + timedelta(minutes=1)
    registry.guard("may_lapse")(lambda _context: True)
    assert house.next_due() == clock.now
    report = house.fire_due()
    assert (report.cases, report.set_aside, house.aside()) == (1, (), 0)
    assert house.show(visit).state == "lapsed"
