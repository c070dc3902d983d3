"""What fired and turned out to be none, and which event says so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from workflow.engine.events import Event
from workflow.engine.ladder import MISS

Cycle = tuple[str, int]


def voided_by(events: Iterable[Event]) -> dict[int, int]:
    """Return the events of rungs and misses that are void, each with the event that voided it.

    Both by their numbers. With a miss that was none go the rungs after it; reminders stay.
    """
    found: dict[int, int] = {}
    missed: defaultdict[Cycle, list[int]] = defaultdict(list)
    before: dict[Cycle, Cycle] = {}
    for event in events:
        payload: Mapping[str, Any] = event.payload
        if event.type == "deadline_missed" or (
            event.type == "rung_fired" and payload["rung"].startswith(MISS)
        ):
            missed[payload["deadline"], payload["cycle"]].append(event.seq)
        moves = payload.get("deadlines") or ()
        before |= {
            (one["name"], one["cycle"]): (one["name"], one["continues"])
            for one in moves
            if one.get("continues") is not None
        }
        void = [*payload["events"]] if event.type == "firing_voided" else []
        for cycle in _ended(event, before):
            void += _of_line(cycle, missed, before)
        for seq in void:
            found.setdefault(seq, event.seq)
    return found


def _ended(event: Event, before: Mapping[Cycle, Cycle]) -> Iterable[Cycle]:
    """Yield the cycles whose miss an event voids; of one that goes on it only ends the cycle."""
    payload: Mapping[str, Any] = event.payload
    if event.type == "miss_voided":
        yield payload["deadline"], payload["cycle"]
    going_on = set(before.values())
    for one in payload.get("deadlines") or ():
        if one["change"] == "voided" and (one["name"], one["cycle"]) not in going_on:
            yield one["name"], one["cycle"]


def _of_line(
    cycle: Cycle | None, missed: Mapping[Cycle, list[int]], before: Mapping[Cycle, Cycle]
) -> Iterable[int]:
    """Yield what was missed of a cycle, and of those in whose place it came."""
    while cycle is not None:
        yield from missed.get(cycle, ())
        cycle = before.get(cycle)
