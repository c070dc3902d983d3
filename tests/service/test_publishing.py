"""An edition that is published is never changed, and a case keeps its own."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from house import DEFINITIONS, ZONE, staffed
from stories import JUDGED, opened
from visits import VISIT, definition

from workflow import Workflow
from workflow.calendars.local import show_local
from workflow.definition import shipped as shipped_definitions
from workflow.definition.model import Definition
from workflow.definition.parse import load, loads
from workflow.definition.resolved import edition_hash, to_json, wording_hash
from workflow.errors import DefinitionError, DefinitionNotFound, EditionTaken


def edition(number: str, effective: str, **replaced: str) -> str:
    text = VISIT.replace('edition: "1"', f'edition: "{number}"')
    text = text.replace("effective: 2026-01-01", f"effective: {effective}")
    for before, after in replaced.items():
        text = text.replace(before, after)
    return text


def current(flow: Workflow) -> list[str]:
    return [one.edition for one in flow.definitions() if one.definition == "visit" and one.current]


def test_publishing_twice_changes_nothing(flow: Workflow, clock, tmp_path: Path):
    file = tmp_path / "探访.yaml"
    file.write_text(VISIT, encoding="utf-8")
    first = flow.publish(file)
    known = flow.definitions()
    clock.advance(days=1)
    there = first._replace(published="there")
    assert first.published == "new"
    assert flow.publish(file) == there
    assert flow.publish(definition()) == there._replace(published="reworded"), "by another name"
    assert flow.definitions() == known
    assert (first.definition, first.edition, first.current) == ("visit", "1", True)


def test_other_content_needs_another_edition(flow: Workflow, clock):
    first = flow.publish(definition())
    changed = VISIT.replace("1 calendar day", "2 calendar days")
    with pytest.raises(EditionTaken) as refused:
        flow.publish(definition(changed))
    assert (refused.value.definition, refused.value.edition) == ("visit", "1")
    clock.advance(days=1)
    second = flow.publish(definition(changed.replace('edition: "1"', 'edition: "2"')))
    assert first.hash != second.hash
    assert [one.edition for one in flow.definitions() if one.definition == "visit"] == ["2", "1"]


def test_a_file_that_cannot_be_used_publishes_nothing(flow: Workflow, tmp_path: Path):
    file = tmp_path / "visit.yaml"
    file.write_text(VISIT.replace("to: over", "to: nowhere"), encoding="utf-8")
    known = flow.definitions()
    with pytest.raises(DefinitionError) as refused:
        flow.publish(file)
    assert [one.line for one in refused.value.problems]
    assert flow.definitions() == known


def test_the_edition_in_effect_is_the_one_of_the_day(flow: Workflow, clock):
    flow.publish(definition(edition("1", "2026-01-01")))
    flow.publish(definition(edition("2", "2026-11-03")))
    flow.add_staff("cai", roles=["clerk"])

    def opened_edition() -> str:
        case = flow.open("visit", {"other": "none", "guest": "韩梅梅"}, actor="cai").case
        return flow.show(case).edition

    clock.now = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
    assert (opened_edition(), current(flow)) == ("1", ["1"])
    clock.now = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    assert (opened_edition(), current(flow)) == ("2", ["2"])
    assert flow.definition("visit").edition == "2"
    assert flow.show(1).edition == "1", "a case keeps the edition it was opened under"


def test_a_day_begins_where_the_case_is(flow: Workflow, clock):
    flow.publish(definition(edition("1", "2026-01-01")))
    flow.publish(definition(edition("2", "2026-11-03")))
    flow.add_staff("cai", roles=["clerk"])
    # In Shanghai the third has begun.
    clock.now = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
    case = flow.open("visit", {"other": "none", "guest": "韩梅梅"}, actor="cai").case
    assert flow.show(case).edition == "2"


def test_what_is_not_in_effect_yet_is_not_found(flow: Workflow):
    flow.publish(definition(edition("1", "2027-01-01")))
    flow.add_staff("cai", roles=["clerk"])
    for ask in (
        lambda: flow.definition("visit"),
        lambda: flow.open("visit", {"other": "none", "guest": "韩梅梅"}, actor="cai"),
        lambda: flow.definition("compliant"),
    ):
        with pytest.raises(DefinitionNotFound) as refused:
            ask()
        assert "complaint" in refused.value.known


def test_creating_again_keeps_what_is_there(flow: Workflow, database: Path, clock):
    case = opened(flow)
    flow.publish(definition())
    known, staff, sites = flow.definitions(), flow.staff(), flow.sites()
    with Workflow.create(str(database), zone="Europe/Berlin", site="other", clock=clock) as again:
        assert (again.definitions(), again.staff(), again.sites()) == (known, staff, sites)
        assert again.show(case).zone == "Asia/Shanghai"


def test_wording_is_corrected_without_a_new_edition(flow: Workflow):
    first = flow.publish(definition())
    flow.add_staff("cai", roles=["clerk"])
    case = flow.open("visit", {"other": "none", "guest": "韩梅梅"}, actor="cai").case
    again = flow.publish(definition(VISIT.replace("zh: 已安排", "zh: 已约定")))
    assert (again.hash, again.edition) == (first.hash, first.edition)
    assert flow.definition("visit").states["planned"].title["zh"] == "已约定"
    assert flow.show(case).state_title["zh"] == "已约定"
    assert flow.list().rows[0].state_title["zh"] == "已约定"
    assert flow.verify().findings == ()


def reworded(original: Definition) -> Definition:
    """The same with another title."""
    return replace(original, title={**original.title, "zh": "宾客意见"})


def test_creating_again_keeps_the_wording_of_the_house(flow: Workflow, database: Path, clock):
    shipped = load(shipped_definitions.path("complaint"))
    flow.publish(reworded(shipped))
    with Workflow.create(str(database), clock=clock) as again:
        assert again.definition("complaint", edition=shipped.edition).title["zh"] == "宾客意见"


# By its hash, what 0.1.0 shipped as edition 1: there are databases with cases on it.
FIRST_EDITIONS = {
    "complaint": "69fd708bf8a8f98c923a5367bc17de15eb55a17f24ddf634853c6c654c3f1d50",
    "repair": "f60623d7b829d77e1f0fb72a1bbb92051e181be6c4a69810cd58bdef0a452f3b",
}


@pytest.fixture
def older(tmp_path: Path, clock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database in which the first editions are published, as an older version made it."""
    path = tmp_path / "older.db"
    with monkeypatch.context() as without_any:
        without_any.setattr(shipped_definitions, "names", tuple)
        made = Workflow.create(str(path), zone=ZONE, clock=clock)
    with made as flow:
        for name, fingerprint in FIRST_EDITIONS.items():
            text = (DEFINITIONS / f"{name}.yaml").read_text(encoding="utf-8")
            first = text.replace("effective: 2025-01-01", "effective: 2024-01-01")
            assert flow.publish(loads(first, f"{name}.yaml")).hash == fingerprint
        staffed(flow)
    return path


