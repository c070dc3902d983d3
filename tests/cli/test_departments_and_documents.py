"""Departments, documents, and what definitions and histories say of ladders."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import Complaints
from frozen import freeze_time

LEAK = """
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
title: {en: Leak, zh: 漏水}
roles:
  specialist: {title: {en: Specialist, zh: 专员}}  # accepted N005: others are of that role
parties:
  resident: {title: {en: Resident, zh: 业主}}
fields:
  grade: {type: choice, of: {small: {en: Small, zh: 小}, flood: {en: Flood, zh: 大水}}}
documents:
  chasing_notice:
    title: {en: Chasing notice, zh: 催办通知}
    text:
      en: |
        To {owner}: {deadline}, {grade}.
        Please hurry.
      zh: "致{owner}：{deadline}，{grade}，请尽快办理。"
states:
  open: {title: {en: Open, zh: 处理中}}
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: [any_staff]}
  close: {title: {en: Close, zh: 结案}, from: open, to: closed, by: [any_staff, system]}
deadlines:
  mending:
    title: {en: Mend, zh: 维修}
    starts: {entered: open}
    met: {entered: closed}
    within: 2 calendar days
    urgent: 'grade == "flood"'
    remind:
      - {at: 50%, when: 'not filled("grade")', to: {head_of: department}, sets: {grade: flood}}
      - {at: 60%, when: 'not filled("grade")', to: owner}
    missed:
      - {to: [{party: resident}, {head_of: 工程部}], prints: chasing_notice}
      - {after: 9 months, does: close}
"""


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    assert not result.stderr
    return result.stdout


@pytest.fixture
def leak(house: Complaints, tmp_path: Path) -> Complaints:
    """A leak of the engineers that was reported ten days ago and is overdue."""
    path = tmp_path / "leak.yaml"
    path.write_text(LEAK, encoding="utf-8")
    told(house("staff", "add", "lin", "--department", "工程部"))
    told(house("staff", "department", "工程部", "--head", "wang"))
    told(house("definition", "publish", str(path)))
    with freeze_time(datetime.now(UTC) - timedelta(days=10)):
        told(house("open", "leak"))
    assert house("daemon", "--once").exit_code == 0
    return house


@pytest.mark.parametrize(
    ("language", "step", "party"),
    [
        ("en", "step 1 after the miss", "wang, resident (Resident)"),
        ("zh", "逾期后第 1 级", "wang、resident（业主）"),
    ],
)
def test_a_party_that_is_told_is_explained_with_its_title(
    leak: Complaints, language: str, step: str, party: str
) -> None:
    with freeze_time(datetime.now(UTC) - timedelta(minutes=5)):
        told(leak("open", "leak"))
    for number in ("1", "2"):  # it has fired on the one, and is coming on the other
        shown = told(leak("explain", number, "--lang", language))
        assert re.search(f"  {step} +{re.escape(party)}", shown)


def test_departments_are_recorded_and_listed(house: Complaints) -> None:
    assert "No department is recorded" in told(house("staff", "departments"))
    recorded = told(house("staff", "department", "工程部", "--head", "wang"))
    assert "Department 工程部 is recorded." in recorded
    told(house("staff", "add", "lin", "--department", "客房部"))
    lines = told(house("staff", "departments")).splitlines()
    assert [line.split() for line in lines[2:]] == [["客房部", "-"], ["工程部", "wang"]]
    assert json.loads(told(house("--json", "staff", "departments")))["departments"] == [
        {"name": "客房部", "head": None},
        {"name": "工程部", "head": "wang"},
    ]
    one = json.loads(told(house("--json", "staff", "department", "客房部", "--head", "lin")))
    assert one["departments"] == [{"name": "客房部", "head": "lin"}]


def test_a_head_must_be_known_and_said(house: Complaints) -> None:
    unknown = house("staff", "department", "工程部", "--head", "王")
    assert (unknown.exit_code, "王" in unknown.stderr) == (3, True)
    assert house("staff", "department", "工程部").exit_code == 2


def test_documents_of_a_case_are_listed_and_printed(leak: Complaints) -> None:
    listed = told(leak("documents", "1"))
    assert "chasing_notice (Chasing notice)" in listed
    assert "mending (Mend)" in listed
    [one] = json.loads(told(leak("--json", "documents", "1")))["documents"]
    number = one["number"]
    assert re.fullmatch(r"L-\d{4}-000001-5", number)
    assert number in listed
    printed = told(leak("documents", "1", "chasing_notice"))
    assert printed == f"Chasing notice  {number}\n\nTo lin: Mend, Flood.\nPlease hurry.\n"
    chinese = told(leak("--lang", "zh", "documents", "1", number))
    assert chinese == f"催办通知  {number}\n\n致lin：维修，大水，请尽快办理。\n"
    assert (one["name"], one["deadline"], one["rung"], one["sent"]) == (
        "chasing_notice", "mending", "missed.1", True,
    )  # fmt: skip
    missing = leak("documents", "1", "催办通知")
    assert missing.exit_code == 3
    assert "chasing_notice" in missing.stderr


def test_of_a_case_that_was_brought_none_that_is_said(opened: Complaints) -> None:
    assert told(opened("documents", "1")) == "No document was brought so far.\n"


def test_the_history_says_what_rungs_did_and_whom_they_told(leak: Complaints) -> None:
    history = told(leak("history", "1"))
    for words in (
        "To: wang, resident (Resident)",
        "With it: chasing_notice (Chasing notice)",
        "Urgent",
        "grade = flood (Flood)",
        "Nothing came of it: its condition did not hold.",
    ):
        assert words in history


def test_a_definition_tells_its_ladders_and_documents_in_words(
    complaints: Complaints, tmp_path: Path
) -> None:
    path = tmp_path / "leak.yaml"
    path.write_text(LEAK, encoding="utf-8")
    shown = told(complaints("definition", "show", str(path)))
    for line in (
        "  reminder when 50 percent of the time is over: the head of the department, "
        'grade becomes flood (Flood) if not filled("grade")',
        "  when missed, at once: resident (Resident), the head of 工程部, "
        "with chasing_notice (Chasing notice)",
        "  when missed, 9 months later: the step close (Close) is done",
        '  urgent if grade == "flood"',
        "Documents\nchasing_notice (Chasing notice)\n  To {owner}: {deadline}, {grade}.",
    ):
        assert line in shown
    always = LEAK.replace("urgent: 'grade == \"flood\"'", "urgent: true")
    path.write_text(always, encoding="utf-8")
    assert "\n  urgent\n" in told(complaints("definition", "show", str(path)))
