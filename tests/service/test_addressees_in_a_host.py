"""A host's directory is asked whom a definition names; what mends it is not our staff tables."""

from datetime import UTC, datetime
from pathlib import Path

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.report.warnings import warning
from workflow.service.staff_directory import StaffDirectory
from workflow.store.staff import Department, Person, Post, Site, Staff

TEXT = """\
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
states: {open: {}, closed: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist]}
  close: {from: open, to: closed, by: [specialist]}
deadlines:
  mending:
    starts: {entered: open}
    met: {entered: closed}
    within: 2 calendar days
    missed: [{to: [{person: 王小明}, {person: 韩梅梅}, {head_of: 工程部}, {head_of: 客房部}]}]
"""


class Users:
    """The users of an application, who are not in our tables."""

    def __init__(self) -> None:
        person = Person("韩梅梅", None, "工程部", None, None, None, None)
        site = Site("main", "Asia/Shanghai", "韩梅梅")
        post = Post("韩梅梅", "main", "specialist", datetime(2026, 1, 1, tzinfo=UTC), None)
        staff = Staff(1, (site,), (person,), (post,), (Department("工程部", "韩梅梅"),))
        self._known = StaffDirectory(staff)

    def __getattr__(self, name: str) -> object:
        return getattr(self._known, name)


class OlderUsers(Users):
    """Those of an application that was written before departments had heads."""

    def __getattr__(self, name: str) -> object:
        if name == "head":
            raise AttributeError(name)
        return super().__getattr__(name)


def published(database: Path, clock, users: Users) -> list[tuple[str, str]]:
    with Workflow(str(database), clock=clock, directory=users) as flow:
        found = flow.publish(loads(TEXT, "leak.yaml")).warnings
        assert flow.verify().warnings == found
    assert not any(one.ours or one.alarms for one in found)
    assert not any("complaints" in warning(one) for one in found)
    return [(one.kind, one.name) for one in found]


def test_whom_a_host_knows_is_reached(database: Path, clock) -> None:
    assert published(database, clock, Users()) == [("person", "王小明"), ("head_of", "客房部")]


def test_a_directory_that_knows_no_heads_reaches_none(database: Path, clock) -> None:
    assert published(database, clock, OlderUsers()) == [
        ("person", "王小明"), ("head_of", "工程部"), ("head_of", "客房部"),
    ]  # fmt: skip
