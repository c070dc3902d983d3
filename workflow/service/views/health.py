"""What a daemon does, and what waits for somebody: plain values. Instants are aware UTC."""

from datetime import datetime
from typing import Literal, NamedTuple

from workflow.service.views.upkeep import GapView
from workflow.store.daemons import Rest

Attention = Literal["stuck", "late", "trouble", "set_aside", "recurring", "unsent", "given_up"]
"""What somebody should look at.

``stuck``: a daemon lives, but does not look for what is due. ``late``: something is due for more
than a minute and did not fire. ``trouble``: a daemon reports an error. ``set_aside``: cases cannot
be processed. ``recurring``: what recurs failed, and is tried again. ``unsent``: messages could not
be sent and are tried again, wait on a channel that does not work, or nobody sends them.
``given_up``: messages are tried no more.
"""


class RestView(NamedTuple):
    """A channel that does not work, and why. It is tried again after ``until``, or is just now."""

    channel: str
    until: datetime | None
    reason: str


class DaemonView(NamedTuple):
    """A daemon, as it last wrote of itself.

    ``seen_at`` is when that was, ``swept_at`` when it last looked for what is due. What it fired
    last was ``late_seconds`` late. ``trouble`` is its last error, empty once it recovered.
    ``lives`` is whether it was seen lately, and did not stop. ``once``: it is the last single round
    on its host, which a scheduler starts; it lives if that was lately. ``channels`` are those by
    which it sends, ``None`` if they are not known; ``resting`` are those of them that do not work.
    """

    id: str
    host: str
    process: int
    version: str
    started_at: datetime
    seen_at: datetime
    swept_at: datetime | None
    late_seconds: float | None
    trouble: str
    stopped_at: datetime | None
    channels: tuple[str, ...] | None
    resting: tuple[Rest, ...]
    lives: bool
    once: bool = False


class OutboxView(NamedTuple):
    """How many messages wait, could not be sent and are tried again, and were given up.

    Those that could not be sent are among those that wait. ``unserved`` are the channels by which
    no living daemon sends, or, if none lives, on which nobody has tried something for ten minutes;
    so many are ``untried`` there, and not counted as tried again. ``resting`` are the channels that
    do not work, on which something waits: what does goes by itself as soon as they do.
    """

    waiting: int
    failed: int
    given_up: int
    unserved: tuple[str, ...] = ()
    untried: int = 0
    resting: tuple[RestView, ...] = ()


class PendingView(NamedTuple):
    """What waits: cases set aside, times that something recurs that failed, messages."""

    aside: int
    recurring: int
    outbox: OutboxView


class HealthView(NamedTuple):
    """Whether a daemon lives, and what somebody should look at.

    ``daemons`` begin with the one seen last. ``next_due`` is when something is due to fire next;
    that it is past is what ``late_seconds`` says. ``recurring`` times something that recurs failed
    and is tried again. ``gap`` is the last time in which nothing ran.
    """

    daemons: tuple[DaemonView, ...]
    next_due: datetime | None
    late_seconds: float
    aside: int
    outbox: OutboxView
    gap: GapView | None
    attention: tuple[Attention, ...]
    recurring: int = 0

    @property
    def lives(self) -> bool:
        """Whether a daemon lives."""
        return any(one.lives for one in self.daemons)

    @property
    def vanished(self) -> tuple[DaemonView, ...]:
        """Daemons that were killed or cut off while others live, none of them on their host."""
        hosts = {one.host for one in self.daemons if one.lives and not one.once}
        return tuple(
            one
            for one in self.daemons
            if hosts and one.host not in hosts and one.stopped_at is None and not one.once
        )
