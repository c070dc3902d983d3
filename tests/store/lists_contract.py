"""Lists are filtered, ordered and paged by the database."""

from datetime import timedelta
from typing import Any

import pytest
from records import NOON, deadline, new_case, stored

from workflow.engine.case import Case
from workflow.store import aside, queries
from workflow.store.database import Database
from workflow.store.queries import Filter


def due_in(hours: float, **changes: Any) -> dict[str, Any]:
    due = deadline("callback", due_at=NOON + timedelta(hours=hours), **changes)
    return {"deadlines": {due.key: due}}


CASES: tuple[tuple[Case, dict[str, str]], ...] = (
    (new_case("u-1", site="east", **due_in(30)), {"phone": "13800138000"}),
    (new_case("u-2", owner="ben", **due_in(10, status="missed")), {"note": "100%_满意"}),
    (new_case("u-3", state="closed", final=True, deadlines={}), {}),
    (new_case("u-4", state="judged", **due_in(20)), {}),
    (new_case("u-5", deadlines={}, fields={"kind": "Safety"}), {}),
    (new_case("u-6", **due_in(5, status="met", done_at=NOON)), {}),
)


class ListsContract:
    @pytest.fixture
    def listed(self, database: Database) -> Database:
        with database.writing() as connection:
            for case, personal in CASES:
                kept = stored(connection, case, **personal)
                if case.state == "judged":
                    aside.set_aside(connection, kept, "不能处理", NOON)
        return database

    @pytest.mark.parametrize(
        ("wanted", "serials"),
        [
            (Filter(), [2, 4, 1, 5, 6, 3]),
            (Filter(sites=("east",)), [1]),
            (Filter(sites=()), []),
            (Filter(state="judged"), [4]),
            (Filter(owner="ben"), [2]),
            (Filter(definition="repair"), []),
            (Filter(final=True), [3]),
            (Filter(final=False), [2, 4, 1, 5, 6]),
            (Filter(overdue=True), [2]),
            (Filter(aside=True), [4]),
            (Filter(text="13800138000"), [1]),
            (Filter(text="3800"), [1]),
            (Filter(text="100%_满意"), [2]),
            (Filter(text="%"), [2, 4, 1, 6, 3]),
            (Filter(text="safety"), [5]),
            (Filter(text="C-2026-000003"), [3]),
            (Filter(text="000004"), [4]),
            (Filter(text="nothing of the kind"), []),
            (Filter(sites=("main",), owner="李雷", state="received"), [5, 6]),
        ],
    )
    def test_a_list_holds_what_was_asked_for_the_oldest_due_first(
        self, listed: Database, wanted: Filter, serials: list[int]
    ):
        with listed.reading() as connection:
            rows, total = queries.list_cases(connection, wanted, limit=50, offset=0)
        assert [one.serial for one in rows] == serials
        assert total == len(serials)

    def test_a_page_is_part_of_the_list_and_knows_the_total(self, listed: Database):
        with listed.reading() as connection:
            pages = [
                queries.list_cases(connection, Filter(), limit=2, offset=offset)
                for offset in (0, 2, 4, 6)
            ]
        assert [[one.serial for one in rows] for rows, _ in pages] == [[2, 4], [1, 5], [6, 3], []]
        assert {total for _, total in pages} == {6}

    def test_a_line_says_what_is_due_first(self, listed: Database):
        with listed.reading() as connection:
            rows, _ = queries.list_cases(connection, Filter(), limit=50, offset=0)
        by_serial = {one.serial: one for one in rows}
        overdue, done = by_serial[2], by_serial[6]
        assert (overdue.number, overdue.zone) == ("C-2026-000002", "Asia/Shanghai")
        assert (overdue.due, overdue.due_at) == ("callback", NOON + timedelta(hours=10))
        assert overdue.overdue
        assert (done.due, done.due_at, done.overdue) == (None, None, False)
        assert [one.serial for one in rows if one.aside] == [4]

    def test_running_deadlines_come_earliest_first(self, listed: Database):
        with listed.reading() as connection:
            rows = queries.list_due(connection, Filter(), limit=50, offset=0)
            page = queries.list_due(connection, Filter(), limit=1, offset=1)
            of_ben = queries.list_due(connection, Filter(owner="ben"), limit=50, offset=0)
        assert [one.number[-1] for one in rows] == ["2", "4", "1"]
        assert page == rows[1:2]
        assert of_ben == rows[:1]
        assert [one.status for one in rows] == ["missed", "armed", "armed"]
        assert [one.aside for one in rows] == [False, True, False]

    def test_counts_and_serials_cover_every_case(self, listed: Database):
        with listed.reading() as connection:
            assert queries.all_serials(connection) == [1, 2, 3, 4, 5, 6]
            assert queries.count_aside(connection) == 1
            assert set(queries.all_sites(connection)) == {"main", "east"}
