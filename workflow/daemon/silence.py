"""Which other daemons fell silent, told by what they write while this one writes itself."""

from collections.abc import Iterable, Iterator

from workflow.store.daemons import Heartbeat

BEATS = 4
"""So many signs of its own a daemon writes, and another none, until that one counts as gone."""


class Silence:
    """Counts for each of the others how often it has written nothing new.

    Nobody's clock is asked; and while the database lets nobody write, nobody is silent.
    """

    def __init__(self) -> None:
        self._before: dict[str, Heartbeat] = {}
        self._silent: dict[str, int] = {}

    def after(self, others: Iterable[Heartbeat]) -> Iterator[Heartbeat]:
        """Yield those that are silent for so long now, by what all have written; each once."""
        found = {one.id: one for one in others if one.stopped_at is None}
        self._silent = {
            name: self._silent.get(name, 0) + 1 if self._before.get(name) == one else 0
            for name, one in found.items()
        }
        self._before = found
        yield from (one for name, one in found.items() if self._silent[name] == BEATS)
