"""Definitions that are changed at random, and cases driven through those that are accepted.

``python tests/mutants.py 1 5000`` tries the seeds 1 to 5000 and prints what is wrong.
"""

import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from random_acts import MOST, PEOPLE, act

from workflow.definition.model import Definition
from workflow.definition.parse import inspect_text
from workflow.definition.resolved import from_json, to_json
from workflow.definition.strict_yaml import compose
from workflow.errors import DefinitionError, WorkflowError
from workflow.testing import Simulation

ROOT = Path(__file__).parents[1]
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
        changed(data, rng)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def _places(data: Any) -> Iterator[Place]:
    """Every container with a key of it, all the way down."""
    for key in data if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], dict | list):
            yield from _places(data[key])


def changed(data: Any, rng: random.Random) -> None:
    """Change one thing of what a file says."""
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
                act(simulation, definition, rng)
            except WorkflowError as error:
                if error.__cause__ is not None or type(error).__name__ == "FiringFailed":
                    cause = error.__cause__ or error
                    refused[f"{type(error).__name__}: {cause}"[:300]] += 1
                refused[type(error).__name__] += 1
        flow = simulation.flow
        for row in flow.list(limit=MOST).rows:
            flow.show(row.case)
            flow.history(row.case)
            flow.explain(row.case)
        verified = flow.verify()
        assert not verified.findings, verified.findings
        rebuilt = flow.rebuild(check=True)
        assert not rebuilt.findings, rebuilt.findings
    return refused


def tried(seed: int) -> Iterator[tuple[str, str]]:
    """Yield what came of a mutant, and what is wrong with it if anything is."""
    rng = random.Random(seed)
    definition = accepted(mutant(rng))
    yield "accepted" if definition else "refused", ""
    for error, number in drive(definition, rng).items() if definition else ():
        wrong = error if error.startswith("FiringFailed:") else ""
        yield from [(error, wrong)] * number


def try_seeds(tried: Callable[[int], Iterator[tuple[str, str]]], first: str, last: str) -> None:
    """Try many seeds, and print what is wrong with each that is, and how often what came of it."""
    counted: Counter[str] = Counter()
    for seed in range(int(first), int(last) + 1):
        try:
            for word, wrong in tried(seed):
                counted[word] += 1
                if wrong:
                    print(seed, wrong, flush=True)
        except Exception:
            counted["failed"] += 1
            print(seed, traceback.format_exc(limit=-6), flush=True)
    print(counted)


if __name__ == "__main__":
    try_seeds(tried, *sys.argv[1:])
