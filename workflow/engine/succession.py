"""Which cycles of a deadline go on in place of which: the promise of a line of them is the same."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from workflow.engine.events import Event, moves_of

Cycle = tuple[str, int]
"""A deadline's name, and the number of a cycle of it."""


def predecessors(events: Iterable[Event]) -> dict[Cycle, Cycle]:
    """Return for each cycle that goes on in place of another which one that is."""
    return {
        (move["name"], move["cycle"]): (move.get("of", move["name"]), move["continues"])
        for event in events
        for move in moves_of(event)
        if move.get("continues") is not None
    }


def line(cycle: Cycle | None, before: Mapping[Cycle, Cycle]) -> Iterator[Cycle]:
    """Yield a cycle, and those in whose place it came, the latest first."""
    while cycle is not None:
        yield cycle
        cycle = before.get(cycle)


def last_of(
    history: Iterable[Event], name: str, cycle: int, *, by: Collection[str] = ("continues",)
) -> str:
    """Return the key of the last cycle that went on from one; ``by`` are the words that say so."""
    for event in history:
        for move in moves_of(event):
            if move["name"] == name and any(move.get(word) == cycle for word in by):
                cycle = move["cycle"]
    return f"{name}/{cycle}"
