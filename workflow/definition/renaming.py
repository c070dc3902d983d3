"""Names that changed and nothing else: which of two editions' names mean the same thing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal, cast

from workflow.definition.deadline import Addressee, Deadline, Moment
from workflow.definition.model import Definition, Duty, State, Transition
from workflow.definition.promise import Promise
from workflow.definition.resolved import encoded

Named = Literal["states", "transitions", "deadlines", "duties"]
NAMED: tuple[Named, ...] = ("states", "transitions", "deadlines", "duties")
Thing = State | Transition | Deadline | Duty
Renames = Mapping[Named, Mapping[str, str]]

# Where a name stands that something else declares.
_REFERENCES: Mapping[tuple[str, str], Named] = {
    ("State", "name"): "states",
    ("Transition", "name"): "transitions",
    ("Deadline", "name"): "deadlines",
    ("Duty", "name"): "duties",
    ("Branch", "does"): "duties",
    ("Branch", "waives"): "duties",
    ("Branch", "joins"): "duties",
    ("Pause", "duty"): "duties",
    ("Transition", "sources"): "states",
    ("Branch", "to"): "states",
    ("Pause", "state"): "states",
    ("Transition", "other_than"): "transitions",
    ("Transition", "other_owners"): "states",
    ("OtherThan", "did"): "transitions",
    ("OtherThan", "owned"): "states",
    ("Addition", "act"): "transitions",
    ("Counter", "takes_back"): "transitions",
    ("Extension", "asked"): "transitions",
    ("Rung", "does"): "transitions",
    ("Transition", "revokes"): "deadlines",
    ("Extension", "deadline"): "deadlines",
    ("Promise", "without"): "transitions",
    ("Promise", "unless"): "transitions",
    ("Promise", "since"): "states",
}
_MOMENTS: Mapping[str, Named] = {
    "entered": "states",
    "left": "states",
    "act": "transitions",
    "missed": "deadlines",
    "due": "deadlines",
    "opened": "duties",
    "settled": "duties",
}
_QUESTIONS: Mapping[str, Named] = {"missed": "deadlines", "open": "duties", "settled": "duties"}
_CONDITIONS = frozenset({"when", "condition", "unless", "applies", "urgent_when"})
_ASKED = re.compile(
    r"""(?<=\b)(done|times|times_here|performer|missed|open|settled)\((\s*)(["'])(\w+)\3"""
)


def renames(old: Definition, new: Definition) -> tuple[Renames, Definition]:
    """Return the names that changed, old to new, and the old definition by its new names."""
    found: dict[Named, Mapping[str, str]] = {}
    for part in NAMED:
        pairs = _pairs(getattr(old, part), getattr(new, part))
        found[part] = pairs
        if pairs:
            old = _by_new_names(old, {part: pairs})
    return found, old


def _pairs(old: Mapping[str, Thing], new: Mapping[str, Thing]) -> Mapping[str, str]:
    """Return which names that are gone stand for which new ones; none where two could be meant."""
    gone = [one for name, one in old.items() if name not in new]
    fresh = [one for name, one in new.items() if name not in old]
    meant = {one.name: [other.name for other in fresh if _same(one, other)] for one in gone}
    claimed = [name for names in meant.values() for name in names]
    return {
        name: names[0]
        for name, names in meant.items()
        if len(names) == 1 and claimed.count(names[0]) == 1
    }


def _same(one: Thing, other: Thing) -> bool:
    if set(one.title.items()) & set(other.title.items()):
        return True
    if isinstance(one, State):  # most states have nothing but their name
        return False
    return encoded(replace(one, name=other.name), wording=False) == encoded(other, wording=False)


def _by_new_names(definition: Definition, names: Renames) -> Definition:
    found = cast(Definition, renamed(definition, names))
    parts: dict[str, Any] = {
        part: {one.name: one for one in getattr(found, part).values()} for part in names
    }
    return replace(found, **parts)


def renamed(value: object, names: Renames) -> Any:
    """Return a value of the model in which every name stands as it is now."""
    if isinstance(value, Moment):
        return replace(value, name=_name(_MOMENTS.get(value.kind), names)(value.name))
    if isinstance(value, Addressee) and value.kind == "duty":
        return replace(value, name=_name("duties", names)(value.name))
    if isinstance(value, tuple):
        return tuple(renamed(one, names) for one in value)
    if isinstance(value, Mapping):
        return {key: renamed(one, names) for key, one in value.items()}
    if not is_dataclass(value):
        return value
    if isinstance(value, Promise):
        of: Named = "states" if value.kind == "never" else "transitions"
        value = replace(value, of=tuple(map(_name(of, names), value.of)))
    kind = type(value).__name__
    changed = {}
    for one in fields(value):
        member = getattr(value, one.name)
        if member is None:
            continue
        if (kind, one.name) in _REFERENCES:
            name = _name(_REFERENCES[kind, one.name], names)
            changed[one.name] = (
                tuple(map(name, member)) if isinstance(member, tuple) else name(member)
            )
        elif one.name in _CONDITIONS:
            changed[one.name] = _asked(member, names)
        else:
            changed[one.name] = renamed(member, names)
    return replace(cast(Any, value), **changed)


def _name(part: Named | None, names: Renames) -> Callable[[str], str]:
    known = names.get(part, {}) if part is not None else {}
    return lambda name: known.get(name, name)


def _asked(condition: str, names: Renames) -> str:
    """Return a condition that asks for what happened by its new name."""

    def put(found: re.Match[str]) -> str:
        question, blank, mark, name = found.groups()
        part = _QUESTIONS.get(question, "transitions")
        return f"{question}({blank}{mark}{_name(part, names)(name)}{mark}"

    return _ASKED.sub(put, condition)
