"""What people may try at random with the cases of a definition, and what time may do to them."""

import random
from typing import Any

from workflow.definition.lists import entry_field
from workflow.definition.model import OWNER, SYSTEM, Definition, Field, Transition
from workflow.service.views import CaseView
from workflow.testing import Simulation

PEOPLE = ("ann", "ben", "eve")
WORDS = ("…", "……", "well")
SPANS = ("1 hour", "5 hours", "1 day", "3 days", "2 weeks")
MOST = 20
"""So many cases are looked at; there may be more, of schedules."""
_DAYS = ("2026-10-28", "2026-11-02")


def act(simulation: Simulation, definition: Definition, rng: random.Random) -> None:
    """Try one thing at random. Raises ``WorkflowError`` if it is refused."""
    rows = [
        one
        for one in simulation.flow.list(limit=MOST).rows
        if one.definition == definition.workflow
    ]
    # What is over is seldom touched again.
    cases = [one.case for one in rows if not one.final or rng.random() < 0.1]
    chance = rng.random()
    if not cases or chance < 0.05:
        _open(simulation, definition, rng)
    elif chance < 0.2:
        _beside(simulation, definition, rng, simulation.show(rng.choice(cases)))
    elif chance < 0.4:
        _pass_time(simulation, rng)
    else:
        other = rng.choice(rows).case
        _step(simulation, definition, rng, simulation.show(rng.choice(cases)), other)


def _open(simulation: Simulation, definition: Definition, rng: random.Random) -> None:
    openings = [one for one in definition.opening if one.by != (SYSTEM,)]
    if not openings:
        simulation.run_to_next_due()
        return
    opening = rng.choice(openings)
    data = _data(definition, opening, rng)
    party = _party(definition, opening, rng)
    simulation.open(
        data, by=rng.choice(PEOPLE), trigger=opening.name, performed_by=party, read_back=True
    )


def _party(definition: Definition, step: Transition, rng: random.Random) -> str | None:
    parties = [one for one in step.by if one in definition.parties]
    return rng.choice(parties) if parties and rng.random() < 0.5 else None


def _pass_time(simulation: Simulation, rng: random.Random) -> None:
    match rng.randrange(3):
        case 0:
            simulation.run_to_next_due()
        case 1:
            simulation.sleep_through(rng.choice(SPANS))
        case _:
            simulation.advance(rng.choice(SPANS))


def _beside(
    simulation: Simulation, definition: Definition, rng: random.Random, shown: CaseView
) -> None:
    """Something that is no step: data set, corrected or erased, another owner."""
    flow, actor = simulation.flow, shown.owner or rng.choice(PEOPLE)
    editable = definition.states[shown.state].editable
    match rng.randrange(5):
        case 0 if editable:
            field = definition.fields[rng.choice(editable)]
            flow.set(shown.case, {field.name: _value(field, rng)}, actor=actor)
        case 1 if shown.fields:
            field = definition.fields[rng.choice(shown.fields).name]
            data = {field.name: _value(field, rng)}
            flow.correct(shown.case, data, actor=actor, reason="a slip")
        case 2:
            flow.erase(shown.case, actor=actor, reason="asked for")
        case _:
            flow.assign(shown.case, rng.choice(PEOPLE), actor=actor)


def _step(
    simulation: Simulation,
    definition: Definition,
    rng: random.Random,
    shown: CaseView,
    other: str,
) -> None:
    possible = [
        one
        for one in definition.transitions.values()
        if shown.state in one.sources and one.by != (SYSTEM,)
    ]
    # What ends a case in one step, from anywhere, would end most of them.
    longer = [one for one in possible if one.name != "withdraw" or rng.random() < 0.1]
    step = rng.choice(longer or [*definition.transitions.values()])
    owns = OWNER in step.by and rng.random() < 0.6
    who = (owns and shown.owner) or rng.choice(PEOPLE)
    party = _party(definition, step, rng)
    data = _data(definition, step, rng)
    told: dict[str, Any] = {"performed_by": party, "read_back": True}
    if rng.random() < 0.15:
        told["at"] = rng.choice(simulation.flow.history(shown.case)).at
    if step.merges:
        flow = simulation.flow
        flow.merge(shown.case, other, data, actor=who, trigger=step.name, **told)
    else:
        simulation.do(step.name, data, by=who, case=shown.case, **told)


def _data(definition: Definition, step: Transition, rng: random.Random) -> dict[str, object]:
    found = {}
    for one in step.needs:
        if one.condition is None or rng.random() < 0.5:
            field = definition.fields[one.field]
            found[one.field] = rng.choice(one.of) if one.of else _value(field, rng)
    asked = [name for name in step.takes if rng.random() < 0.5]
    asked += step.splits.needs if step.splits else ()
    return found | {name: _value(definition.fields[name], rng) for name in asked}


def _value(field: Field, rng: random.Random) -> object:
    if field.refusable and rng.random() < 0.3:
        return "refused"
    if field.type == "list":
        return [_value(entry_field(field), rng) for _ in range(rng.choice([1, 1, 2]))]
    day = rng.choice(_DAYS)
    return {
        "text": rng.choice(WORDS),
        "phone": "555 0100",
        "person": rng.choice(PEOPLE),
        "number": rng.choice([0, 1, 5, 100]),
        "money": rng.choice(["0", "12.50", "1000"]),
        "flag": rng.random() < 0.5,
        "choice": rng.choice([one.value for one in field.of] or ["?"]),
        "date": day,
        "time": "09:00",
        "moment": f"{day} 0{rng.randrange(8)}:00",
        "attachment": {"name": "1.txt", "size": 0, "sha256": "0" * 64, "type": "text/plain"},
    }[field.type]
