"""An edition for cases that followed others before it: what of those still counts is beside it.

A cycle is counted by the edition it began under. The clocks of earlier editions are known by
``fingerprint/name``, as the cycles have it.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, NamedTuple

from workflow.definition.difference import with_names_of
from workflow.definition.model import Definition
from workflow.engine.edition import Clock, Edition
from workflow.engine.events import Event, moves_of
from workflow.engine.succession import Cycle

MIGRATING = frozenset({"migrated", "migration_undone"})


def joined(edition: Edition, earlier: Iterable[Edition]) -> Edition:
    """Return an edition that knows the clocks of those its cases followed before."""
    found = copy(edition)
    found.earlier = {one.fingerprint: one for one in earlier}
    clocks = {
        bound(one.fingerprint, name): clock
        for one in found.earlier.values()
        for name, clock in one.clocks.items()
    }
    found.clocks = {**edition.clocks, **clocks}
    every = (edition, *found.earlier.values())
    found.clock_fields = frozenset[str]().union(*(one.clock_fields for one in every))
    found.keeps_hours = any(one.keeps_hours for one in every)
    # What nobody but some might see is no more to be seen for being gone.
    gone = {
        name: by
        for one in found.earlier.values()
        for name, by in one.kept.items()
        if name not in edition.definition.fields
    }
    found.kept = {**gone, **edition.kept}
    return found


def words(edition: Edition) -> Definition:
    """Return the definition of an edition, which has the words of earlier ones beside its own."""
    found = edition.definition
    for one in edition.earlier.values():
        found = with_names_of(one.definition, found)
    return found


def bound(fingerprint: str, name: str) -> str:
    """Return what the clock of an edition is known by in others."""
    return f"{fingerprint}/{name}"


def edition_then(edition: Edition, fingerprint: str) -> Edition:
    """Return the one of the editions that a case followed that has this fingerprint."""
    if fingerprint == edition.fingerprint:
        return edition
    return edition.earlier.get(fingerprint, edition)


class Origin(NamedTuple):
    """The edition a cycle began under, and the clock it is counted by."""

    edition: Edition
    clock: Clock


def origins(edition: Edition, events: Iterable[Event]) -> dict[Cycle, Origin]:
    """Return where each cycle of a history comes from; ``edition`` is that of the case now."""
    then, found = edition, dict[Cycle, Origin]()
    for event in events:
        payload: Mapping[str, Any] = event.payload
        if event.type == "opened":
            then = edition_then(edition, payload["edition"])
        elif event.type in MIGRATING:
            then = edition_then(edition, payload["to_edition"])
        for move in moves_of(event):
            if move["change"] == "armed":
                found[move["name"], move["cycle"]] = _origin(edition, then, move)
    return found


def _origin(edition: Edition, then: Edition, move: Mapping[str, Any]) -> Origin:
    by = move.get("counted_by")
    if by is None:
        return Origin(then, then.clocks[move["name"]])
    return Origin(edition_then(edition, by.partition("/")[0]), edition.clocks[by])
