"""From YAML to a plan for moving cases to another edition, and a plan to begin with as YAML."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from workflow.definition.migration import (
    ALLOWABLE,
    STARTS,
    TREATMENTS,
    Crossing,
    Plan,
    Start,
    Treated,
    Treatment,
    wrong,
)
from workflow.definition.model import Definition
from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.definition.source import read, read_text
from workflow.definition.whole import refused_as, whole
from workflow.errors import PlanInvalid
from workflow.translation import gettext

NEEDED = ("language", "workflow", "from", "to")
KEYS = (*NEEDED, "reason", "states", "steps", "deadlines", "starts", "allow")


def load(path: Path, old: Definition, new: Definition) -> Plan:
    """Read and check a plan between two editions. Raises ``PlanInvalid`` with all problems."""
    with refused_as(PlanInvalid):
        return whole(read(path), lambda root: _read(root, old, new))


def loads(text: str, name: str, old: Definition, new: Definition) -> Plan:
    """Read and check a plan as if it stood in the file ``name``. Raises ``PlanInvalid``."""
    with refused_as(PlanInvalid):
        return whole(read_text(text, name), lambda root: _read(root, old, new))


def _read(root: Node, old: Definition, new: Definition) -> Plan:
    found = root.entries(KEYS, needed=NEEDED)
    for key, said in (("workflow", new.workflow), ("from", old.edition), ("to", new.edition)):
        if key in found and (words := found[key].words()) and words != said:
            text = gettext("This plan is about {words}, not about {said}.")
            found[key].note("M001", text.format(words=words, said=said))
    parts = {
        part: found[part].named() if part in found else {}
        for part in ("states", "steps", "deadlines", "starts")
    }
    plan = Plan(
        states={name: one.words() for name, one in parts["states"].items()},
        steps={name: one.words() for name, one in parts["steps"].items()},
        deadlines={name: _treated(name, one) for name, one in parts["deadlines"].items()},
        starts={name: _start(one) for name, one in parts["starts"].items()},
        allowed=frozenset(_allowed(found.get("allow"))),
        reason=found["reason"].words() if "reason" in found else "",
    )
    for one in wrong(Crossing(old, new, plan)):
        node = parts[one.part][one.key]
        node.note("M002", one.text, key=True, suggestion=one.suggestion)
    return plan


def _treated(name: str, node: Node) -> Treated:
    """Read what becomes of a deadline: a word, or the word with its new name."""
    if isinstance(node.value, dict):
        for how, other in node.entries(TREATMENTS[:2]).items():
            return Treated(_how(how), other.words())
        return Treated("keep", name)
    return Treated(_how(node.one_of(TREATMENTS)), name)


def _how(word: str) -> Treatment:
    return next(one for one in TREATMENTS if one == word)


def _start(node: Node) -> Start:
    word = node.one_of(STARTS)
    return next(one for one in STARTS if one == word)


def _allowed(node: Node | None) -> Iterator[str]:
    for one in node.items() if node is not None and node.value is not None else ():
        yield one.one_of(ALLOWABLE)


# --- a plan to begin with ----------------------------------------------------------------------


def written(crossing: Crossing, file: str) -> str:
    """Return a plan as YAML, with comments: what was decided, and what is left to decide.

    It names the command that looks at it, by the ``file`` it is to stand in.
    """
    old, new, plan = crossing
    heading = gettext("From edition {old} to edition {new}: decide what is open, then look:")
    lines = [
        "# " + heading.format(old=old.edition, new=new.edition),
        f"# complaints definition migrate {new.workflow}@{old.edition} "
        f"{new.workflow}@{new.edition} --plan {file}",
        "language: 1",
        f"workflow: {new.workflow}",
        f'from: "{old.edition}"',
        f'to: "{new.edition}"',
        "# " + gettext("Why; it is recorded with each case."),
        '# reason: ""',
        *_renamed("states", plan.states, old.states, new.states),
        *_renamed("steps", plan.steps, old.transitions, new.transitions),
        *_deadlines(crossing),
        *_starts(crossing),
        "# " + gettext("What may be all the same: {words}").format(words=", ".join(ALLOWABLE)),
        "# allow: []",
    ]
    return "\n".join(lines) + "\n"


def _renamed(
    part: str, known: Mapping[str, str], old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[str]:
    gone = [name for name in old if name not in new]
    if not gone:
        return
    yield "# " + gettext("Old name: new name. What is not said has the same name in both.")
    yield f"{part}:"
    for name in gone:
        if name in known:
            yield f"  {name}: {known[name]}  # " + gettext("by its title, or by all it says: check")
        else:
            yield f"  # {name}: " + gettext("gone")


def _deadlines(crossing: Crossing) -> Iterator[str]:
    old, new, plan = crossing
    known = gettext("keep, recompute or drop; under another name, {example}.")
    yield "# " + known.format(example="{recompute: NAME}")
    yield "deadlines:"
    for name, one in old.deadlines.items():
        offered = plan.deadlines.get(name)
        if offered is not None:
            known = gettext("by its title, or by all it says: check")
            yield f"  {name}: {{keep: {offered.name}}}  # {known}"
        elif name not in new.deadlines:
            near = nearest(name, new.deadlines)
            yield f"  # {name}: drop  # " + gettext("gone") + (f"; {near}?" if near else "")
        elif crossing.unchanged(one):
            yield f"  {name}: keep  # " + gettext("counted as before")
        else:
            yield f"  # {name}: keep  # " + gettext("counted otherwise: decide")


def _starts(crossing: Crossing) -> Iterator[str]:
    fresh = list(crossing.fresh())
    if fresh:
        yield "# " + gettext("New ones that would be running: now, entry (since then) or never.")
        yield "starts:"
        yield from (f"  {one.name}: now" for one in fresh)
