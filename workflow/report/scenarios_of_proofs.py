"""Ways that break promises, written as scenarios: played in simulated time they happen again."""

import json
import re
from collections.abc import Iterator, Sequence

from workflow.definition.model import Definition
from workflow.proving import Done, Proof
from workflow.report.glossary import Glossary
from workflow.report.promises import promise
from workflow.translation import current_language, gettext

PASSES = ("wait", "recurs", "until", "silence")
ELSEWHERE = ("opened", "close_child")
ABSENCE = ("away", "back")
"""What a scenario says of the staff, and not as a step."""
_PLAIN = re.compile(r"(?!(?i:true|false|null)$)[^\W\d]\w*")


def playable(definition: Definition, proof: Proof) -> bool:
    """Whether a way that breaks a promise needs nothing that a scenario cannot say.

    That is what this definition does not say, and who is away twice.
    """
    others = set(definition.children) - {definition.workflow}
    others.update(one.name for one in proof.happened if one.kind in ELSEWHERE)
    away = [one.name for one in proof.happened if one.kind == "away"]
    return bool(proof.happened) and not others and len(away) == len({*away})


def written(definition: Definition, proofs: Sequence[Proof]) -> str:
    """Return scenarios of the ways that can be written so, as YAML."""
    return "\n".join([*_lines(definition, proofs), ""])


def _lines(definition: Definition, proofs: Sequence[Proof]) -> Iterator[str]:
    yield "# " + gettext("Ways that break a promise of {name}.").format(name=definition.workflow)
    yield from ("language: 1", "", "scenarios:")
    words = Glossary(definition)
    for number, one in enumerate(proofs, 1):
        if playable(definition, one):
            yield f"  promise_{number}:"
            title = gettext("Broken: {promise}").format(promise=promise(one.promise, words))
            yield f"    title: {{{current_language()}: {_value(title)}}}"
            yield "    given:"
            yield f"      begins: {one.began}"
            yield f"      zone: {one.zone}"
            yield "      staff:"
            roles = ", ".join(definition.roles)
            for name in one.people:
                known = ", ".join([f"roles: [{roles}]", *_absence(one, name)])
                yield f"        {_name(name)}: {{{known}}}"
            yield "    steps:"
            yield from (f"      - {{{step}}}" for step in _steps(definition, one))


def _absence(proof: Proof, name: str) -> Iterator[str]:
    """Yield when somebody is away, and who stands in."""
    times = {one.kind: one for one in proof.happened if one.kind in ABSENCE and one.name == name}
    if times:
        away, back = times["away"], times["back"]
        yield f"delegate: {away.who}"
        yield f"away: {{from: {away.at}, until: {back.at}}}"


def _steps(definition: Definition, proof: Proof) -> Iterator[str]:
    *before, last = (one for one in proof.happened if one.kind not in ABSENCE)
    yield from (", ".join(_step(definition, one)) for one in before)
    then = f"fired: {_fired(last)}" if last.kind == "silence" else f"state: {proof.state}"
    if last.case and last.case != proof.case:  # it is another in which it is broken
        yield ", ".join(_step(definition, last))
        yield f"at: {last.at}, case: {proof.case}, then: {{{then}}}"
    else:
        yield ", ".join([*_step(definition, last), f"then: {{{then}}}"])


def _fired(silence: Done) -> str:
    """Return what fired while nobody heard of a case; what fired before may still be delivered."""
    came = (", ".join(f"{key}: {value}" for key, value in one.items()) for one in silence.came)
    lines = [f"{{{one}}}" for one in came]
    return f"[{', '.join(lines)}]" if lines else "nothing"


def _step(definition: Definition, one: Done) -> Iterator[str]:
    yield f"at: {one.at}"
    if one.kind not in PASSES:
        yield f"who: {_name(one.who)}"
        yield from _act(definition, one)
    if one.kind != "open" and one.case:
        yield f"case: {one.case}"


def _act(definition: Definition, one: Done) -> Iterator[str]:
    given = ", ".join(f"{name}: {_value(value)}" for name, value in one.given.items())
    match one.kind:
        case "set" | "correct":
            yield f"{one.kind}s: {{{given}}}"
        case "erase":
            yield 'erases: "…"'
        case "assign":
            yield f"assigns: {_name(one.name)}"
        case _:
            yield f"does: {one.name}"
            if given:
                yield f"with: {{{given}}}"
    if one.kind == "correct":
        yield 'reason: "…"'
    if one.kind == "merge":
        yield f"into: {one.into}"
    if one.happened:
        yield f"happened: {one.happened}"
    if one.duty:
        yield f"duty: {one.duty}"
    if one.performed_by:
        yield f"performed_by: {one.performed_by}"
    step = definition.transitions.get(one.name)
    if one.kind in {"open", "do", "merge"} and step is not None and step.reads_back:
        yield "read_back: true"


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else _value(name)


def _value(value: object) -> str:
    shown = value["name"] if isinstance(value, dict) else value
    return json.dumps(shown, ensure_ascii=False)
