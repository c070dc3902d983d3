"""Random promises of definitions changed at random: what is proved holds in every random life.

``python tests/promises_of_mutants.py 1 5000`` tries the seeds 1 to 5000 and prints what is wrong.
"""

import random
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import yaml
from mutants import GOOD, ROOT, changed, try_seeds
from random_acts import MOST, PEOPLE, WORDS, act

from workflow.calendars.amounts import Amount
from workflow.definition.conditions import ConditionError, Names, compile_condition
from workflow.definition.model import ANY_STAFF, OWNER, Definition, Permissions
from workflow.definition.parse import inspect_text
from workflow.definition.promise import Promise
from workflow.definition.strict_yaml import compose
from workflow.errors import DefinitionError, WorkflowError
from workflow.proving import decide
from workflow.service.simulated.judging import was_broken
from workflow.service.simulated.listening import listen
from workflow.service.simulated.standing_in import stand_ins
from workflow.testing import Simulation

MORE = [
    (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "definitions/conduct.yaml",
        "examples/procedures/rounds.yaml",
        "tests/definitions/complaint.yaml",
        "tests/definitions/repair.yaml",
        "tests/definitions/duties/parts_repair.yaml",
    )
]
WITHIN = [Amount(1, "calendar days"), Amount(3, "calendar days"), Amount(2, "weeks")]
SITUATIONS = 4_000
PROMISES, LIVES = 12, 3


def vowed(rng: random.Random) -> tuple[Definition, list[Promise]] | None:
    """Return a definition changed at random with promises, ``None`` if it is refused."""
    data = compose(rng.choice([*GOOD, *MORE])).data
    data.pop("promises", None)
    for _ in range(rng.choice([0, 0, 1, 2])):
        changed(data, rng)
    with suppress(AttributeError, KeyError, TypeError):  # what was changed may be there no more
        _tighten(data, rng)
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    try:
        definition = inspect_text(text, "mutant.yaml").definition
    except DefinitionError:
        return None
    definition = replace(definition, permissions=permissions(rng), promises=())
    return definition, [*promises_about(definition, data, rng)]


def broken(
    definition: Definition, promises: list[Promise], rng: random.Random
) -> Iterator[tuple[Promise, list[object]]]:
    """Drive cases at random; yield each promise that one of them broke, with its history."""
    staff = {name: [*definition.roles] for name in PEOPLE}
    others = stand_ins(definition)
    with Simulation(definition, now="2026-11-02 10:00", staff=staff, others=others) as simulation:
        for _ in range(rng.choice([8, 20, 40])):
            with suppress(WorkflowError):
                act(simulation, definition, rng)
        flow = simulation.flow
        for row in flow.list(limit=MOST).rows:
            for one in promises if row.definition == definition.workflow else ():
                if was_broken(flow, definition, one, row.case):
                    yield one, _lived(simulation, row.case)
        heard = [one for one in promises if one.kind == "heard_within"]
        if heard:
            yield from _unheard(simulation, definition, rng.choice(heard))


def _lived(simulation: Simulation, case: str) -> list[object]:
    history = simulation.flow.history(case)
    return [(one.type, one.performed_by, one.at, one.details) for one in history]


def _unheard(
    simulation: Simulation, definition: Definition, promise: Promise
) -> Iterator[tuple[Promise, list[object]]]:
    """Yield a promise if from a step that has just been taken on nobody hears of its case."""
    flow = simulation.flow
    for row in flow.list(limit=MOST).rows:
        last = flow.history(row.case)[-1]
        steps = last.type in {"opened", "transitioned"} and last.at == simulation.now
        if steps and not row.final and row.definition == definition.workflow:
            if listen(simulation, definition, promise, row.case).nobody:
                yield promise, _lived(simulation, row.case)
            return  # time has passed


# --- what is changed -----------------------------------------------------------------------------


def _tighten(data: Any, rng: random.Random) -> None:
    """Change when steps are possible, and what they and clocks do."""
    steps, deadlines = data["transitions"], data.get("deadlines") or {}
    for _ in range(rng.choice([0, 1, 2, 3])):
        step = steps[rng.choice([*steps])]
        match rng.randrange(7):
            case 0:
                step["other_than"] = {"did": [rng.choice([*steps])]}
            case 1:
                step |= {"at_most": rng.choice([1, 2]), "per": rng.choice(["case", "entry"])}
            case 2:
                step["by"] = [*step["by"], "system"]
            case 3:
                flags = [name for name, one in data["fields"].items() if one["type"] == "flag"]
                step["sets"] = {rng.choice(flags or ["?"]): rng.random() < 0.5}
            case 4:
                step["first_of"][0]["when"] = condition(data, rng)
            case 5:
                by_itself = [name for name, one in steps.items() if "system" in one["by"]]
                rung = {"does": rng.choice(by_itself or ["?"]), "after": "1 calendar day"}
                deadline = deadlines[rng.choice([*deadlines])]
                deadline["missed"] = [*deadline.get("missed", ()), rung]
            case _:
                step["when"] = condition(data, rng)


def condition(data: Any, rng: random.Random) -> str:
    """A condition on what a file declares."""
    found = _question(data, rng)
    if rng.random() < 0.3:
        found = f"not ({found})"
    if rng.random() < 0.3:
        found = f"{found} {rng.choice(['and', 'or'])} {_question(data, rng)}"
    return found


