"""A step that a clock takes may be refused: where it may, nobody relies on it.

Each cause is shown on the engine first. Then the checker asks for another deadline (S009), and the
promise to be heard of is not proved by that step alone.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from workflow.definition.hindrances import hindrances
from workflow.definition.parse import inspect_text, loads
from workflow.errors import DefinitionError
from workflow.proving import decide
from workflow.proving.hearing import hearing
from workflow.testing import Simulation

TEXT = """\
language: 1
workflow: matter
edition: "1"
effective: 2026-01-01
calendar: office-cn
roles: {desk: , chief: }
fields: {size: {type: number}, who: {type: person}}
states: {open: {editable: [size]}, waiting: , over: {final: true}}
duties: {call: {opens: {act: ask}, who: desk}}
transitions:
  begin:
    from: new
    to: open
    by: [desk, system]
    takes: [size]
    when: 'not filled("size") or size > 5'
  lapse: {from: open, LEADS, by: system, STEP}
  back: {from: waiting, to: open, by: desk}
  note: {from: [open, waiting], stay: true, by: [desk, system]}
  ask: {from: [open, waiting], stay: true, by: desk}
  answer: {from: [open, waiting], stay: true, by: desk, does: call}
  MORE
  end: {from: [open, waiting], to: over, by: desk, waives: call}
deadlines:
  keeping:
    starts: {entered: open}
    met: {left: open}
    within: 2 calendar days
    remind: [{before: 1 calendar day, to: owner, does: note}]
    over: [{to: owner, does: lapse}]
  calling: {starts: {opened: call}, met: {settled: call}, within: 40 calendar days, TOLD}
  second: {starts: {entered: waiting}, met: {left: waiting}, within: 2 calendar days, TOLD}
  LONG
promises:
  - {heard_within: 2 calendar days}
