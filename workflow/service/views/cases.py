"""A case: as it is, as a line of a list, its events, its documents, and the answer to an act."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from workflow.calendars.rules import Text
from workflow.definition import kinds

Value = kinds.Value | None


class AvoidView(NamedTuple):
    """A phrase to avoid, the field that says it (if one does), and what to say instead."""

    phrase: str
    instead: Text
    field: str = ""
    only_warned: bool = False


class BarredView(NamedTuple):
    """Why who owns a case must not: the owner ``did`` the act, ``owned`` the case in the state, or
    is ``named`` in the field that ``thing`` names; ``reason`` says it in words.

    With a ``step`` the owner may own the case and must not do the step, which nobody else may.
    """

    owner: str
    kind: Literal["did", "owned", "named"]
    thing: str
    reason: str
    step: str = ""
    step_title: Text | None = None


class Receipt(NamedTuple):
    """The answer to an act: what the case is now. The same key gives the same receipt again.

    The rest is told with the act itself and not again. ``clock_behind`` is set when the clock of
    this machine shows an earlier time than the last event of the case, by more than five seconds:
    one of the two was recorded with a wrong clock. ``role_empty`` names the role that should own
    the case and that nobody holds at its site, ``unfilled`` the duties that came to somebody else
    for the same reason, each with the role. ``avoid`` are phrases that a text says and had
    better not: by its field, with what to say instead. ``opened`` are the numbers of the cases that
    the act opened (told again with the same key), ``elsewhere`` those of them that nobody with the
    role could own, each with the role and who owns it instead; ``same`` are those of open cases
    with the same data. ``stands`` are fields that were corrected and had said when a step happened,
    each with the step: that did not move. ``barred`` says why the owner must not own the case.
    """

    case: str
    version: int
    state: str
    owner: str | None
    repeated: bool = False
    clock_behind: timedelta | None = None
    role_empty: str | None = None
    avoid: tuple[AvoidView, ...] = ()
    opened: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    unfilled: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str, str], ...] = ()
    stands: tuple[tuple[str, str], ...] = ()
    barred: tuple[BarredView, ...] = ()


class FieldView(NamedTuple):
    """A value of a case. ``value`` is ``None`` when it was erased, or ``withheld``: there is one,
    and who reads does not see it."""

    name: str
    title: Text
    value: Value
    personal: bool
    erased: bool = False
    withheld: bool = False


class DeadlineView(NamedTuple):
    """One cycle of a deadline.

    ``status``: armed, paused, met, missed, ran_out, voided, cancelled. What nobody ``owed`` is
    never missed: it is ``ran_out`` as soon as its time is over, whether or not a sweep has recorded
    that, and whether or not it was done after that.

    ``over_at`` is when it was over, for whatever reason, ``done_at`` the same if it was over
    because what was promised was ``done``. ``released``: it was missed, or so it seemed until what
    came first was recorded, and was over before anybody did it: nobody owes it any more. One that
    is cancelled without ``over_at`` does not apply at present. ``agreed``: it is due at the very
    time that a field names, which nothing has moved. ``estimated`` are the years it is counted in,
    while it runs, whose official arrangement was not known to the official days it is counted by;
    ``kept``: newer ones do not move it. ``paused_at`` is since when it is paused. ``overdue``: it
    is not done and its time is over, whether or not a sweep has recorded the miss (``status`` says
    that).
    """

    name: str
    title: Text
    cycle: int
    status: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None
    next_at: datetime | None
    agreed: bool
    estimated: tuple[int, ...] = ()
    paused_at: datetime | None = None
    overdue: bool = False
    kept: bool = False
    released: bool = False
    over_at: datetime | None = None
    owed: bool = True

    @property
    def running(self) -> bool:
        """Whether what was promised is still owed, or its time has not run out."""
        return self.over_at is None and self.status in {"armed", "paused", "missed"}

    @property
    def done(self) -> bool:
        """Whether what was promised was done, in time or not."""
        return self.done_at is not None


class DutyView(NamedTuple):
    """A duty of a case. ``status``: open, done, waived; ``who`` owes it, or did; it was opened so
    many ``times``, last at ``opened_at``."""

    name: str
    title: Text
    status: str
    who: str
    opened_at: datetime
    settled_at: datetime | None = None
    times: int = 1


class SaidView(NamedTuple):
    """Words to say at an ``occasion``, filled in: opening, say, apology, holding or closing.

    ``scope`` says whose they are: those of the ``definition``, the ``state``, the ``step``, or
    the ``branch`` of a step that is taken ``when`` a condition holds and leads ``to`` a state.
    """

    scope: str
    occasion: str
    text: str
    step: str = ""
    when: str | None = None
    to: str | None = None


class ScriptView(NamedTuple):
    """What to say in a case, or with one of its steps, and what not to."""

    case: str
    definition: str
    edition: str
    said: tuple[SaidView, ...]
    avoid: tuple[AvoidView, ...]


class NextView(NamedTuple):
    """A step that is possible now: who may do it, and what it needs.

    With ``since`` it is possible from then on only; ``until`` is the last instant at which it is.
    One that ``merges`` the case needs to be told into which. ``narrowed`` says of which fields it
    takes only some values, ``reads_back`` what is to be read back, ``takes`` what may be given with
    it and need not. It is refused as long as the duties it ``waits_for`` are open.
    """

    trigger: str
    title: Text
    by: tuple[str, ...]
    needs: tuple[str, ...]
    needs_if: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    since: datetime | None = None
    until: datetime | None = None
    merges: bool = False
    narrowed: Mapping[str, tuple[str, ...]] = {}
    reads_back: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


class PendingView(NamedTuple):
    """What is due ``since`` then and no sweep has done: it comes before any step.

    ``state``, ``owner`` and ``final`` are as they are once it is done. With an ``error`` it cannot
    be, and no step is possible until it can.
    """

    since: datetime
    state: str
    state_title: Text
    final: bool
    owner: str
    error: str = ""


class AsideView(NamedTuple):
    """Why a case could not be processed, and when it is tried again."""

    since: datetime
    attempts: int
    error: str
    retry_at: datetime


Relation = Literal["parent", "child", "merged_into", "merged"]


class RelatedView(NamedTuple):
    """A case that another belongs together with.

    ``relation``: it is the ``parent`` the other was opened from, a ``child`` opened from it, the
    one it was ``merged_into``, or one that was ``merged`` into it. Of one that is ``withheld`` from
    who reads neither state nor owner is here.
    """

    relation: Relation
    case: str
    definition: str
    title: Text
    state: str | None = None
    state_title: Text | None = None
    final: bool | None = None
    owner: str | None = None
    withheld: bool = False


class CaseView(NamedTuple):
    """A case as it is now. ``case`` is its full number, ``serial`` its serial.

    ``next`` is what is possible now: with what is ``pending`` done first, as it is before any act.
    ``followed`` are the editions it followed before, the oldest first.
    ``script`` is what the definition has people say while the case is in its state. ``barred``
    says why the owner must not own it. ``promises`` are the numbers, from 1, of the promises of
    its edition that it may break, for it was moved there although it may.
    """

    case: str
    serial: int
    version: int
    definition: str
    title: Text
    edition: str
    site: str
    zone: str
    department: str | None
    state: str
    state_title: Text
    final: bool
    owner: str | None
    opened_at: datetime
    fields: tuple[FieldView, ...]
    deadlines: tuple[DeadlineView, ...]
    next: tuple[NextView, ...]
    aside: AsideView | None
    script: tuple[SaidView, ...] = ()
    related: tuple[RelatedView, ...] = ()
    followed: tuple[str, ...] = ()
    duties: tuple[DutyView, ...] = ()
    pending: PendingView | None = None
    barred: tuple[BarredView, ...] = ()
    promises: tuple[int, ...] = ()
