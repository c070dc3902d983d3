"""Small definitions made at random with random promises: what a random life breaks is told so.

``python tests/broken_but_not_proved.py 1 500`` tries the seeds 1 to 500 and prints what is wrong.
"""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mutants import try_seeds
from promises_of_mutants import broken, condition, permissions, promises_about

from workflow.definition.model import Definition
from workflow.definition.parse import inspect_text
from workflow.errors import DefinitionError
from workflow.service.simulated.proving import prove

STATES = ("open", "seen", "back")
STEPS = ("look", "go", "mend", "close", "drop")
FIELDS: dict[str, Any] = {
    "payee": {"type": "person", "title": "Payee"},
    "witness": {"type": "person", "title": "Witness"},
    "named": {"type": "list", "of": "person", "title": "Named"},
    "paid": {"type": "flag", "title": "Paid"},
    "stars": {"type": "number", "title": "Stars"},
    "more": {"type": "number", "title": "More stars"},
    "sent": {"type": "date", "title": "Sent"},
    "came": {"type": "date", "title": "Came"},
    "mood": {"type": "choice", "of": ["glad", "sad"], "title": "Mood"},
    "phone": {"type": "phone", "title": "Phone", "refusable": True},
}
WHO = (
    ["desk"], ["owner"], ["desk", "lead"], ["desk", "system"], ["guest"], ["owner", "guest"],
    ["any_staff"], ["any_staff", "system"],
)  # fmt: skip
LIVES = 48


def small(rng: random.Random) -> Any:
    """What a file of a small definition says."""
    states: dict[str, Any] = {one: {"title": one} for one in STATES}
    states["open"]["owner"] = {"role": "desk"}
    for one in states.values():
        if rng.random() < 0.3:
            one["editable"] = rng.sample([*FIELDS], 2)
    if rng.random() < 0.2:
        states["seen"]["owner"] = {"role": "lead", "other_than": _others(rng)}
    states["end"] = {"title": "end", "final": True}
    steps = {name: _step(rng) for name in STEPS}
    steps["close"] |= {"from": [*STATES], "to": "end"}
    for key in ("stay", "first_of"):
        steps["close"].pop(key, None)
    opening = {"from": "new", "to": "open", "by": ["desk"], "needs": rng.sample([*FIELDS], 2)}
    data = {
        "language": 1, "workflow": "small", "edition": "1", "effective": "2026-01-01",
        "title": "Small",
        "roles": {"desk": {"title": "Desk"}, "lead": {"title": "Lead"}},
        "parties": {"guest": {"title": "Guest"}},
        "fields": FIELDS, "states": states, "transitions": {"write": opening, **steps},
        "deadlines": _deadlines(steps, rng),
    }  # fmt: skip
    for one in steps.values():
        if rng.random() < 0.3:
            one["when"] = condition(data, rng)
        if "first_of" in one:
            one["first_of"][0]["when"] = condition(data, rng)
    return data


def _others(rng: random.Random) -> dict[str, list[str]]:
    did, named = [rng.choice(STEPS)], rng.sample(["payee", "witness", "named"], rng.choice([1, 2]))
    return rng.choice([{"did": did}, {"is": named}, {"did": did, "is": named}])


def _step(rng: random.Random) -> dict[str, Any]:
    step: dict[str, Any] = {"from": rng.sample(STATES, rng.choice([1, 2, 3]))}
    targets = [*STATES, "end"]
    match rng.randrange(8):
        case 0 | 1:
            step["stay"] = True
        case 2:
            step["first_of"] = [{"to": rng.choice(targets)}, {"otherwise": rng.choice(targets)}]
        case _:
            step["to"] = rng.choice(targets)
    step["by"] = rng.choice(WHO)
    fields = rng.sample([*FIELDS], 2)
    more: list[tuple[float, dict[str, Any]]] = [
        (0.3, {"needs": fields[:1]}),
        (0.2, {"takes": fields[1:]}),
        (0.3, {"at_most": rng.choice([1, 2]), "per": rng.choice(["case", "entry"])}),
        (0.35, {"other_than": _others(rng)}),
        (0.15, {"sets": {"paid": rng.random() < 0.5}}),
        (0.1, {"not_before": _window(rng)}),
        (0.1, {"not_after": _window(rng, "3 calendar days")}),
    ]
    for chance, one in more:
        if rng.random() < chance:
            step |= one
    return step


def _window(rng: random.Random, plus: str = "") -> dict[str, str]:
    act, day = rng.choice(STEPS), {"plus": plus or "1 calendar day"}
    if plus:
        return rng.choice(
            [{"act": act} | day, {"missed": "first"} | day, {"entered": "open"} | day]
        )
    return rng.choice(
        [{"act": act}, {"act": act} | day, {"missed": "first"}, {"entered": "open"} | day]
    )


def _deadlines(steps: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    to_owner, end = {"to": "owner"}, {"entered": "end"}
    starts = [{"entered": "open"}, *({"act": one} for one in rng.sample(STEPS, rng.choice([0, 2])))]
    met = [end, *({"left": one} for one in rng.sample(STATES, rng.choice([0, 0, 1])))]
    first: dict[str, Any] = {
        "starts": starts, "met": met, "missed": [to_owner],
        "within": rng.choice(["1 calendar day", "10 minutes", "3 calendar days"]),
    }  # fmt: skip
    if rng.random() < 0.2:
        first["pauses"] = {"in": rng.choice(STATES)}
    if rng.random() < 0.2:
        step = rng.choice([one for one in steps.values() if "first_of" not in one])
        step["extends"] = {"first": {"by": "1 calendar day"}}
    by_itself = [name for name, one in steps.items() if "system" in one["by"]]
    if by_itself:
        after = rng.choice(["1 calendar day", "0 minutes"])
        first["missed"].append({"does": rng.choice(by_itself), "after": after})
    second = {
        "starts": {"act": rng.choice(STEPS)}, "met": [{"act": rng.choice(STEPS)}, end],
        "within": "2 calendar days", "missed": [to_owner],
    }  # fmt: skip
    return {"first": first, "second": second} if rng.random() < 0.4 else {"first": first}


def made(rng: random.Random) -> tuple[Definition, Any] | str:
    """Return a definition and what its file says, or the code of what is wrong with it."""
    data = small(rng)
    text = json.dumps(data)  # which is YAML, without references
    try:
        definition = inspect_text(text, "small.yaml").definition
    except DefinitionError as error:
        return error.problems[0].code
    return replace(definition, permissions=permissions(rng), promises=()), data


def tried(seed: int) -> Iterator[tuple[str, str]]:
    """Yield what came of each promise, and of those not proved by which life one was broken."""
    rng = random.Random(seed)
    while isinstance(found := made(rng), str):
        yield f"refused {found}", ""
    definition, data = found
    left = {}
    for one in promises_about(definition, data, rng):
        (proof,) = prove(replace(definition, promises=(one,)))
        yield f"{one.kind} {proof.result}", ""
        if proof.result != "broken":
            left[one] = proof
    for _ in range(LIVES if left else 0):
        for one, history in broken(definition, [*left], rng):
            if one in left:
                lines, proof = "\n    ".join(map(str, history)), left.pop(one)
                wrong = f"{one}\n    {proof.result}: {proof.obstacle}\n    {lines}"
                yield f"{proof.result}, and broken", wrong


if __name__ == "__main__":
    try_seeds(tried, *sys.argv[1:])
