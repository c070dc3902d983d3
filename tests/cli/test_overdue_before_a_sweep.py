"""What is past its due time is overdue wherever it is shown, though no sweep has recorded it."""

import json

import pytest
from click.testing import Result
from command_lines import RECEIVED, Complaints
from frozen import freeze_time

CASE = "C-2026-000001"
DUE = "2026-11-03 16:00:00"  # 24:00 in Shanghai
BEFORE, AFTER = "2026-11-03 15:59:59", "2026-11-04 02:00:00"
READING = {
    "show": ("show", "1"),
    "list": ("list",),
    "due": ("due",),
    "explain": ("explain", "1"),
    "note": ("note", "1", "电话无人接听"),
}


@pytest.fixture
def judged_late(house: Complaints) -> Complaints:
    """A complaint that should be judged by the end of Tuesday."""
    with freeze_time("2026-11-02 02:00:00"):
        assert house("open", "complaint", *RECEIVED).exit_code == 0
    return house


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize(("language", "overdue"), [("en", "overdue"), ("zh", "已逾期")])
def test_every_reading_command_says_overdue_before_the_sweep_does(
    judged_late: Complaints, command: str, language: str, overdue: str
) -> None:
    words = (*READING[command], "--lang", language)
    with freeze_time(BEFORE):
        assert overdue not in done(judged_late(*words))
    for now in (DUE, AFTER):
        with freeze_time(now):
            assert overdue in done(judged_late(*words))


def told(complaints: Complaints) -> list[object]:
    def data(*words: str) -> dict[str, list[dict[str, object]]]:
        found: dict[str, list[dict[str, object]]] = json.loads(done(complaints(*words, "--json")))
        return found

    return [
        data("show", "1")["deadlines"][0]["overdue"],
        data("list")["cases"][0]["overdue"],
        data("due")["due"][0]["overdue"],
        data("explain", "1")["cycles"][0]["overdue"],
        data("list", "--overdue")["total"] == 1,
    ]


def test_programs_are_told_the_same_and_a_sweep_changes_nothing_about_it(
    judged_late: Complaints,
) -> None:
    with freeze_time(BEFORE):
        assert told(judged_late) == [False] * 5
    with freeze_time(AFTER):
        shown = done(judged_late("due"))
        assert told(judged_late) == [True] * 5
        assert judged_late("daemon", "--once").exit_code == 0
        assert told(judged_late) == [True] * 5
        assert done(judged_late("due")) == shown


def test_what_was_done_too_late_is_not_overdue_any_more(judged_late: Complaints) -> None:
    judged = ("--set", "grounds=insufficient", "--set", "demand=reasonable")
    with freeze_time(AFTER):
        done(judged_late("do", "1", "judge", *judged))
        (judgement, *_others) = json.loads(done(judged_late("show", "1", "--json")))["deadlines"]
        assert (judgement["status"], judgement["overdue"]) == ("missed", False)
