"""A miss that is not owed any more is told as that, and not as done late."""

import json

import pytest
from command_lines import RECEIVED, Complaints, done
from freezegun import freeze_time

TOLD = {
    "en": ("missed, then no longer owed", "judgement (Judge): missed, then no longer owed"),
    "zh": ("逾期，此后不再需要完成", "judgement（判断期限）：逾期，此后不再需要完成"),
}


@pytest.fixture
def withdrawn_late(house: Complaints) -> Complaints:
    """A complaint that should be judged by the end of Tuesday, and was withdrawn on Wednesday."""
    with freeze_time("2026-11-02 02:00:00"):
        done(house("open", "complaint", *RECEIVED))
    with freeze_time("2026-11-04 02:00:00"):
        done(house("do", "1", "withdraw", "--set", "reason=不需要了"))
    return house


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_withdrawn_after_its_miss_is_nowhere_said_to_be_done(
    withdrawn_late: Complaints, language: str
) -> None:
    status, change = TOLD[language]
    words = ("--lang", language)
    shown = done(withdrawn_late("show", "1", *words)).stdout
    row = next(line for line in shown.splitlines() if "judgement" in line)
    assert status in row
    assert row.rstrip().endswith("-")
    assert change in done(withdrawn_late("history", "1", *words)).stdout
    explained = done(withdrawn_late("explain", "1", "judgement", *words)).stdout
    assert status in explained
    assert not any(word in explained for word in ("Done", "done late", "完成时间", "逾期完成"))


def test_programs_are_told_that_it_was_released(withdrawn_late: Complaints) -> None:
    (judgement, *_) = json.loads(done(withdrawn_late("show", "1", "--json")).stdout)["deadlines"]
    assert (judgement["status"], judgement["done"], judgement["released"]) == (
        "missed",
        False,
        True,
    )
    (cycle,) = json.loads(done(withdrawn_late("explain", "1", "judgement", "--json")).stdout)[
        "cycles"
    ]
    assert (cycle["released"], cycle["margin"], cycle["ended"]["change"]) == (
        True,
        None,
        "released",
    )
    for told in (judgement, cycle):
        assert (told["done"], told["done_at"]) == (False, None)
        assert told["over_at"] == "2026-11-04T02:00:00Z"


def test_programs_are_told_when_what_was_done_was_done(house: Complaints) -> None:
    judged = ("--set", "grounds=insufficient", "--set", "demand=reasonable")
    with freeze_time("2026-11-02 02:00:00"):
        done(house("open", "complaint", *RECEIVED))
    with freeze_time("2026-11-04 02:00:00"):
        done(house("do", "1", "judge", *judged))
    (shown, *_) = json.loads(done(house("show", "1", "--json")).stdout)["deadlines"]
    (explained,) = json.loads(done(house("explain", "1", "judgement", "--json")).stdout)["cycles"]
    for told in (shown, explained):
        assert (told["status"], told["done"], told["released"]) == ("missed", True, False)
        assert told["done_at"] == told["over_at"] == "2026-11-04T02:00:00Z"
