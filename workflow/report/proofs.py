"""What was found of promises: in words, as commands, and as data."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.definition.model import Definition
from workflow.proving import Done, Proof, reopened
from workflow.report.glossary import Glossary
from workflow.report.promises import promise
from workflow.report.words import listed
from workflow.translation import chosen, gettext, mark

TRIAL = "trial.db"
_STEPS = frozenset({"open", "do", "merge"})
RESULTS = {
    "proved": mark("proved"),
    "broken": mark("broken"),
    "not_proved": mark("not proved"),
}


def lines(definition: Definition, proofs: Iterable[Proof], file: str) -> Iterator[str]:
    """Yield what was found, each promise with its result and the way that breaks it."""
    words = Glossary(definition)
    for one in proofs:
        yield gettext("{place}: {result}. {promise}").format(
            place=one.promise.place,
            result=gettext(RESULTS[one.result]),
            promise=promise(one.promise, words),
        )
        if one.result == "proved":
            yield gettext("    in all {count} situations that have to be told apart").format(
                count=one.situations
            )
        yield from (f"    {line}" for line in _counted_before(definition, one))
        if one.obstacle:
            yield f"    {one.obstacle}"
        if one.happened:
            yield gettext(
                "    it is broken so, in a new database, where everybody holds every role:"
            )
            yield from (f"    {line}" for line in commands(definition, one, file))


def _counted_before(definition: Definition, proof: Proof) -> Iterator[str]:
    """Yield that what was done before a case was taken up again counts, if that can happen."""
    states = () if proof.result == "broken" else reopened(definition, proof.promise)
    if states:
        text = gettext(
            "what was done before a case left {states} again counts too; for it to be done anew: "
            "`since: {names}`"
        )
        names = states[0] if len(states) == 1 else f"[{', '.join(states)}]"
        shown = listed([Glossary(definition).state(name) for name in states])
        yield text.format(states=shown, names=names)


def commands(definition: Definition, proof: Proof, file: str) -> Iterator[str]:
    """Yield the commands by which a promise is broken, and comments where time has to pass."""
    roles = [word for name in definition.roles for word in ("--role", name)]
    yield _command("init", "--zone", proof.zone)
    yield _command("definition", "publish", file, "--trial")
    if others := [name for name in definition.children if name != definition.workflow]:
        yield gettext("# publish there too what it opens cases of: {names}").format(
            names=listed(others)
        )
    yield from (_command("staff", "add", name, *roles) for name in proof.people)
    if not proof.today:
        text = gettext("# so it goes from {time} on; today it goes otherwise")
        yield text.format(time=proof.began)
    dated = any(_tells_when(definition, one) for one in proof.happened)
    for one in proof.happened:
        words = [*_words(definition, one, file), *_dated(definition, one, all_of_them=dated)]
        yield _by_itself(definition, one, file) or _command(*words)
    if proof.happened and proof.happened[-1].case not in {"", proof.case}:
        yield gettext("# it is broken in case {case}").format(case=proof.case)


def _tells_when(definition: Definition, one: Done) -> bool:
    """Whether the data of a step say when it happened."""
    step = definition.transitions.get(one.name)
    return one.kind in _STEPS and step is not None and step.happened in one.given


def _dated(definition: Definition, one: Done, *, all_of_them: bool) -> tuple[str, ...]:
    """Return when a step happened, which its data do not say, if it is recorded late.

    Or if others tell when they did: it would come after these, whenever the commands are pasted.
    """
    if one.kind not in _STEPS or _tells_when(definition, one):
        return ()
    when = one.happened or (one.at if all_of_them else "")
    return ("--at", when) if when else ()


def _by_itself(definition: Definition, one: Done, file: str) -> str:
    """Return what has to happen where no command makes it; empty where one does."""
    words = {"time": one.at}
    match one.kind:
        case "wait":
            text = gettext("# {name} fires at {time}")
            words["name"] = chosen(definition.deadlines[one.name].title, one.name)
        case "recurs":
            text = gettext("# the schedule {name} comes at {time}")
            words["name"] = chosen(definition.schedules[one.name].title, one.name)
        case "until":
            text = gettext("# at {time}, not before, {name} is possible")
            words["name"] = chosen(definition.transitions[one.name].title, one.name)
        case "opened":
            text = gettext("# a case of another kind opens this one by {name}, with {data}")
            words["name"] = chosen(definition.transitions[one.name].title, one.name)
            words["data"] = shlex.join(_all_given(one, file)) or gettext("nothing")
        case "close_child":
            text = gettext("# a case of the kind {name} that it opened is closed")
            words["name"] = one.name
        case "silence":
            text = gettext("# until {time} no deadline tells anybody of it")
        case _:
            return ""
    return text.format(**words)


def _words(definition: Definition, one: Done, file: str) -> Iterator[str]:
    match one.kind:
        case "open":
            yield from ("open", definition.workflow)
            if len(definition.opening) > 1:
                yield from ("--trigger", one.name)
        case "do":
            yield from ("do", one.case, one.name)
        case "assign":
            yield from ("assign", one.case, one.name, *(("--duty", one.duty) if one.duty else ()))
        case "merge":
            yield from ("merge", one.case, one.into)
            if sum(step.merges for step in definition.transitions.values()) > 1:
                yield from ("--trigger", one.name)
        case "away":
            yield from ("staff", "away", one.name, "--delegate", one.who)
            return
        case "back":
            yield from ("staff", "back", one.name)
            return
        case _:
            yield from (one.kind, one.case)
    yield from ("--as", one.who)
    if one.performed_by:
        yield from ("--performed-by", one.performed_by)
    yield from _all_given(one, file)
    if one.kind in _STEPS and definition.transitions[one.name].reads_back:
        yield "--read-back"
    if one.kind in {"correct", "erase"}:
        yield from ("--reason", "…")


def _all_given(one: Done, file: str) -> Iterator[str]:
    for name, value in one.given.items():
        for entry in value if isinstance(value, list) else [value]:
            yield from _given(name, entry, file)


def _given(name: str, value: object, file: str) -> tuple[str, str]:
    if isinstance(value, Mapping):
        return "--attach", f"{name}={file}"  # any file that is there for sure
    shown = str(value).lower() if isinstance(value, bool) else value
    return "--set", f"{name}={shown}"


def _command(*words: str) -> str:
    return shlex.join(["complaints", *words, "--db", TRIAL])


def data(definition: Definition, proofs: Iterable[Proof], file: str) -> Mapping[str, Any]:
    """Return what was found, for programs."""
    return {
        "workflow": definition.workflow,
        "edition": definition.edition,
        "promises": [
            {
                "place": str(one.promise.place),
                "kind": one.promise.kind,
                "of": list(one.promise.of),
                "without": list(one.promise.without),
                "unless": list(one.promise.unless),
                "since": list(one.promise.since),
                "counts_from_before": list(reopened(definition, one.promise)),
                "when": one.promise.when,
                "within": str(one.promise.within) if one.promise.within else None,
                "assumed": one.promise.assumed is not None,
                "result": one.result,
                "situations": one.situations,
                "obstacle": one.obstacle or None,
                "commands": [*commands(definition, one, file)] if one.happened else [],
            }
            for one in proofs
        ],
    }