def _question(data: Any, rng: random.Random) -> str:
    step = rng.choice([*data["transitions"]])
    fields = data.get("fields") or {}
    match rng.randrange(8):
        case 0:
            sign = rng.choice([">", "<", "==", ">="])
            return f'times("{step}") {sign} {rng.choice([0, 1, 2])}'
        case 1 if data.get("deadlines"):
            return f'missed("{rng.choice([*data["deadlines"]])}")'
        case 2 | 3 | 4 if fields:
            return _compared(fields, rng) or _about(data, fields, step, rng)
        case 5 | 6:
            return _named(f'performer("{step}")', data, rng)
        case _:
            return f'done("{step}")'


def _named(who: str, data: Any, rng: random.Random) -> str:
    """Ask whether somebody is one whose name is written out: who acts in the lives, or nobody."""
    names = [*PEOPLE, *PEOPLE, *(data.get("parties") or ()), "system", "Ann"]
    one, other = rng.sample(names, 2)
    if rng.random() < 0.3:
        return f'{who} {rng.choice(["in", "not in"])} ["{one}", "{other}"]'
    return f'{who} {rng.choice(["==", "!="])} "{one}"'


def _about(data: Any, fields: Any, step: str, rng: random.Random) -> str:
    name = rng.choice([*fields])
    field = fields[name] if isinstance(fields[name], dict) else {}
    match field.get("type"):
        case "flag":
            return str(name)
        case "number":
            return f"{name} {rng.choice(['>', '<', '=='])} {rng.choice([0, 1, 5])}"
        case "choice":
            return f'{name} == "{rng.choice([*field["of"]])}"'
        case "person":
            named = _named(name, data, rng)
            return rng.choice([f'performer("{step}") == {name}', named, named])
        case "list" | "text" if field.get("of") == "person" or field.get("personal") is False:
            of_list = f'"{rng.choice(PEOPLE)}" in {name}'
            of_text = f'{name} {rng.choice(["==", "!="])} "{rng.choice(WORDS)}"'
            return of_list if field["type"] == "list" else of_text
        case _:
            return f'filled("{name}")'


def _compared(fields: Any, rng: random.Random) -> str:
    """Compare two fields of one type; empty if there are none, or now and then."""
    name = rng.choice([*fields])
    kind = _ordered(fields[name])
    alike = [one for one in fields if kind and one != name and _ordered(fields[one]) == kind]
    if not alike or rng.random() < 0.3:
        return ""
    return f"{name} {rng.choice(['<', '<=', '==', '!='])} {rng.choice(alike)}"


def _ordered(field: Any) -> str:
    """Return the type of a field that can be compared with others of its type; empty: it cannot."""
    kind = field.get("type", "") if isinstance(field, dict) and not field.get("personal") else ""
    return kind if kind in {"number", "money", "date", "time", "moment"} else ""


def permissions(rng: random.Random) -> Permissions:
    """What else people may do."""
    anybody = (ANY_STAFF,)
    return Permissions(
        set=rng.choice([anybody, (OWNER,)]),
        correct=rng.choice([anybody, ()]),
        record_late=rng.choice([anybody, ()]),
        erase=rng.choice([anybody, ()]),
    )


def promises_about(definition: Definition, data: Any, rng: random.Random) -> Iterator[Promise]:
    """Random promises of a definition, of which ``data`` are what its file says."""
    names = Names.of(definition)
    for _ in range(PROMISES):
        with suppress(ConditionError, AttributeError, KeyError, TypeError, IndexError):
            promise = _promise(definition, data, rng)
            if promise.when is not None:
                compile_condition(promise.when, names)
            yield promise


def _promise(definition: Definition, data: Any, rng: random.Random) -> Promise:
    steps, states = [*definition.transitions], [*definition.states]
    some, unless = rng.sample(steps, 2), tuple(rng.sample(steps, rng.choice([0, 0, 1, 2])))
    chance = rng.random()
    if chance < 0.1:
        return Promise("heard_within", (), within=rng.choice(WITHIN))
    if chance < 0.2:
        return Promise("different_people", tuple(some))
    if chance < 0.35:
        return Promise("always_before", (some[0],), (some[1],), unless[:1])
    since = tuple(rng.sample(states, rng.choice([0, 0, 0, 1])))
    without = tuple(some[: rng.choice([1, 1, 2])])
    of = tuple(rng.sample(states, rng.choice([1, 1, 2])))
    if chance < 0.65:
        return Promise("never", of, without, unless, since=since)
    when = condition(data, rng)
    return Promise("never", of, rng.choice([(), without]), unless, when)


def tried(seed: int) -> Iterator[tuple[str, str]]:
    """Yield what came of each promise, and of those proved by which life one was broken."""
    rng = random.Random(seed)
    found = vowed(rng)
    if found is None:
        yield "refused", ""
        return
    definition, promises = found
    proved = []
    for one in promises:
        answer = decide(definition, one, most=SITUATIONS).answer
        yield answer, ""
        if answer == "proved":
            proved.append(one)
    for _ in range(LIVES if proved else 0):
        for one, history in broken(definition, proved, rng):
            yield "proved, and broken", f"{one} by {history}"


if __name__ == "__main__":
    try_seeds(tried, *sys.argv[1:])