def running(flow: Workflow, case: str) -> dict[str, str]:
    zone = ZoneInfo(ZONE)
    return {
        one.name: show_local(one.due_at, zone, end=True)
        for one in flow.show(case).deadlines
        if one.status == "armed"
    }


def test_after_an_upgrade_new_cases_follow_the_new_edition_and_running_ones_theirs(
    older: Path, clock
):
    with Workflow(str(older), clock=clock) as flow:
        before = opened(flow)
        assert running(flow, before) == {"judgement": "2026-11-03 24:00"}
    with Workflow.create(str(older), clock=clock) as flow:
        assert [(one.definition, one.edition, one.current) for one in flow.definitions()] == [
            ("complaint", "2", True),
            ("complaint", "1", False),
            ("conduct", "1", True),
            ("hotline", "1", True),
            ("repair", "2", True),
            ("repair", "1", False),
            ("review", "1", True),
        ]
        after = opened(flow)
        assert [flow.show(case).edition for case in (before, after)] == ["1", "2"]
        assert running(flow, before) == {"judgement": "2026-11-03 24:00"}
        assert running(flow, after) == {"judgement": "2026-11-03 10:00"}
        for case in (before, after):
            flow.trigger(case, "judge", JUDGED, actor="ann")
        assert running(flow, before) == {"investigation": "2026-11-07 24:00"}
        assert running(flow, after) == {"investigation": "2026-11-09 18:00"}
        clock.advance(days=30)
        flow.fire_due()
        assert flow.verify().findings == ()


def test_an_upgrade_does_not_take_the_place_of_a_later_edition_of_the_house(older: Path, clock):
    first = load(DEFINITIONS / "complaint.yaml")
    own = replace(first, edition="ours", effective="2026-10-01")
    with Workflow(str(older), clock=clock) as flow:
        flow.publish(own)
    with Workflow.create(str(older), clock=clock) as flow:
        assert flow.definition("complaint") == own
        assert flow.show(opened(flow)).edition == "ours"


def test_creating_again_keeps_an_edition_of_the_house_under_the_name_of_a_shipped_one(
    tmp_path: Path, clock, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "cases.db"
    shipped = load(shipped_definitions.path("complaint"))
    own = definition(VISIT.replace("workflow: visit", "workflow: complaint"))
    own = replace(own, edition=shipped.edition)
    with monkeypatch.context() as without_any:
        without_any.setattr(shipped_definitions, "names", tuple)
        with Workflow.create(str(path), zone="Asia/Shanghai", clock=clock) as flow:
            flow.publish(own)
    with Workflow.create(str(path), clock=clock) as again:
        assert again.definition("complaint") == own
        assert {one.definition for one in again.definitions()} == {*shipped_definitions.names()}


def test_wording_corrected_by_another_program_is_seen(flow: Workflow, database: Path):
    case = opened(flow)
    assert flow.show(case).title["zh"] != "宾客意见"
    again = reworded(flow.definition("complaint"))
    # As another process does it: nothing that this one remembers is told.
    with closing(sqlite3.connect(database)) as other:
        other.execute(
            "UPDATE complaints_definitions SET resolved = ?, wording = ? WHERE hash = ?",
            (to_json(again), wording_hash(again), edition_hash(again)),
        )
        other.commit()
    assert flow.show(case).title["zh"] == "宾客意见"


def test_a_deadline_that_was_missed_and_done_since_does_not_run_any_more(
    flow: Workflow, clock
) -> None:
    """It is not missing where other rules have no such deadline."""
    case = opened(flow)
    clock.advance(days=3)
    flow.trigger(case, "judge", JUDGED, actor="ann")
    assert [(one.status, one.running) for one in flow.show(case).deadlines] == [
        ("missed", False), ("armed", True),
    ]  # fmt: skip
    old = flow.definition("complaint", edition="1")
    left = {name: one for name, one in old.deadlines.items() if name != "judgement"}
    assert flow.foresee(old, replace(old, deadlines=left)).gone == {}
