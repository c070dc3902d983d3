"""What happened to a case, by the names that its present edition has for it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from workflow.engine.events import Event

_NAMED = {"trigger": "steps", "from": "states", "to": "states", "deadline": "deadlines"}


class Renaming(NamedTuple):
    """What states, steps and deadlines are called since a case follows another edition."""

    states: Mapping[str, str] = {}
    steps: Mapping[str, str] = {}
    deadlines: Mapping[str, str] = {}


def as_called_now(history: Iterable[Event], last: Renaming | None = None) -> list[Event]:
    """Return a history with every name as it is now, or as it is to be after a ``last`` renaming.

    What a migration renamed that was undone is called as before.
    """
    events = list(history)
    renamings: list[tuple[int, Renaming]] = []
    for event in events:
        if event.type == "migrated":
            renamings.append((event.seq, _of(event)))
        elif event.type == "migration_undone":
            renamings.pop()
    if last is not None and events:
        renamings.append((events[-1].seq + 1, last))
    for seq, renaming in renamings:
        if any(renaming):
            events = [_renamed(one, renaming) if one.seq < seq else one for one in events]
    return events


def _of(event: Event) -> Renaming:
    payload: Mapping[str, Any] = event.payload
    return Renaming(*(payload.get(name, {}) for name in ("states", "steps", "renamed")))


def _renamed(event: Event, renaming: Renaming) -> Event:
    known: Mapping[str, Mapping[str, str]] = renaming._asdict()
    changed = {
        name: known[part].get(value, value)
        for name, part in _NAMED.items()
        if isinstance(value := event.payload.get(name), str)
    }
    return event._replace(payload={**event.payload, **changed})
