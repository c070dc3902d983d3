"""What ``explain`` and ``show`` say of misses that were none, and of agreed times that moved."""

import json
import re

import pytest
from command_lines import Complaints
from frozen import freeze_time
from letters import HERE, Desk, at


def ran(complaints: Complaints, when: str, *words: str) -> str:
    with freeze_time(at(when)):
        result = complaints(*words)
    assert result.exit_code == 0, result.output
    return result.output


def row(shown: str, *starts: str) -> list[str]:
    """The cells of the first line of a table that begins with these."""
    rows = (re.split(r" {2,}", line.strip()) for line in shown.splitlines())
    return next(cells for cells in rows if tuple(cells[: len(starts)]) == starts)


def missed(desk: Desk) -> None:
    """A letter due on 10 October, a Saturday that is worked, and missed."""
    desk.opens("2026-09-29 10:00")
    desk.fires("2026-10-11 09:00")


def allowed_late(desk: Desk) -> None:
    missed(desk)
    desk.does("2026-10-11 09:30", "prolong", "wang", happened="2026-10-10 17:00")


def paused_late(desk: Desk) -> None:
    missed(desk)
    desk.does("2026-10-11 09:30", "ask_back", happened="2026-10-10 17:00")


def voided(desk: Desk) -> None:
    missed(desk)
    desk.now = at("2026-10-10 17:00")
    desk.flow.void_fired(
        at("2026-10-11 08:00"), at("2026-10-11 10:00"), reason="时钟快了", actor="lin"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("happens", [allowed_late, paused_late, voided])
def test_where_a_miss_turned_out_to_be_none_nothing_is_said_to_be_done(
    desk: Desk, complaints: Complaints, language: str, happens
) -> None:
    happens(desk)
    words = ("--lang", language)
    shown = ran(complaints, "2026-10-12 11:00", "explain", "1", "answer", *words)
    ended = shown.split("\n\n")[1]
    assert not re.search("Done|Overdue|Left|完成|逾期 |还剩", ended)
    data = ran(complaints, "2026-10-12 11:00", "explain", "1", "answer", "--json")
    assert json.loads(data)["cycles"][0]["margin"] is None
    shown = ran(complaints, "2026-10-12 11:00", "show", "1", *words)
    title = {"en": "Answer the letter", "zh": "答复来信"}[language]
    assert row(shown, "answer", title, "1")[-1] == "-"
    found = json.loads(ran(complaints, "2026-10-12 11:00", "show", "1", "--json"))
    assert (found["deadlines"][0]["status"], found["deadlines"][0]["done"]) == ("voided", False)


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (allowed_late, "  The miss turned out to be none: extended in time"),
        (paused_late, "  The miss turned out to be none: it was paused"),
        (voided, "  What fired on it is void: 时钟快了"),
    ],
)
def test_why_it_was_none_is_said_once(
    desk: Desk, complaints: Complaints, happens, said: str
) -> None:
    happens(desk)
    shown = ran(complaints, "2026-10-12 11:00", "explain", "1", "answer").splitlines()
    assert shown.count(said) == 1
    assert sum("turned out" in line or "is void" in line for line in shown) == 1


def test_what_was_done_in_time_and_recorded_late_is_done(
    desk: Desk, complaints: Complaints
) -> None:
    missed(desk)
    desk.does("2026-10-11 09:30", "answer", happened="2026-10-10 17:00")
    shown = ran(complaints, "2026-10-12 11:00", "explain", "1", "answer")
    assert "  Done 1 h of working time before it was due" in shown
    shown = ran(complaints, "2026-10-12 11:00", "show", "1")
    assert row(shown, "answer")[3:] == ["miss voided", "2026-10-10 24:00", "2026-10-10 17:00"]


def test_what_goes_on_names_the_extension_and_whose_it_was(
    desk: Desk, complaints: Complaints
) -> None:
    allowed_late(desk)
    shown = ran(complaints, "2026-10-12 11:00", "explain", "1", "answer")
    goes_on = shown[shown.index("cycle 2: ") :]
    act = "event 6: prolong (Allow more time), wang"
    assert (
        f"  Started: Tue 2026-09-29 10:00, as cycle 1, in whose place it goes on: {act}" in goes_on
    )
    assert row(goes_on, "6", "Sat 2026-10-10 17:00", "goes on in place of cycle 1")[3] == act
    extended = "extended by 2 working days (at most 5 working days in all)"
    assert row(goes_on, "6", "Sat 2026-10-10 17:00", extended)[3:] == [act, "Tue 2026-10-13 24:00"]


def test_an_extension_that_was_taken_back_is_said_to_be(desk: Desk, complaints: Complaints) -> None:
    allowed_late(desk)
    desk.does("2026-10-11 10:00", "withdraw", "wang")
    shown = ran(complaints, "2026-10-12 11:00", "explain", "1", "answer")
    assert row(shown, "Sun 2026-10-11 00:00", "Sun 2026-10-11 10:00")[-1] == (
        "extension taken back, event 8: it lasted until then"
    )
    assert "until the time it was extended to" not in shown


def test_only_the_time_on_file_was_agreed(desk: Desk, complaints: Complaints) -> None:
    desk.flow.publish(HERE / "definitions" / "visit.yaml")

    def due() -> tuple[str, bool]:
        shown = ran(complaints, "2026-09-29 11:00", "show", "1")
        data = ran(complaints, "2026-09-29 11:00", "show", "1", "--json")
        agreed = json.loads(data)["deadlines"][0]["agreed"]
        return row(shown, "visit", "Visit the customer")[4], agreed

    desk.now = at("2026-09-29 10:00")
    desk.flow.open("visit", {"appointment": "2026-09-30 15:00"}, actor="lin")
    assert due() == ("2026-09-30 15:00, as agreed", True)
    desk.does("2026-09-29 12:00", "wait")
    desk.does("2026-09-29 18:00", "go_on")  # a pause that is over before moves nothing
    assert due() == ("2026-09-30 15:00, as agreed", True)
    desk.does("2026-09-30 14:00", "wait")
    desk.does("2026-09-30 18:36", "go_on")
    assert due() == ("2026-09-30 18:36", False)
    desk.does("2026-09-30 18:36", "prolong", "wang")
    assert due() == ("2026-10-02 15:00", False)


def test_working_time_that_is_only_estimated_is_said_to_be(
    desk: Desk, complaints: Complaints
) -> None:
    desk.opens("2030-06-03 10:00")
    for when, said in (
        ("2030-06-03 11:00", r"  Left: \d+ h of working time \(estimated\)"),
        ("2030-06-20 10:00", r"  Overdue by \d+ h of working time \(estimated\)"),
    ):
        assert re.search(f"^{said}$", ran(complaints, when, "explain", "1", "answer"), re.MULTILINE)
    chinese = ran(complaints, "2030-06-20 10:00", "explain", "1", "answer", "--lang", "zh")
    assert re.search("小时（预估）$", chinese, re.MULTILINE)
