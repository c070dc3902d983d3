"""An edition that is published is never changed, and a case keeps its own."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stories import opened
from visits import VISIT, definition

from workflow import Workflow
from workflow.definition import shipped as shipped_definitions
from workflow.definition.model import Definition
from workflow.definition.parse import load
from workflow.definition.resolved import to_json, wording_hash
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
    assert flow.publish(file) == first
    assert flow.publish(definition()) == first
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


def reworded(flow: Workflow) -> Definition:
    """The shipped definition with another title."""
    shipped = flow.definition("complaint")
    return replace(shipped, title={**shipped.title, "zh": "宾客意见"})


def test_creating_again_keeps_the_wording_of_the_house(flow: Workflow, database: Path, clock):
    flow.publish(reworded(flow))
    with Workflow.create(str(database), clock=clock) as again:
        assert again.definition("complaint").title["zh"] == "宾客意见"


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
    again = reworded(flow)
    # As another process does it: nothing that this one remembers is told.
    with closing(sqlite3.connect(database)) as other:
        other.execute(
            "UPDATE complaints_definitions SET resolved = ?, wording = ? WHERE workflow = ?",
            (to_json(again), wording_hash(again), "complaint"),
        )
        other.commit()
    assert flow.show(case).title["zh"] == "宾客意见"
