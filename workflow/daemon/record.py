"""What a daemon remembers of its own work, for whoever looks at it. Safe to share by threads."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from threading import Event, Lock
from typing import NamedTuple

from workflow.service.views import Fired
from workflow.store.daemons import Rest


class Recorded(NamedTuple):
    """What was done since the daemon started; ``late_seconds`` is of what fired last.

    ``sent`` and ``failures`` are by channel. ``troubles`` are the errors of now, ``channels`` those
    by which it sends now, if it does already, and ``resting`` those of them that do not work.
    ``reread``: the settings are as they stood when it was last told to read them.
    """

    fired: int
    late_sum: float
    late_most: float
    late_seconds: float | None
    swept_at: datetime | None
    sent: dict[str, int]
    failures: dict[str, int]
    troubles: tuple[str, ...]
    channels: tuple[str, ...] | None
    resting: tuple[Rest, ...]
    reread: bool = True


class Change(NamedTuple):
    """What is new of the troubles of a daemon, and whether the last of them is over."""

    new: frozenset[str]
    recovered: bool


class Record:
    """Counts what is done. ``changed`` is set when a channel stops or begins again to work."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.changed = Event()
        self._fired = 0
        self._late_sum = self._late_most = 0.0
        self._late: float | None = None
        self._swept_at: datetime | None = None
        self._sent: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._troubles: dict[str, frozenset[str]] = {}
        self._channels: tuple[str, ...] | None = None
        self._resting: dict[str, Rest] = {}
        self._broken: Callable[[], Sequence[str]] = tuple
        self._not_reread: tuple[str, ...] = ()

    def asks(self, broken: Callable[[], Sequence[str]]) -> None:
        """Let it be asked what else is wrong, whenever somebody looks."""
        self._broken = broken

    def reread(self, *why_not: str) -> None:
        """Remember why the settings could not be read again, until they can: then say nothing."""
        with self._lock:
            self._not_reread = why_not
        self.changed.set()

    def channels(self, names: Iterable[str]) -> None:
        """Count on these channels, by which it sends now: what was not done yet is 0."""
        with self._lock:
            self._resting.clear()  # whoever sends by them now has not tried yet
            self._channels = tuple(names)
            for name in self._channels:
                self._sent[name] += 0
                self._failures[name] += 0

    def swept(self, now: datetime, fired: Sequence[Fired]) -> None:
        """Count what a sweep fired."""
        late = [max(0.0, (one.at - one.due_at).total_seconds()) for one in fired]
        with self._lock:
            self._swept_at = now
            if late:
                self._fired += len(late)
                self._late_sum += sum(late)
                self._late_most = max(self._late_most, *late)
                self._late = late[-1]

    def sent(self, channel: str) -> None:
        """Count a delivery that went out: its channel works."""
        with self._lock:
            self._sent[channel] += 1
            works_again = self._resting.pop(channel, None) is not None
        if works_again:
            self.changed.set()

    def failed(self, channel: str) -> None:
        """Count a delivery that could not be sent."""
        with self._lock:
            self._failures[channel] += 1

    def rests(self, rest: Rest) -> None:
        """Remember that a channel does not work, until something goes out by it."""
        with self._lock:
            self._resting[rest.channel] = rest
        self.changed.set()

    def troubled(self, whose: str, texts: Iterable[str]) -> Change:
        """Remember what keeps somebody from working: nothing, if they recovered."""
        with self._lock:
            before = self._all_troubles()
            self._troubles[whose] = frozenset(texts)
            after = self._all_troubles()
        return Change(after - before, recovered=bool(before) and not after)

    def read(self) -> Recorded:
        """Return all of it as it is now."""
        broken = self._broken()
        with self._lock:
            return Recorded(
                self._fired,
                self._late_sum,
                self._late_most,
                self._late,
                self._swept_at,
                dict(self._sent),
                dict(self._failures),
                tuple(sorted(self._all_troubles().union(broken, self._not_reread))),
                self._channels,
                tuple(self._resting[one] for one in self._channels or () if one in self._resting),
                not self._not_reread,
            )

    def _all_troubles(self) -> frozenset[str]:
        return frozenset().union(*self._troubles.values())
