"""Scenarios and simulations call a time that nobody owes by words of its own."""

from periods import MONDAY, OWED, STAFF, TEXT

from workflow.definition.parse import loads as definition_from
from workflow.testing import Simulation
from workflow.testing.scenarios.playing import play
from workflow.testing.scenarios.reading import loads

SCENARIOS = """\
language: 1
given:
  begins: Mon 2026-11-02 10:00
  staff:
    林晓:   {roles: clerk, superior: 周主任}
    周主任: {roles: chief}
scenarios:
  nobody_replies:
    title: {en: Nobody replies, zh: 无人答复}
    steps:
      - who: 林晓
        does: ask
        then: {due: {replying: Tue 2026-11-17 24:00, deciding: Wed 2026-12-02 24:00}}
      - at: Wed 2026-11-18 09:00
        then:
          ran_out: replying
          due: {deciding: Wed 2026-12-02 24:00}
          fired:
            - {at: Sat 2026-11-14 24:00, reminder: replying, to: 林晓}
            - {at: Tue 2026-11-17 24:00, ran_out: replying}
            - {at: Tue 2026-11-17 24:00, follow_up: replying, to: 林晓}
      - at: Fri 2026-11-20 09:00
        then:
          state: withdrawn
          fired: [{at: Thu 2026-11-19 24:00, follow_up: replying, to: 周主任, does: lapse}]
"""


def played(scenarios: str, definition: str = TEXT) -> list[tuple[str, str]]:
    suite = loads(scenarios, "appeal.scenarios.yaml", definition_from(definition, "appeal.yaml"))
    (result,) = (play(suite, one) for one in suite.scenarios)
    return [(one.expected, one.found) for one in result.failures]


def test_a_scenario_expects_that_it_ran_out_and_what_followed() -> None:
    assert played(SCENARIOS) == []


def test_to_expect_a_miss_of_it_or_a_promise_that_ran_out_fails() -> None:
    missed = SCENARIOS.replace("ran_out: replying\n", "missed: replying\n")
    assert played(missed) == [
        (
            "replying (Time to reply): missed",
            "replying (Time to reply): ran out, Tue 2026-11-17 24:00",
        )
    ]
    assert (
        "replying (Time to reply): ran out",
        "replying (Time to reply): missed, Tue 2026-11-17 24:00",
    ) in played(SCENARIOS, OWED)


def test_what_fires_says_of_what_kind_it_is() -> None:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as sim:
        sim.open(by="林晓")
        fired = sim.advance("20 days")
        assert [(one.rung, one.kind) for one in fired] == [
            ("remind.1", "reminder"),
            ("miss", "ran_out"),
            ("missed.1", "follow_up"),
            ("missed.2", "follow_up"),
        ]
        assert [one.kind for one in sim.messages] == ["reminder", "follow_up", "follow_up"]
        assert (sim.deadline("replying").status, sim.running) == ("ran_out", {})


def test_what_was_done_in_time_and_recorded_late_did_not_run_out() -> None:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as sim:
        case = sim.open(by="林晓").case
        sim.advance("16 days")
        sim.do("reply", {"answer": "同意"}, by="林晓", at="2026-11-17 23:00")
        replying = sim.deadline("replying")
        assert (replying.status, replying.done, replying.owed) == ("voided", True, False)
        (voided,) = [one for one in sim.flow.history(case) if one.type == "miss_voided"]
        assert voided.details["owed"] is False
