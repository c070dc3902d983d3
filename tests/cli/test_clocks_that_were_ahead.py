"""``gaps`` and ``deadlines void``: when nothing ran, and when the clock was ahead."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from click.testing import Result
from command_lines import RECEIVED, Complaints
from frozen import freeze_time

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
BETWEEN = ("--fired-between", "2027-11-02 10:00", "2027-11-02 10:05")
VOID = ("deadlines", "void", *BETWEEN, "--reason", "Clock ahead", "--as", "wang")


@pytest.fixture
def jumped(house: Complaints) -> Complaints:
    """A house whose clock was a year ahead for a moment, with one case open."""

    def at(now: datetime, *words: str) -> Result:
        with freeze_time(now):
            return house(*words)

    words = ("--set", "complainant=张三", "--set", "phone=refused", "--set", "content=冷")
    assert at(NOW, "open", "complaint", *words, "--set", "kind=service").exit_code == 0
    for now in (NOW, NOW + timedelta(days=365)):
        assert at(now, "daemon", "--once").exit_code == 0
    return partial(at, NOW + timedelta(minutes=10))


def data(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_without_yes_it_tells_what_it_would_do_and_does_nothing(jumped: Complaints) -> None:
    before = jumped("history", "1").stdout
    told = jumped(*VOID)
    assert told.exit_code == 0
    void = [line[30:].split("  ")[0] for line in told.stdout.splitlines()[2:6]]
    assert void == ["reminder 1", "the miss", "step 1 after the miss", "step 2 after the miss"]
    assert "due 2026-11-" in told.stdout
    assert all(len(line) <= 80 for line in told.stdout.splitlines())
    assert "Nothing was changed" in told.stdout
    assert jumped("history", "1").stdout == before


def test_with_yes_it_is_done_and_the_history_tells_it_in_words(jumped: Complaints) -> None:
    done = jumped(*VOID, "--yes")
    assert done.exit_code == 0
    assert "Nothing was changed" not in done.stdout
    history = jumped("history", "1").stdout
    assert "firing voided" in history
    assert "Void: reminder 1, the miss" in history
    assert "Reason: Clock ahead" in history
    assert "voided" in jumped("show", "1").stdout
    again = jumped(*VOID, "--yes")
    assert (again.exit_code, again.stdout.splitlines()[0].split("  ")[0]) == (0, "Case")
    assert "#6" in again.stdout
    assert jumped("verify").exit_code == 0
    assert jumped("rebuild", "--check").exit_code == 0


def test_for_a_program_it_is_json(jumped: Complaints) -> None:
    told = data(jumped(*VOID, "--json"))
    assert told["written"] is False
    assert told["refused"] == []
    done = data(jumped(*VOID, "1", "--yes", "--json"))
    assert done["written"] is True
    assert (
        done["voided"]
        == told["voided"]
        == [
            {
                "case": "C-2026-000001",
                "deadline": "judgement",
                "cycle": 1,
                "fired": ["remind.1#0", "miss", "missed.1#0", "missed.2#0"],
                "did": [],
                "again": True,
                "due_at": "2026-11-03T16:00:00Z",
                "paused_at": None,
                "owed": True,
            }
        ]
    )


def test_a_case_that_is_refused_ends_it_with_4_and_is_named(jumped: Complaints) -> None:
    result = jumped(*VOID, "1", "99", "--yes")
    assert result.exit_code == 4
    assert "C-2026-000001" in result.stdout
    assert result.stderr.startswith("99: ")


def test_doctor_finds_nothing_wrong_any_more_when_all_that_fired_then_is_void(
    jumped: Complaints,
) -> None:
    wrong = jumped("doctor")
    assert wrong.exit_code == 9
    assert "[WRONG] The clock is behind" in wrong.stdout
    assert jumped(*VOID, "--yes").exit_code == jumped("daemon", "--once").exit_code == 0
    mended = jumped("doctor")
    assert mended.exit_code == 0, mended.stdout
    assert "[note] A clock was ahead: the last event is of 2027-11-02 10:00:00." in mended.stdout


def test_what_somebody_did_then_is_put_right_once_it_is_said_what_it_really_was(
    house: Complaints,
) -> None:
    with freeze_time(NOW + timedelta(days=365, minutes=2)):
        assert house("open", "complaint", *RECEIVED).exit_code == 0
    with freeze_time(NOW + timedelta(minutes=10)):
        assert "In the cases C-2027-000001." in house("doctor").stdout
        named = house(*VOID, "--yes")
        assert named.exit_code == 4
        assert (
            "C-2027-000001: acts were recorded by a clock that was ahead (event 1)" in named.stderr
        )
        words = (*VOID, "--really", "2026-11-02 10:00")
        told = house(*words)
        assert told.exit_code == 0
        assert "judgement/2: 2027-11-03 24:00 → 2026-11-03 24:00" in told.stdout
        assert "Nothing was changed" in told.stdout
        (right,) = data(house(*words, "--yes", "--json"))["put_right"]
        assert (right["case"], right["events"]) == ("C-2027-000001", [1])
        assert "clock put right" in house("history", "1").stdout
        assert "#1 really was at 2026-11-02 10:02" in house("history", "1").stdout
        assert "[note] A clock was ahead" in house("doctor").stdout
        assert house("verify").exit_code == 0


def test_what_is_past_by_what_is_said_is_told_before_it_fires(house: Complaints) -> None:
    with freeze_time(NOW + timedelta(days=365, minutes=2)):
        assert house("open", "complaint", *RECEIVED).exit_code == 0
    with freeze_time(NOW + timedelta(days=3)):
        told = house(*VOID, "--really", "2026-11-02 10:00")
        assert "2026-11-03 24:00 (past: fires at once)" in told.stdout
        (right,) = data(house(*VOID, "--really", "2026-11-02 10:00", "--json"))["put_right"]
        assert [one["past"] for one in right["deadlines"]] == [True]


def test_where_nothing_was_recorded_then_it_ends_with_4(jumped: Complaints) -> None:
    words = ("--fired-between", "2028-11-02 10:00", "2028-11-02 10:05", "--reason", "x", "--as")
    result = jumped("deadlines", "void", *words, "wang", "--yes")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "Nothing was recorded in these cases then" in result.stderr


def test_where_all_are_refused_it_is_not_said_that_nothing_fired(jumped: Complaints) -> None:
    words = (*BETWEEN, "--reason", "Clock ahead", "--as", "nobody")
    result = jumped("deadlines", "void", *words, "--yes")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("C-2026-000001: ")


def test_a_time_that_cannot_be_read_is_a_wrong_value(jumped: Complaints) -> None:
    words = ("--fired-between", "soon", "later", "--reason", "x", "--as", "wang")
    assert jumped("deadlines", "void", *words).exit_code == 2


def test_gaps_lists_when_nothing_ran(jumped: Complaints) -> None:
    shown = jumped("gaps").stdout
    assert "2027-11-02 10:00" in shown
    (gap,) = data(jumped("gaps", "--json"))["gaps"]
    assert gap["until"] == "2027-11-02T02:00:00Z"
    assert gap["late"] == 4


def test_without_a_gap_it_says_so(house: Complaints) -> None:
    assert "Nothing came late" in house("gaps").stdout
