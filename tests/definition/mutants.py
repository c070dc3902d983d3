"""Definitions that are changed at random, and cases driven through those that are accepted.

``python tests/definition/mutants.py 1 5000`` tries the seeds 1 to 5000 and prints what is wrong.
"""

import random
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from workflow.definition.model import SYSTEM, Definition
from workflow.definition.parse import inspect_text
from workflow.definition.resolved import from_json, to_json
from workflow.definition.strict_yaml import compose
from workflow.errors import DefinitionError, WorkflowError
from workflow.testing import Simulation

ROOT = Path(__file__).parents[2]
GOOD = [
    (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "definitions/complaint.yaml",
        "definitions/repair.yaml",
        "definitions/hotline.yaml",
        "definitions/review.yaml",
        "tests/testing_kit/scenarios/parcel.yaml",
        "benchmarks/letter.yaml",
    )
]
PEOPLE = ("ann", "ben", "eve")
DAYS = ("1 hour", "5 hours", "1 day", "3 days", "2 weeks")
AMOUNTS = ("1 minute", "3 hours", "2 calendar days", "5 working days", "4 working hours", "1 month")
CONDITIONS = ("true", "false", 'times("close") > 1', "not true", 'done("withdraw")')

Place = tuple[Any, Any]


def mutant(rng: random.Random) -> str:
    """A good definition with a few things changed: what it is about, or single signs of it."""
    text = rng.choice(GOOD)
    if rng.random() < 0.15:
        at = rng.randrange(len(text))
        return text[:at] + rng.choice([*"{}[]:'\"-,#&*! \t", "０", "：", ""]) + text[at + 1 :]
    data = compose(text).data
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        _change(data, rng)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def _places(data: Any) -> Iterator[Place]:
    """Every container with a key of it, all the way down."""
    for key in data if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], dict | list):
            yield from _places(data[key])


def _change(data: Any, rng: random.Random) -> None:
    places = [*_places(data)]
    inside, key = rng.choice(places)
    alike = [one for one in places if one[1] == key or isinstance(one[1], int)]
    match rng.randrange(7):
        case 0:
            del inside[key]
        case 1:  # what stands at another place under the same key
            other, its = rng.choice(alike)
            inside[key] = deepcopy(other[its])
        case 2:
            other, its = rng.choice(places)
            inside[key] = deepcopy(other[its])
        case 3 if isinstance(inside, dict):  # a key from elsewhere
            other, its = rng.choice(places)
            inside[str(its)] = deepcopy(other[its])
        case 4 if isinstance(inside, list):
            inside.insert(rng.randrange(len(inside) + 1), deepcopy(inside[key]))
        case 5:
            inside[key] = rng.choice([*AMOUNTS, *CONDITIONS, 1, 2, True, False, None, "owner"])
        case _ if isinstance(inside, dict):
            items = [*inside.items()]
            rng.shuffle(items)
            inside.clear()
            inside.update(items)


def accepted(text: str) -> Definition | None:
    """The definition, if the checker finds nothing wrong; what is wrong has to be said."""
    try:
        found = inspect_text(text, "mutant.yaml")
    except DefinitionError as error:
        assert error.problems  # noqa: PT017 - being refused is right, and looked at
        return None
    assert from_json(to_json(found.definition)) == found.definition
    return found.definition


def drive(definition: Definition, rng: random.Random, steps: int = 14) -> Counter[str]:
    """Drive a case through it at random; what is refused is counted by the name of the error."""
    refused: Counter[str] = Counter()
    staff = {name: [*definition.roles] for name in PEOPLE}
    with Simulation(definition, now="2026-11-02 10:00", staff=staff) as simulation:
        for _ in range(steps):
            try:
                _step(simulation, definition, rng)
            except WorkflowError as error:
                if error.__cause__ is not None or type(error).__name__ == "FiringFailed":
                    cause = error.__cause__ or error
                    refused[f"{type(error).__name__}: {cause}"[:300]] += 1
                refused[type(error).__name__] += 1
        flow = simulation.flow
        for row in flow.list(limit=5).rows:
            flow.show(row.case)
            flow.history(row.case)
            flow.explain(row.case)
        verified = flow.verify()
        assert not verified.findings, verified.findings
        rebuilt = flow.rebuild(check=True)
        assert not rebuilt.findings, rebuilt.findings
    return refused


