"""What fired and turned out to be none, and which event says so."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from workflow.engine.events import Event, moves_of, void_by
from workflow.engine.ladder import MISS
from workflow.engine.succession import Cycle, line, predecessors


def voided_by(events: Iterable[Event]) -> dict[int, int]:
    """Return the events of rungs and misses that are void, each with the event that voided it.

    Both by their numbers. With a miss that was none go the rungs after it; reminders stay.
    """
    found: dict[int, int] = {}
    missed: defaultdict[Cycle, list[int]] = defaultdict(list)
    history = [*events]
    before = predecessors(history)
    going_on = set(before.values())
    for event in history:
        payload: Mapping[str, Any] = event.payload
        if event.type == "deadline_missed" or (
            event.type == "rung_fired" and payload["rung"].startswith(MISS)
        ):
            missed[payload["deadline"], payload["cycle"]].append(event.seq)
        void = [*void_by(event)]
        for ended in _ended(event, going_on):
            void += [seq for one in line(ended, before) for seq in missed.get(one, ())]
        for seq in void:
            found.setdefault(seq, event.seq)
    return found


def _ended(event: Event, going_on: Collection[Cycle]) -> Iterable[Cycle]:
    """Yield the cycles whose miss an event voids; of one that goes on it only ends the cycle."""
    payload: Mapping[str, Any] = event.payload
    if event.type == "miss_voided":
        yield payload["deadline"], payload["cycle"]
    for one in moves_of(event):
        if one["change"] == "voided" and (one["name"], one["cycle"]) not in going_on:
            yield one["name"], one["cycle"]
