"""Mistakes of whoever writes a test are told so that they can be mended."""

import pickle
from datetime import date

import pytest
from parcels import GUEST

from workflow.errors import (
    CaseMissing,
    CaseNotFound,
    DataMissing,
    DeadlineNotStarted,
    DeadlineUnknown,
    InputInvalid,
    TriggerUnknown,
)
from workflow.testing import Simulation


def test_before_there_is_a_case_there_is_nothing_to_ask_about(sim: Simulation) -> None:
    for ask in (
        lambda: sim.state,
        lambda: sim.owner,
        lambda: sim.running,
        sim.show,
        lambda: sim.due("pick_up"),
        lambda: sim.do("give", by="dan"),
    ):
        with pytest.raises(CaseMissing) as caught:
            ask()
        assert str(caught.value) == "There is no case yet. Open one first."
    assert sim.fired == []
    assert sim.run_to_next_due() == []


def test_of_several_cases_one_has_to_be_named(sim: Simulation) -> None:
    cases = tuple(sim.open(GUEST, by="dan").case for _ in range(2))
    with pytest.raises(CaseMissing, match=r"case=: P-2026-000001, P-2026-000002\.") as caught:
        sim.do("give", by="dan")
    assert caught.value.known == cases
    with pytest.raises(CaseNotFound):
        sim.do("give", by="dan", case=3)


def test_a_case_that_is_over_still_counts(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.do("give", by="dan")
    assert sim.state == "given"
    sim.open(GUEST, by="dan")
    with pytest.raises(CaseMissing):
        assert sim.state


def test_a_mistyped_deadline_gets_the_name_that_was_meant(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    for ask in (sim.due, sim.deadline):
        with pytest.raises(DeadlineUnknown) as caught:
            ask("pickup")
        assert (caught.value.known, caught.value.suggestion) == (("pick_up",), "pick_up")
        assert str(caught.value) == (
            "Case P-2026-000001 has no deadline called pickup. "
            "Did you mean pick_up? Its deadlines: pick_up."
        )
    with pytest.raises(DeadlineUnknown, match=r"called zzz\. Its deadlines") as caught:
        sim.due("zzz")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_deadline_that_has_not_started_is_not_an_unknown_one() -> None:
    data = {"complainant": "Li", "phone": "refused", "content": "Cold", "kind": "service"}
    with Simulation("complaint", now="2026-11-02 10:00", staff={"ann": "specialist"}) as sim:
        sim.open(data, by="ann")
        with pytest.raises(DeadlineNotStarted, match=r"callback .* until now: judgement\."):
            sim.due("callback")
        assert "callback" not in sim.running


WRONG = {
    "a number of days": (lambda sim: sim.advance(3), "3 cannot be read: expected an amount of"),
    "no amount": (lambda sim: sim.sleep_through(None), "None cannot be read: expected an amount"),
    "a number for a time": (lambda sim: sim.run_until(3), "3 cannot be read: expected a time"),
    "a day for a time": (
        lambda sim: sim.sleep_until(date(2026, 11, 21)),
        "datetime.date(2026, 11, 21) cannot be read: expected a time",
    ),
    "a number for a definition": (
        lambda _sim: Simulation(3, now="2026-11-02 10:00"), "3 cannot be read: expected a Path,",
    ),
    "a number for the present": (
        lambda _sim: Simulation("complaint", now=3), "3 cannot be read: expected a time",
    ),
    "a number for a zone": (
        lambda _sim: Simulation("complaint", now="2026-11-02 10:00", zone=3),
        "3 cannot be read: expected a time zone",
    ),
    "a list of people": (
        lambda _sim: Simulation("complaint", now="2026-11-02 10:00", staff=["李雷"]),
        "staff=['李雷'] cannot be read: expected who holds which roles, such as {",
    ),
    "a number for a role": (
        lambda _sim: Simulation("complaint", now="2026-11-02 10:00", staff={"李雷": 3}),
        "staff={'李雷': 3} cannot be read: expected who holds which roles",
    ),
    "a number among roles": (
        lambda _sim: Simulation("complaint", now="2026-11-02 10:00", staff={"李雷": [3]}),
        "staff={'李雷': [3]} cannot be read: expected who holds which roles",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_of_a_wrong_kind_is_told_with_what_is_wanted(sim: Simulation, wrong: str) -> None:
    does, told = WRONG[wrong]
    with pytest.raises(InputInvalid) as caught:
        does(sim)
    assert str(caught.value).startswith(told)


def test_acts_are_refused_as_they_are_in_earnest(sim: Simulation) -> None:
    with pytest.raises(DataMissing):
        sim.open(by="dan")
    sim.open(GUEST, by="dan")
    with pytest.raises(TriggerUnknown) as caught:
        sim.do("gibe", by="dan")
    assert caught.value.suggestion == "give"
