"""What fired and is void is told as void wherever it is shown, with the event that voided it."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from command_lines import Complaints
from frozen import freeze_time

DEFINITION = """\
language: 1
workflow: errand
edition: "1"
effective: 2020-01-01
prefix: E
title: {en: Errand, zh: 跑腿}
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
documents: {notice: {title: {en: Notice, zh: 催办通知}, text: {en: Hurry., zh: 请尽快。}}}
states: {open: {title: {en: Open, zh: 处理中}}, closed: {final: true}}
transitions:
  report: {title: {en: Report, zh: 上报}, from: new, to: open, by: [specialist]}
  close: {title: {en: Close, zh: 结案}, from: open, to: closed, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复期限}
    starts: {entered: open}
    met: {entered: closed}
    within: 8 hours
    remind: [{at: 50%, to: owner}]
    missed: [{to: owner, prints: notice}]
permissions: {record_late: [specialist], correct: [specialist]}
"""
OPENED, LATER, AHEAD = "2026-11-02 01:00:00", "2026-11-02 11:00:00", "2027-11-02 02:00:00"
BETWEEN = ("--fired-between", "2027-11-02 10:00", "2027-11-02 10:05")


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def at(house: Complaints, now: str, *words: str) -> str:
    with freeze_time(now):
        return done(house(*words))


@pytest.fixture
def errand(house: Complaints, tmp_path: Path) -> Complaints:
    """An errand that should be over at 17:00 on Monday, 2 November 2026."""
    path = tmp_path / "errand.yaml"
    path.write_text(DEFINITION, encoding="utf-8")
    done(house("definition", "publish", str(path)))
    at(house, OPENED, "open", "errand")
    return house


@pytest.fixture
def voided(errand: Complaints) -> Complaints:
    """A clock was a year ahead: everything it fired is void, by event 5."""
    at(errand, AHEAD, "daemon", "--once")
    at(errand, LATER, "deadlines", "void", *BETWEEN, "--reason", "时钟快了一年", "--yes")
    return partial(at, errand, LATER)


@pytest.fixture
def excused(errand: Complaints) -> Complaints:
    """It was done in time and entered after the miss, which is void by event 6."""
    at(errand, "2026-11-02 05:00:00", "daemon", "--once")
    at(errand, "2026-11-02 09:30:00", "daemon", "--once")
    at(errand, LATER, "do", "1", "close", "--at", "2026-11-02 16:30")
    return partial(at, errand, LATER)


def told(house: Any, *words: str) -> Any:
    return json.loads(house(*words, "--json"))


def rows(text: str, *words: str) -> list[str]:
    return [line for line in text.splitlines() if all(one in line for one in words)]


@pytest.mark.parametrize(
    ("language", "reminder", "void"),
    [("en", "reminder (void)", "Void: see #5"), ("zh", "提醒（已撤销）", "已撤销：见第5条")],
)
def test_the_history_tells_what_a_wrong_clock_fired_as_void(
    voided: Any, language: str, reminder: str, void: str
) -> None:
    history = voided("history", "1", "--lang", language)
    assert rows(history, reminder)
    assert len(rows(history, void)) == 3


def test_programs_are_told_by_which_event_it_is_void(voided: Any) -> None:
    events = told(voided, "history", "1")["events"]
    void = {one["type"]: one["voided_by"] for one in events}
    by = next(one["seq"] for one in events if one["type"] == "firing_voided")
    assert void == {
        "opened": None, "rung_fired": by, "deadline_missed": by, "firing_voided": None,
    }  # fmt: skip
    cycles = told(voided, "explain", "1", "--all")["cycles"]
    assert [[one["voided_by"] for one in cycle["fired"]] for cycle in cycles] == [[by] * 3, []]


@pytest.mark.parametrize(("language", "void"), [("en", "Void: see #"), ("zh", "已撤销：见第")])
def test_an_explanation_tells_what_is_void(voided: Any, language: str, void: str) -> None:
    assert len(rows(voided("explain", "1", "--all", "--lang", language), void)) == 3


def test_a_miss_that_was_none_is_told_as_void_and_the_reminder_before_it_is_not(
    excused: Any,
) -> None:
    events = told(excused, "history", "1")["events"]
    by = next(one["seq"] for one in events if one["type"] == "miss_voided")
    assert [(one["type"], one["voided_by"]) for one in events if one["type"] != "opened"] == [
        ("rung_fired", None),
        ("deadline_missed", by),
        ("rung_fired", by),
        ("transitioned", None),
        ("miss_voided", None),
    ]
    history = excused("history", "1")
    assert rows(history, "deadline missed (void)")
    assert not rows(history, "reminder (void)")
    (cycle,) = told(excused, "explain", "1")["cycles"]
    assert [one["voided_by"] for one in cycle["fired"]] == [None, by, by]
    assert rows(excused("explain", "1"), "step 1 after the miss", f"Void: see #{by}")


@pytest.mark.parametrize(("language", "void"), [("en", "void"), ("zh", "已撤销")])
def test_a_document_of_a_rung_that_is_void_is_void(excused: Any, language: str, void: str) -> None:
    assert rows(excused("documents", "1", "--lang", language), "notice", void)
    (document,) = told(excused, "documents", "1")["documents"]
    assert document["void"] is True


def test_what_stands_is_not_told_as_void(errand: Complaints) -> None:
    at(errand, LATER, "daemon", "--once")
    for words in (("history", "1"), ("explain", "1"), ("documents", "1")):
        assert "oid" not in at(errand, LATER, *words)
    assert not any(
        one["voided_by"] for one in json.loads(done(errand("history", "1", "--json")))["events"]
    )
