"""A daemon that was down: time passes, nothing fires, and then all of it does."""

from datetime import UTC, datetime

from parcels import GUEST

from workflow.testing import Simulation

CAUGHT_UP = [
    "2026-11-05 10:00 pick_up remind.1 (superseded)",
    "2026-11-05 24:00 pick_up miss",
    "2026-11-05 24:00 pick_up missed.1 → dan, bea",
]


def test_nothing_fires_while_the_daemon_sleeps(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.sleep_through("3 days")
    sim.sleep_until("2026-11-06 09:00")
    assert sim.now == "2026-11-06 09:00"
    assert (sim.fired, sim.messages) == ([], [])
    assert sim.deadline("pick_up").status == "armed"


def test_what_was_slept_through_fires_when_asked_with_the_time_it_was_due(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.sleep_through("4 days")
    fired = sim.fire()
    assert [str(one) for one in fired] == CAUGHT_UP
    assert (fired[0].at, fired[0].recipients) == (datetime(2026, 11, 5, 2, 0, tzinfo=UTC), ())
    assert [(one.when, one.to) for one in sim.messages] == [
        ("2026-11-06 10:00", "dan"),
        ("2026-11-06 10:00", "bea"),
    ]
    assert sim.fire() == []
    assert [str(one) for one in sim.fired] == CAUGHT_UP


def test_time_that_passes_with_the_daemon_awake_begins_with_what_was_slept_through(
    sim: Simulation,
) -> None:
    sim.open(GUEST, by="dan")
    sim.sleep_through("4 days")
    assert [str(one) for one in sim.advance("2 days")] == [
        *CAUGHT_UP,
        "2026-11-07 24:00 pick_up missed.2 does send_back → bea",
    ]
    assert sim.now == "2026-11-08 10:00"


def test_the_next_due_instant_may_have_been_slept_through(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.sleep_through("4 days")
    assert [str(one) for one in sim.run_to_next_due()] == CAUGHT_UP
    assert sim.now == "2026-11-06 10:00"


def test_whoever_acts_first_lets_fire_what_was_due_before(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.sleep_through("4 days")
    sim.do("give", by="dan")
    assert sim.deadline("pick_up").status == "missed"
    assert [str(one) for one in sim.fired] == CAUGHT_UP
    assert sim.messages == [], "a daemon has yet to send them"
    assert sim.fire() == []
    assert [one.to for one in sim.messages] == ["dan", "bea"]


def test_what_is_recorded_late_voids_the_miss_and_its_messages(sim: Simulation) -> None:
    sim.flow.add_staff("dan", roles=["boss"])
    sim.open(GUEST, by="dan")
    sim.advance("3 days 15 hours")
    assert sim.deadline("pick_up").status == "missed"
    sim.do("give", by="dan", at="2026-11-05 16:00")
    assert sim.deadline("pick_up").status == "voided"
    assert sim.advance("1 week") == []
