"""Deadlines as the engine sees them: when they run, how long, who hears of it; and windows."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType

from workflow.calendars.amounts import SAME_TIME, Amount, Count
from workflow.calendars.rules import Text
from workflow.definition.copied import Copy
from workflow.definition.kinds import Value

Place = NewType("Place", str)
"""Where something is written: ``complaint.yaml:231``. It belongs to the wording."""

AS_USUAL = Count()


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens to a case at an instant.

    ``field``: the time a field holds; ``missed`` and ``due``: of a deadline; ``opened`` and
    ``settled``: of a duty, which is done or waived; ``closed``: the last open case closes of those
    that were opened from this one by a definition.
    """

    kind: Literal["entered", "left", "act", "field", "missed", "due", "opened", "settled", "closed"]
    name: str


def step_moments(act: str, source: str, target: str | None) -> frozenset[Moment]:
    """Return what happens with a step from a state to another, or (``None``) one that stays."""
    done = Moment("act", act)
    if target is None:
        return frozenset((done,))
    return frozenset((done, Moment("left", source), Moment("entered", target)))


def every_moment(
    act: str, sources: Iterable[str], targets: Collection[str | None]
) -> frozenset[Moment]:
    """Return all that can happen with a step from some states to others."""
    each = (step_moments(act, source, target) for source in sources for target in targets)
    return frozenset[Moment]().union(*each)


@dataclass(frozen=True, slots=True)
class Edge:
    """So long after something happened; working time is counted by a ``calendar``."""

    moment: Moment
    plus: Amount | None = None
    count: Count = AS_USUAL
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Where a window begins or ends: the later, or the earlier, of its edges."""

    of: tuple[Edge, ...]
    choose: Literal["later", "earlier"] = "later"


@dataclass(frozen=True, slots=True)
class Contact:
    """The hours in which something may be done, by a calendar; ``unless`` a condition holds."""

    calendar: str
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for a deadline: ``by`` an amount or ``to`` the time a field holds.

    It lasts ``at_most`` so much longer in all, is given ``times`` at most, and is asked before the
    deadline is due: with the act itself, or with the earlier act ``asked``.
    """

    deadline: str
    by: Amount | None = None
    to: str | None = None
    at_most: Amount | None = None
    times: int | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a deadline is; the first whose condition holds at the start is taken."""

    amount: Amount
    when: str | None = None
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Factor:
    """A limit is so many ``percent`` as long where a condition holds."""

    percent: int
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count: in a state, while a condition holds, while a duty is open."""

    state: str | None = None
    when: str | None = None
    duty: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """Which messages go out that a downtime held up: all, the latest, those not too old."""

    send: Literal["all", "latest", "recent"] = "latest"
    older_than: Amount | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who hears of it: the owner, who holds a role, who is above, a person by name, a party.

    ``duty`` is whoever owes it.
    ``head_of`` is who heads a department: the one named, or (``name`` empty) that of the case. Of a
    person and of a head the ``place`` is known, for there may be nobody of that name.
    """

    kind: Literal["owner", "role", "above", "person", "head_of", "party", "duty"]
    name: str = ""
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Send:
    """A message whose text is a ``document``. One of a step waits by the ``calendar``."""

    to: tuple[Addressee, ...]
    document: str
    urgent: bool = False
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rung that comes again, ``times`` times after the first, one ``every``."""

    every: Amount
    times: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder.

    Of a reminder exactly one of ``before`` and ``share`` (percent of the limit) is set; a rung
    after the miss has ``after`` (``None``: at once). ``does`` names a transition for ``system``,
    ``prints`` documents that go with the message, ``sends`` further messages, ``sets`` and
    ``copies`` values the case gets. A rung whose ``when`` does not hold at its instant does
    nothing, and says so.
    """

    to: tuple[Addressee, ...] = ()
    before: Amount | None = None
    share: int | None = None
    after: Amount | None = None
    does: str | None = None
    repeat: Repeat | None = None
    when: str | None = None
    prints: tuple[str, ...] = ()
    sets: Mapping[str, Value] | None = None
    sends: tuple[Send, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise with a limit, reminders before and rungs after.

    One that is not ``owed`` is a time that simply runs out: what comes then is in ``missed`` too.
    Its limit is chosen from ``within``, or it is due at the time the field ``due`` holds.
    ``calendar`` names the calendar that working time is counted by. ``urgent_when`` is a condition
    under which its messages do not wait for working time, as they never do when it is ``urgent``.
    """

    name: str
    title: Text
    starts: tuple[Moment, ...]
    met: tuple[Moment, ...]
    cancelled: tuple[Moment, ...]
    within: tuple[Limit, ...]
    count: Count
    agreed: str | None = None
    again: Literal["keep", "restart", "both"] = "restart"
    remind: tuple[Rung, ...] = ()
    missed: tuple[Rung, ...] = ()
    urgent: bool = False
    calendar: str | None = None
    due: str | None = None
    factors: tuple[Factor, ...] = ()
    applies: str | None = None
    pauses: tuple[Pause, ...] = ()
    on_resume: Literal["carry", "restart"] = "carry"
    on_change: Literal["recompute", "keep"] = "recompute"
    on_transfer: Literal["carry", "restart"] = "carry"
    on_revision: Literal["recompute", "keep"] = "recompute"
    late: Late = Late()
    urgent_when: str | None = None
    owed: bool = True


def ladders(deadline: Deadline) -> tuple[tuple[str, tuple[Rung, ...]], ...]:
    """Return the rungs before and after, each under the key that they are written under."""
    after = "missed" if deadline.owed else "over"
    return ("remind", deadline.remind), (after, deadline.missed)


def about(deadline: Deadline) -> frozenset[str]:
    """Return the duties a deadline is about: it starts when they open, or is met by them."""
    opening = [one.name for one in deadline.starts if one.kind == "opened"]
    settling = [one.name for one in deadline.met if one.kind == "settled"]
    return frozenset((*opening, *settling))


def amounts(deadline: Deadline) -> Iterator[tuple[Amount, Count]]:
    """Yield every amount of a deadline with how it is counted."""
    yield from ((one.amount, deadline.count) for one in deadline.within)
    for rung in (*deadline.remind, *deadline.missed):
        every = rung.repeat.every if rung.repeat else None
        yield from ((one, SAME_TIME) for one in (rung.before, rung.after, every) if one)
    if deadline.late.older_than is not None:
        yield deadline.late.older_than, SAME_TIME
