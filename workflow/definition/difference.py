"""What is different between two definitions: a list of changes, each about one named thing.

Compared are the members that the fingerprint is made of, as it sees them: where two definitions
have the same fingerprint, only wording is different; where they have not, something is listed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from workflow.definition.model import Definition
from workflow.definition.renaming import NAMED, Renames, renames
from workflow.definition.resolved import Hint, Json, encoded, members, written_words

Kind = Literal["gone", "new", "renamed", "changed", "reordered", "wording"]
Part = Literal[
    "definition", "permissions", "roles", "parties", "fields", "states", "transitions", "deadlines",
    "calendars", "documents", "counters", "duties", "schedules",
]  # fmt: skip
DECLARED: tuple[Part, ...] = (
    "states", "transitions", "duties", "deadlines", "fields", "roles", "parties", "calendars",
    "documents", "counters", "schedules",
)  # fmt: skip


class Change(NamedTuple):
    """One difference. ``name`` is what a thing is called now, or was called if it is gone.

    ``old`` and ``new`` are the thing it is about, or the one of them there is; of what is
    ``reordered`` the names in their order, of what is ``renamed`` the two names. ``member`` says
    what of a thing is ``changed``.
    """

    kind: Kind
    part: Part
    name: str = ""
    member: str = ""
    old: Any = None
    new: Any = None


def with_names_of(old: Definition, new: Definition) -> Definition:
    """Return a definition that knows what another declares, where it does not itself.

    For words only: nothing else of it is right.
    """
    parts: dict[str, Any] = {
        part: {**getattr(old, part), **getattr(new, part)} for part in DECLARED
    }
    return replace(new, **parts)


def differences(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Return what is different, in the order of the parts; wording comes last."""
    names, old = renames(old, new)
    found = [*_changed("definition", "", old, new, DECLARED)]
    for part in DECLARED:
        found += _declared(part, getattr(old, part), getattr(new, part), names)
    found += _changed("permissions", "", old.permissions, new.permissions)
    return (*found, *_wording(old, new))


def _declared(
    part: Part, old: Mapping[str, Any], new: Mapping[str, Any], names: Renames
) -> Iterator[Change]:
    for named in NAMED:
        if named == part:
            for was, now in names.get(named, {}).items():
                yield Change("renamed", part, now, old=was, new=now)
    for name, thing in old.items():
        if name not in new:
            yield Change("gone", part, name, old=thing)
    for name, thing in new.items():
        if name not in old:
            yield Change("new", part, name, new=thing)
        else:
            yield from _changed(part, name, old[name], thing)
    before = tuple(name for name in old if name in new)
    after = tuple(name for name in new if name in old)
    if before != after:
        yield Change("reordered", part, old=before, new=after)


def _changed(
    part: Part, name: str, old: object, new: object, apart: tuple[str, ...] = ()
) -> Iterator[Change]:
    """Yield the members of a thing that are different, but for those that are looked at apart."""
    kind: Hint = type(new)
    for member in members(kind):
        if member.wording or member.name in (*apart, "permissions"):
            continue
        before, after = getattr(old, member.name), getattr(new, member.name)
        if encoded(before, wording=False) != encoded(after, wording=False):
            yield Change("changed", part, name, member.name, old, new)


def _wording(old: Definition, new: Definition) -> Iterator[Change]:
    if old.issue != new.issue:
        yield Change("wording", "definition", "issue", old=old, new=new)
    if old.title != new.title:
        yield Change("wording", "definition", "title", old=old, new=new)
    if old.origins != new.origins:
        yield Change("wording", "definition", "origins", old=old, new=new)
    if any(_reworded(old, new)):
        yield Change("wording", "definition", "promises", old=old, new=new)
    for member in ("script", "avoid"):
        if _texts(old, member) != _texts(new, member):
            yield Change("wording", "definition", member, old=old, new=new)
    for part in DECLARED:
        before, after = getattr(old, part), getattr(new, part)
        for name, thing in after.items():
            if name in before and _words(before[name]) != _words(thing):
                yield Change("wording", part, name, old=before[name], new=thing)


def _reworded(old: Definition, new: Definition) -> Iterator[bool]:
    """Yield of each promise that both make whether it has other words: what is new is none."""
    before = {repr(encoded(one, wording=False)): _words(one) for one in old.promises}
    for one in new.promises:
        words = before.get(repr(encoded(one, wording=False)))
        yield words is not None and words != _words(one)


def _texts(definition: Definition, member: Literal["script", "avoid"]) -> object:
    return definition.script if member == "script" else _words(definition.avoid)


def _words(thing: object) -> list[tuple[str, Json]]:
    """Return the texts of a thing, without the lines of the file they stand in."""
    return [one for one in written_words(thing) if not one[0].endswith(".place")]