def _step(simulation: Simulation, definition: Definition, rng: random.Random) -> None:
    rows = simulation.flow.list(limit=5).rows
    cases = [one.case for one in rows if not definition.states[one.state].final]
    who = rng.choice(PEOPLE)
    if not cases or rng.random() < 0.1:
        opening = rng.choice(definition.opening)
        simulation.open(_data(definition, opening.name, rng), by=who, trigger=opening.name)
    elif rng.random() < 0.2:
        _beside(simulation, definition, rng, rng.choice(cases), who)
    elif rng.random() < 0.35:
        if rng.random() < 0.3:
            simulation.sleep_through(rng.choice(DAYS))
        simulation.advance(rng.choice(DAYS))
    else:
        case = rng.choice(cases)
        state = simulation.show(case).state
        possible = [
            one.name
            for one in definition.transitions.values()
            if state in one.sources and one.by != (SYSTEM,)
        ]
        # What ends a case in one step, from anywhere, would end most of them.
        longer = [name for name in possible if name != "withdraw" or rng.random() < 0.1]
        trigger = rng.choice(longer or [*definition.transitions])
        given = _data(definition, trigger, rng)
        simulation.do(trigger, given, by=who, case=case)


def _beside(
    simulation: Simulation, definition: Definition, rng: random.Random, case: str, who: str
) -> None:
    """Something that is no step: data set or corrected, another owner."""
    shown = simulation.show(case)
    editable = definition.states[shown.state].editable
    match rng.randrange(3):
        case 0 if editable:
            name = rng.choice(editable)
            data = {name: _value(definition, name, rng)}
            simulation.flow.set(case, data, actor=shown.owner or who)
        case 1 if shown.fields:
            name = rng.choice(shown.fields).name
            data = {name: _value(definition, name, rng)}
            simulation.flow.correct(case, data, actor=shown.owner or who, reason="a slip")
        case _:
            simulation.flow.assign(case, rng.choice(PEOPLE), actor=shown.owner or who)


def _data(definition: Definition, trigger: str, rng: random.Random) -> dict[str, object]:
    return {
        one.field: _value(definition, one.field, rng)
        for one in definition.transitions[trigger].needs
    }


def _value(definition: Definition, name: str, rng: random.Random) -> object:
    field = definition.fields[name]
    if field.refusable and rng.random() < 0.3:
        return "refused"
    day = rng.choice(["2026-10-28", "2026-11-02"])
    return {
        "text": "…",
        "phone": "555 0100",
        "person": rng.choice(PEOPLE),
        "number": rng.choice([0, 1, 5, 100]),
        "money": rng.choice(["0", "12.50", "1000"]),
        "flag": rng.random() < 0.5,
        "choice": rng.choice([one.value for one in field.of] or ["?"]),
        "date": day,
        "moment": f"{day} 0{rng.randrange(8)}:00",
    }[field.type]


def main(first: int, last: int) -> None:
    """Try many seeds, and print what is wrong with each that is."""
    counted: Counter[str] = Counter()
    for seed in range(first, last + 1):
        rng = random.Random(seed)
        try:
            text = mutant(rng)
            definition = accepted(text)
            counted["accepted" if definition else "refused"] += 1
            if definition:
                found = drive(definition, rng)
                counted += found
                for error in found:
                    if error.startswith("FiringFailed:"):
                        print(seed, error, flush=True)
        except Exception:
            counted["failed"] += 1
            print(seed, traceback.format_exc(limit=-6), flush=True)
    print(counted)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
