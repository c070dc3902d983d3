"""Two who copy into the same empty database, or one who makes it meanwhile: the second is told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from both_databases import Place

from workflow import Workflow, clock
from workflow.errors import StoreError, StoreInUse, StoreUnfinished
from workflow.service.moving import copy
from workflow.store import rows, schema, sqlite
from workflow.translation import language

pytestmark = pytest.mark.both


@pytest.fixture
def houses(tmp_path: Path) -> tuple[str, str]:
    """Two databases."""
    one, other = tmp_path / "甲.db", tmp_path / "乙.db"
    with Workflow.create(str(one)) as flow:
        flow.add_staff("wang", roles=["supervisor"])
    shutil.copyfile(one, other)
    return str(one), str(other)


def meanwhile(monkeypatch: pytest.MonkeyPatch, where: object, name: str, what: object) -> None:
    """Let something happen once, just before a function is called."""
    wrapped: Callable[..., object] = getattr(where, name)

    def with_it(*values: object, **named: object) -> object:
        monkeypatch.setattr(where, name, wrapped)
        assert callable(what)
        what()
        return wrapped(*values, **named)

    monkeypatch.setattr(where, name, with_it)


def copied(source: str, target: Place) -> None:
    assert copy(source, str(target), now=clock.now()).differing == ()


def half_copied(source: str, target: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_values: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rows, "write", stop)
        with pytest.raises(KeyboardInterrupt):
            copy(source, str(target), now=clock.now())


def people(place: Place) -> list[str]:
    with Workflow(str(place)) as flow:
        assert flow.verify().findings == ()
        return [one.name for one in flow.staff()]


def refusal(of: type[StoreError], act: Callable[[], object]) -> str:
    with pytest.raises(of) as refused:
        act()
    with language("zh"):
        return str(refused.value)


def test_who_waited_for_another_copy_of_the_same_is_told_that_it_is_there(
    houses: tuple[str, str], blank: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, _other = houses
    meanwhile(monkeypatch, sqlite.SQLite, "still", lambda: copied(source, blank))
    assert "不是空的：其中有" in refusal(StoreInUse, lambda: copied(source, blank))
    assert people(blank) == ["wang"]


@pytest.mark.long
@pytest.mark.parametrize("worked_in", [False, True])
def test_what_another_copied_meanwhile_is_not_emptied(
    houses: tuple[str, str], blank: Place, monkeypatch: pytest.MonkeyPatch, worked_in: bool
) -> None:
    def other() -> None:
        copied(houses[1], blank)
        if worked_in:
            with Workflow(str(blank)) as flow:
                flow.add_staff("林", roles=["specialist"])

    meanwhile(monkeypatch, schema, "_config", other)
    assert "不是空的：其中有" in refusal(StoreInUse, lambda: copied(houses[0], blank))
    assert len(people(blank)) == 1 + worked_in


def test_a_copy_of_something_else_begun_meanwhile_is_told(
    houses: tuple[str, str], blank: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = houses
    meanwhile(monkeypatch, schema, "_config", lambda: half_copied(other, blank, monkeypatch))
    told = refusal(StoreUnfinished, lambda: copied(one, blank))
    assert f"complaints db copy {other}" in told
    copied(other, blank)
    assert people(blank) == ["wang"]


def test_who_makes_a_database_while_a_copy_begins_in_it_is_told(
    houses: tuple[str, str], blank: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, _other = houses
    meanwhile(monkeypatch, schema, "_config", lambda: half_copied(source, blank, monkeypatch))
    assert source in refusal(StoreUnfinished, lambda: Workflow.create(str(blank)))
