"""Time passes when the test says so, on the wall clock of the zone."""

from datetime import UTC, datetime, timedelta

import pytest
from parcels import GUEST, MONDAY, STAFF, TEXT

from workflow import Workflow
from workflow.errors import InputInvalid
from workflow.service.views import FiringReport
from workflow.testing import Simulation
from workflow.translation import language


@pytest.mark.parametrize(
    ("amount", "then"),
    [
        ("3 days", "2026-11-05 10:00"),
        ("3 calendar days", "2026-11-05 10:00"),
        ("1 day", "2026-11-03 10:00"),
        ("2 weeks", "2026-11-16 10:00"),
        ("1 month", "2026-12-02 10:00"),
        ("36 hours", "2026-11-03 22:00"),
        ("90 minutes", "2026-11-02 11:30"),
        ("1 day 6 hours", "2026-11-03 16:00"),
        ("  1  Day\t30 minutes ", "2026-11-03 10:30"),
        (timedelta(hours=1, minutes=5), "2026-11-02 11:05"),
        (timedelta(0), MONDAY),
    ],
)
def test_an_amount_is_read_as_people_say_it(
    sim: Simulation, amount: str | timedelta, then: str
) -> None:
    assert sim.advance(amount) == []
    assert sim.now == then


@pytest.mark.parametrize(
    "amount",
    ["", "3", "days", "3 dys", "-3 days", "1.5 days", "3days", "2 working days", "3 days ago",
     "999999999 days", "999999999 months", "999999999 weeks", timedelta(days=-1), timedelta.max],
)  # fmt: skip
def test_an_amount_that_cannot_be_read_is_refused_and_no_time_passes(
    sim: Simulation, amount: str | timedelta
) -> None:
    for move in (sim.advance, sim.sleep_through):
        with pytest.raises(InputInvalid, match="such as 3 days, 36 hours"):
            move(amount)
    assert sim.now == MONDAY


@pytest.mark.parametrize("time", ["2026-11-02 09:59", datetime(2026, 11, 2, tzinfo=UTC)])
def test_time_does_not_go_back(sim: Simulation, time: str | datetime) -> None:
    for move in (sim.run_until, sim.sleep_until):
        with pytest.raises(InputInvalid, match="not before 2026-11-02 10:00"):
            move(time)
    assert sim.now == MONDAY


def test_mistakes_are_told_in_the_language_that_is_spoken(sim: Simulation) -> None:
    with pytest.raises(InputInvalid) as caught:
        sim.run_until("明天")
    with language("zh"):
        assert "expected" not in str(caught.value)


def test_time_runs_until_a_local_time_or_an_instant(sim: Simulation) -> None:
    sim.run_until("2026-11-05 24:00")
    assert sim.now == "2026-11-06 00:00"
    sim.run_until(datetime(2026, 11, 6, 2, 0, tzinfo=UTC))
    assert sim.now == "2026-11-06 10:00"
    sim.run_until("2026-11-06 10:00")
    assert sim.now == "2026-11-06 10:00"


def test_days_are_dates_and_hours_are_elapsed_when_the_clocks_are_put_forward() -> None:
    for amount, then in (("1 day", "2026-03-29 10:00"), ("24 hours", "2026-03-29 11:00")):
        with Simulation(TEXT, now="2026-03-28 10:00", zone="Europe/Berlin") as sim:
            sim.advance(amount)
            assert sim.now == then


def test_a_time_of_day_that_does_not_exist_becomes_the_next_that_does() -> None:
    with Simulation(TEXT, now="2026-03-28 02:30", zone="Europe/Berlin") as sim:
        sim.advance("1 day")
        assert sim.now == "2026-03-29 03:00"


def test_time_never_goes_back_in_an_hour_that_is_shown_twice() -> None:
    with Simulation(TEXT, now="2026-10-25 02:30+01:00", zone="Europe/Berlin") as sim:
        sim.advance("0 days")
        assert sim.flow.now() == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_what_is_due_fires_at_its_instant_while_the_clocks_are_put_back() -> None:
    with Simulation(TEXT, now="2026-10-23 10:00", zone="Europe/Berlin", staff=STAFF) as sim:
        sim.open(GUEST, by="dan")
        assert sim.due("pick_up") == "2026-10-26 24:00"
        remind, miss, told = sim.advance("4 days")
        assert str(remind) == "2026-10-26 10:00 pick_up remind.1 → dan"
        assert remind.at == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
        assert [str(one) for one in (miss, told)] == [
            "2026-10-26 24:00 pick_up miss",
            "2026-10-26 24:00 pick_up missed.1 → dan, bea",
        ]
        assert miss.at == datetime(2026, 10, 26, 23, 0, tzinfo=UTC)
        assert sim.now == "2026-10-27 10:00"


def test_a_simulation_can_go_from_one_due_instant_to_the_next(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    stops = []
    while fired := sim.run_to_next_due():
        stops.append((sim.now, [one.rung for one in fired]))
    assert stops == [
        ("2026-11-05 10:00", ["remind.1"]),
        ("2026-11-06 00:00", ["miss", "missed.1"]),
        ("2026-11-08 00:00", ["missed.2"]),
    ]
    assert sim.now == "2026-11-08 00:00", "nothing is due any more: no time passes"


def test_what_is_due_at_the_very_end_fires_and_what_comes_after_it_does_not(
    sim: Simulation,
) -> None:
    sim.open(GUEST, by="dan")
    assert sim.run_until("2026-11-05 09:59") == []
    assert [one.rung for one in sim.run_until("2026-11-05 10:00")] == ["remind.1"]
    assert sim.run_until("2026-11-05 10:00") == []


def test_time_passes_even_if_what_is_due_does_not_go_away(
    sim: Simulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.open(GUEST, by="dan")
    monkeypatch.setattr(
        Workflow, "fire_due", lambda flow: FiringReport((), 0, (), next_at=flow.now())
    )
    assert sim.advance("4 days") == []
    assert sim.now == "2026-11-06 10:00"