"""
TOLD = "missed: [{to: owner}]"
LONG = f"long: {{starts: {{act: begin}}, met: {{entered: over}}, within: 40 calendar days, {TOLD}}}"
SELF = "{workflow: matter, sets: {size: 1}}"
NAMED = "owner: {role: desk, choose: named, named: who, other_than: {did: begin}}"


class Cause(NamedTuple):
    """What is written at the step, what people do before it is tried, and what it is refused for.

    ``leads`` is where the step leads, ``keys`` are those that stand in its way, ``more`` is another
    step that there is.
    """

    refused: str
    step: str
    keys: str
    before: tuple[str, ...] = ()
    leads: str = "to: waiting"
    more: str = ""


CAUSES = {
    "a condition": Cause("GuardRejected", "when: 'filled(\"size\")'", "when"),
    "how often": Cause("TriggerUsedUp", "at_most: 1", "at_most", ("3 days", "back")),
    "data": Cause("DataMissing", "has: [size]", "has"),
    "data under a condition": Cause(
        "DataMissing", "has: [{field: size, if: 'not done(\"back\")'}]", "has"
    ),
    "too early": Cause(
        "TooEarly", "not_before: {act: begin, plus: 5 calendar days}", "not_before"
    ),
    "too late": Cause("TooLate", "not_after: {act: begin, plus: 1 calendar day}", "not_after"),
    "hours": Cause("OutsideHours", "during: office-cn", "during"),
    "another case that is split off": Cause(
        "ChildRefused", "splits: {as: begin, sets: {size: 1}}", "splits"
    ),
    "another case": Cause("ChildRefused", f"creates: {SELF}", "creates"),
    "another case on one way": Cause(
        "ChildRefused", "", "creates",
        leads=f"first_of: [{{when: 'done(\"note\")', to: waiting, creates: {SELF}}}, "
        "{otherwise: waiting}]",
    ),
    "more time for what does not run": Cause(
        "ExtensionRefused", "extends: {second: {by: 1 calendar day}}", "extends"
    ),
    "more time than there may be": Cause(
        "ExtensionRefused", "extends: {keeping: {by: 1 calendar day, times: 1}}", "extends",
        ("more",),
        more="more: {from: open, stay: true, by: desk, extends: {keeping: {by: 1 calendar day}}}",
    ),
    "an extension that there is not": Cause("ExtensionRefused", "revokes: keeping", "revokes"),
    "an extension of what does not run": Cause("ExtensionRefused", "revokes: second", "revokes"),
    "four eyes": Cause("AnotherPersonNeeded", "other_than: {did: note}", "other_than"),
    "an owner who is barred": Cause("OwnerUnfit", f"{NAMED}, sets: {{who: ann}}", "owner"),
    "an owner who lacks the role": Cause(
        "OwnerUnfit", "owner: {role: chief, choose: named, named: who}, sets: {who: ann}", "owner"
    ),
    "a duty it waits for": Cause("DutiesOpen", "joins: call", "joins", ("ask",)),
    "a duty it does": Cause("DutyNotOpen", "does: call", "does"),
    "a duty it does on one way": Cause(
        "DutyNotOpen", "", "does",
        leads="first_of: [{when: 'done(\"note\")', to: waiting, does: call}, {otherwise: waiting}]",
    ),
}  # fmt: skip


def written(cause: Cause, long: str = LONG) -> str:
    text = TEXT.replace("LEADS", cause.leads).replace("LONG", long).replace("MORE", cause.more)
    text = text.replace("TOLD", TOLD)
    return text.replace(", STEP", f", {cause.step}" if cause.step else "")


def lives(cause: Cause) -> Mapping[str, str]:
    """Live until the step has been tried; return what each rung that does something came to."""
    definition = loads(written(cause), "matter.yaml")
    with Simulation(definition, now="2026-11-02 10:00", staff={"ann": ["desk"]}) as life:
        case = life.open({}, by="ann").case
        for one in cause.before:
            if one.endswith("days"):
                life.advance(one)
            else:
                life.do(one, {}, by="ann", case=case)
        life.advance("4 days")
        return {one.does: one.refused for one in life.fired if one.does}


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_a_step_is_really_refused_to_the_clock_that_takes_it(cause: Cause) -> None:
    assert lives(cause) == {"note": "", "lapse": cause.refused}


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_what_may_stand_in_the_way_of_a_step_is_known(cause: Cause) -> None:
    definition = loads(written(cause), "matter.yaml")
    assert hindrances(definition.transitions["lapse"], definition) == (cause.keys,)


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_a_state_where_only_such_a_step_is_to_come_is_refused(cause: Cause) -> None:
    with pytest.raises(DefinitionError) as caught:
        inspect_text(written(cause, long=""), "matter.yaml")
    told = [one.text for one in caught.value.problems if one.code == "S009"]
    assert any(f"lapse may be refused there ({cause.keys})." in one for one in told)


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES)
def test_the_promise_to_be_heard_of_is_not_proved_by_such_a_step(cause: Cause) -> None:
    definition = loads(written(cause), "matter.yaml")
    (promise,) = definition.promises
    assert decide(definition, promise).answer != "proved"
    found = hearing(definition, promise).unsure["keeping"]
    assert found == (
        f"nobody owes keeping, and lapse, which is to end it, may be refused: {cause.keys}"
    )


@pytest.mark.parametrize(
    ("leads", "step"),
    [
        ("to: waiting", ""),
        ("to: waiting", "waives: call"),
        ("to: waiting", "other_than: {did: ask}"),
        ("to: waiting", "sets: {size: 1}"),
        ("to: waiting", "owner: {role: chief}"),
        ("first_of: [{when: 'done(\"ask\")', to: waiting}, {otherwise: over, waives: call}]", ""),
        ("first_of: [{at_most: 1, to: waiting}, {otherwise: over, waives: call}]", ""),
    ],
)
def test_a_step_that_nothing_stands_in_the_way_of_is_relied_on(leads: str, step: str) -> None:
    cause = Cause("", step, "", leads=leads)
    definition = loads(written(cause), "matter.yaml")
    assert hindrances(definition.transitions["lapse"], definition) == ()
    assert lives(cause) == {"note": "", "lapse": ""}
    assert decide(definition, definition.promises[0]).answer == "proved"
