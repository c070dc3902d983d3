"""Killed between any two statements, an act has happened whole or not at all."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import promises
import pytest
from both_databases import Place
from house import ZONE, staffed
from other_programs import Program
from sqlalchemy import func, select

from workflow import Workflow
from workflow.calendars.rules import OfficialDays
from workflow.errors import StoreError, StoreMissing, StoreUnfinished
from workflow.service import official_days
from workflow.store.tables import METADATA

KILLED = 9
RECEIVED = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service",
}  # fmt: skip
JUDGED = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}
ACTS: dict[str, tuple[str, list[Any], dict[str, Any]]] = {
    "open": ("open", ["complaint", RECEIVED], {"actor": "rita", "key": "k"}),
    "trigger": ("trigger", [1, "judge", JUDGED], {"actor": "ann", "key": "k", "note": "已判断"}),
    "trigger after a miss": ("trigger", [3, "judge", JUDGED], {"actor": "ann"}),
    "correct": ("correct", [1, {"kind": "safety"}], {"actor": "ann", "reason": "听错了"}),
    "erase": ("erase", [1], {"actor": "max", "reason": "顾客要求"}),
    "fire": ("fire_due", [], {}),
    "staff": ("add_staff", ["wu"], {"roles": ["specialist", "manager"], "superior": "sue"}),
}


@pytest.fixture(scope="module")
def crashing() -> Iterator[Program]:
    with Program("crashing.py") as program:
        yield program


@pytest.fixture
def worked_in(flow: Workflow, database: Path, clock) -> Path:
    """A database in which four cases are due."""
    for _number in range(4):
        flow.open("complaint", RECEIVED, actor="rita")
    flow.note(1, "请勿打扰", actor="ann")
    flow.close()
    clock.advance(days=1, hours=20)
    return database


def told(path: Place, now: datetime) -> dict[str, Any]:
    """What a database says, as far as it is the same each time the same is done."""
    with Workflow(str(path), clock=lambda: now) as flow:
        assert flow.verify().findings == ()
        with flow.transactions.reading() as connection:
            rows = {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar()
                for table in METADATA.sorted_tables
            }
        cases = flow.list(limit=99).rows
        stories = [[one._replace(hash="") for one in flow.history(row.case)] for row in cases]
        return {"rows": rows, "cases": cases, "stories": stories, "staff": flow.staff()}


def rows(path: Path) -> list[list[tuple[Any, ...]]]:
    """Every row of every table, as it is stored."""
    with closing(sqlite3.connect(path)) as connection:
        names = [f'"{table.name}"' for table in METADATA.sorted_tables]
        return [connection.execute(f"SELECT * FROM {one}").fetchall() for one in names]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_killed_between_any_two_statements_is_whole_or_nothing(
    worked_in: Path, tmp_path: Path, clock, crashing: Program, act: str
):
    call, words, more = ACTS[act]
    before, untouched = told(worked_in, clock()), rows(worked_in)
    whole = tmp_path / "whole.db"
    shutil.copyfile(worked_in, whole)
    job = {"call": call, "words": words, "more": more, "now": clock().isoformat()}
    crashing.tell(**job, database=str(whole), point=-1)
    assert crashing.hear() == 0
    after = told(whole, clock())
    assert after != before
    seen, point, status = [], 0, KILLED
    while status == KILLED:
        path = tmp_path / f"{point}.db"
        shutil.copyfile(worked_in, path)
        crashing.tell(**job, database=str(path), point=point)
        status = crashing.hear()
        # What is stored as it was says what it said.
        seen.append(before if rows(path) == untouched else told(path, clock()))
        point += 1
    assert status == 0
    assert [one for one in seen if one not in (before, after)] == []
    done = seen.index(after)
    assert seen[:done] == [before] * done
    assert seen[done:] == [after] * (len(seen) - done)
    assert done > 8


def test_what_was_killed_can_be_done_again(
    worked_in: Path, tmp_path: Path, clock, crashing: Program
):
    call, words, more = ACTS["trigger"]
    for point in (10, 13, 15):
        path = tmp_path / f"{point}.db"
        shutil.copyfile(worked_in, path)
        now = clock().isoformat()
        job = {"call": call, "words": words, "more": more, "now": now}
        crashing.tell(**job, database=str(path), point=point)
        assert crashing.hear() == KILLED
        with Workflow(str(path), clock=clock) as flow:
            assert flow.trigger(*words, **more).state == "judged"
            assert flow.trigger(*words, **more).repeated
            assert flow.verify().findings == ()


def test_a_sweep_killed_and_repeated_fires_everything_once(
    worked_in: Path, tmp_path: Path, clock, crashing: Program
):
    job = {"call": "fire_due", "words": [], "more": {}}
    now = clock() + timedelta(days=5)
    for point in range(0, 30, 3):
        path = tmp_path / f"{point}.db"
        shutil.copyfile(worked_in, path)
        crashing.tell(**job, now=now.isoformat(), database=str(path), point=point)
        crashing.hear()
        with Workflow(str(path), clock=lambda: now) as flow:
            flow.fire_due()
            assert flow.fire_due().fired == ()
            for serial in range(1, 5):
                fired = [
                    (one.type, one.details["deadline"], one.details.get("rung"))
                    for one in flow.history(serial)
                    if one.type in {"rung_fired", "deadline_missed"}
                ]
                assert len(fired) == len(set(fired)) == 4
            assert flow.verify().findings == ()


@pytest.mark.long
def test_a_database_killed_while_being_made_can_be_made_again(
    tmp_path: Path, clock, crashing: Program
):
    point, status, step = 0, KILLED, 11
    while status == KILLED:
        path = tmp_path / f"{point}.db"
        crashing.tell(call="create", now=clock().isoformat(), database=str(path), point=point)
        status = crashing.hear()
        with Workflow.create(str(path), zone="Asia/Shanghai", clock=clock) as flow:
            flow.add_staff("rita", roles=["receptionist"])
            assert flow.open("complaint", RECEIVED, actor="rita").case == "C-2026-000001"
            assert flow.verify().findings == ()
        point += step
    assert status == 0
    assert point > 5 * step


@pytest.mark.long
def test_a_revision_killed_and_repeated_moves_every_promise_once(
    tmp_path: Path, clock, crashing: Program, monkeypatch: pytest.MonkeyPatch
):
    """The library knows of holidays that were not known when the first revision was adopted."""
    now = clock.now = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
    database = tmp_path / "estimated.db"
    estimated = OfficialDays(0, dict.fromkeys(range(2021, 2040), True))
    with monkeypatch.context() as patched:
        patched.setattr(official_days, "known_days", lambda *_: estimated)
        flow = Workflow.create(str(database), zone=ZONE, clock=clock)
    with flow:
        staffed(flow)
        flow.publish(promises.definition())
        for _number in range(3):
            flow.open("workshop", {}, actor="ann")
    job = {"call": "adopt_revision", "words": ["CN"], "more": {"actor": "max"}}
    seen, point, status, untouched = set(), 0, KILLED, rows(database)
    while status == KILLED:
        path = tmp_path / f"{point}.db"
        shutil.copyfile(database, path)
        crashing.tell(**job, now=now.isoformat(), database=str(path), point=point)
        status = crashing.hear()
        point += 4
        if point > 4 and rows(path) == untouched:  # what the first was repeated from
            continue
        with Workflow(str(path), clock=lambda: now) as flow:
            assert flow.verify().findings == ()
            seen.add((len(flow.revisions()), *moves(flow)))
            flow.adopt_revision("CN", actor="max")
            assert (len(flow.revisions()), *moves(flow)) == (2, 1, 1, 1)
            assert flow.verify().findings == ()
            assert flow.rebuild(check=True).findings == ()
    assert status == 0
    assert seen == {(1, 0, 0, 0), (2, 0, 0, 0), (2, 1, 1, 1)}


def moves(flow: Workflow) -> list[int]:
    return [
        sum(one.type == "deadline_recomputed" for one in flow.history(serial))
        for serial in range(1, 4)
    ]


@pytest.mark.long
@pytest.mark.both
def test_a_copy_that_is_killed_again_and_again_is_whole_in_the_end(
    template: Path, blank: Place, tmp_path: Path, clock, crashing: Program
):
    """Killed each time a little later than it came before, in the making of the tables too."""
    source, seen = tmp_path / "source.db", []
    shutil.copyfile(template, source)
    with Workflow(str(source), clock=clock) as flow:
        for _number in range(4):
            flow.open("complaint", RECEIVED, actor="rita")
    before = told(source, clock())
    job = {"call": "copy", "words": [str(source), str(blank)], "now": clock().isoformat()}
    point, status = 5, KILLED
    while status == KILLED and None not in seen:
        crashing.tell(**job, point=point)
        status = crashing.hear()
        seen.append(why_not(blank))
        point += 30
    assert status in {0, KILLED}
    assert set(seen) == {StoreMissing, StoreUnfinished, None}
    assert told(blank, clock()) == before == told(source, clock())


def why_not(place: Place) -> type[StoreError] | None:
    """Why a database cannot be opened, if it cannot."""
    try:
        Workflow(str(place)).close()
    except StoreError as error:
        return type(error)
    return None
