"""``complaints explain``: what people read, in both languages, and what programs get."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from command_lines import Complaints
from frozen import freeze_time
from letters import HERE, LETTER, Desk, at

from workflow.wide import display_width

BEFORE_WHY = re.compile(r"\S+ \S+ \S+ +\S+ \S+ \S+ +(-|\d+ \S+) +")


def prolonged(desk: Desk) -> None:
    desk.opens("2026-09-29 10:00")
    desk.does("2026-09-30 11:00", "ask_back")
    desk.does("2026-10-09 09:30", "hear")
    desk.does("2026-10-09 10:00", "prolong", "wang")


def ran(complaints: Complaints, when: str, *words: str, code: int = 0) -> str:
    with freeze_time(at(when)):
        result = complaints("explain", *words)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_people_read(desk: Desk, complaints: Complaints, language: str) -> None:
    prolonged(desk)
    shown = ran(complaints, "2026-10-09 11:00", "1", "--lang", language)
    golden = HERE / "golden" / f"explain.{language}.txt"
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_align_however_wide_the_characters(
    desk: Desk, complaints: Complaints, language: str
) -> None:
    prolonged(desk)
    lines = ran(complaints, "2026-10-09 11:00", "1", "answer", "--lang", language).splitlines()
    rule = next(place for place, line in enumerate(lines) if line.startswith("───"))
    rows = lines[rule + 1 : rule + 14]
    second = {display_width(row[: row.index("2026-", 20)]) for row in rows}
    why = {display_width(BEFORE_WHY.match(row)[0]) for row in rows}
    assert (len(second), len(why)) == (1, 1)


def test_what_programs_get(desk: Desk, complaints: Complaints) -> None:
    prolonged(desk)
    found = json.loads(ran(complaints, "2026-10-09 11:00", "1", "confirm", "--json"))
    golden = HERE / "golden" / "explain.json"
    assert found == json.loads(golden.read_text(encoding="utf-8"))


def test_only_what_runs_is_explained_unless_more_is_asked_for(
    desk: Desk, complaints: Complaints
) -> None:
    def cycles(*words: str) -> list[str]:
        found = json.loads(ran(complaints, "2026-10-12 11:00", "1", *words, "--json"))
        return [one["deadline"] for one in found["cycles"]]

    desk.opens("2026-09-29 10:00")
    assert cycles() == ["answer", "confirm"]
    assert cycles("answer") == ["answer"]
    desk.does("2026-09-30 11:00", "answer")
    assert cycles() == cycles("--all") == ["answer", "confirm"]  # nothing runs: the last of each


def test_a_due_time_that_somebody_changed_is_told(desk: Desk, complaints: Complaints) -> None:
    prolonged(desk)
    with sqlite3.connect(desk.file) as connection:
        connection.execute(
            "UPDATE complaints_deadlines SET due_at = '2026-12-24 10:00:00.000000'"
            " WHERE name = 'answer'"
        )
    connection.close()
    shown = ran(complaints, "2026-10-09 11:00", "1", code=9)
    assert "by its history it is due 2026-10-15 24:00" in shown
    assert "2026-12-24 18:00" in shown
    found = json.loads(ran(complaints, "2026-10-09 11:00", "1", "--json", code=9))
    assert [one["code"] for one in found["findings"]] == ["deadline_differs"]


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("2",), 3, "There is no case 2."),
        (("L-2026-000009",), 3, "There is no case L-2026-000009."),
        (("1", "anwser"), 3, "Did you mean answer?"),
        (("1", "--as", "nobody"), 3, "Nobody called nobody is known."),
        ((), 2, "Missing argument"),
    ],
)
def test_bad_input(
    desk: Desk, complaints: Complaints, words: tuple[str, ...], code: int, expected: str
) -> None:
    desk.opens("2026-09-29 10:00")
    assert ran(complaints, "2026-10-09 11:00", *words, code=code).count(expected) == 1


def test_a_deadline_that_has_not_started_is_said_to_be_so(
    desk: Desk, complaints: Complaints
) -> None:
    desk.now = at("2026-11-02 10:00")
    desk.flow.open(
        "complaint",
        {"complainant": "李雷", "phone": "1380", "content": "太冷", "kind": "service"},
        actor="lin",
    )
    shown = ran(complaints, "2026-11-02 11:00", "1", "callback")
    assert "callback" in shown
    assert "has not started yet" in shown


def test_what_stands_still_is_listed_with_since_when(desk: Desk, complaints: Complaints) -> None:
    desk.opens("2026-09-29 10:00")
    desk.does("2026-09-30 11:00", "ask_back")
    for command in (["due"], ["show", "1"]):
        with freeze_time(at("2026-10-08 10:00")):
            shown = complaints(*command).output
            data = json.loads(complaints(*command, "--json").output)
        assert "paused since 2026-09-30 11:00" in shown
        listed = data["due"] if "due" in data else data["deadlines"]
        assert "2026-09-30T03:00:00Z" in [one["paused_at"] for one in listed]


@pytest.mark.parametrize(
    ("language", "line"), [("en", "  paused if size > 3"), ("zh", "  暂停，条件：size > 3")]
)
def test_a_definition_tells_on_what_condition_a_deadline_is_paused(
    complaints: Complaints, tmp_path: Path, language: str, line: str
) -> None:
    path = tmp_path / "paused.yaml"
    text = LETTER.read_text(encoding="utf-8").replace("- {in: waiting}", "- {when: size > 3}")
    text = text.replace("fields:\n", "fields:\n  size: {type: number}\n")
    path.write_text(text, encoding="utf-8")
    shown = complaints("definition", "show", str(path), "--lang", language)
    assert (shown.exit_code, line in shown.stdout.splitlines()) == (0, True), shown.output


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["more time: 2 working days, at most 5 working days in all", "takes back what"]),
        ("zh", ["延期：2 个工作日、累计最多5 个工作日", "撤销"]),
    ],
)
def test_a_definition_is_shown_with_what_gives_more_time(
    complaints: Complaints, language: str, lines: list[str]
) -> None:
    path = Path(__file__).parent / "definitions" / "answer.yaml"
    shown = complaints("definition", "show", str(path), "--lang", language).stdout
    assert [one for one in lines if one not in shown] == []
