"""When things really happened that stand on record at a time that a wrong clock showed.

An event keeps both: ``at`` and when it was recorded. What a clock recorded that was ahead is wrong
in both, and what it really was somebody has to say. What was done after it by a clock that is right
could not be recorded as before it: it stands at a time to come, but it is known when that was.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from workflow.calendars.local import show_local, zone
from workflow.engine.case import Case
from workflow.engine.cycles import instant
from workflow.engine.events import FIRED, SILENT, Event, void_by
from workflow.engine.timing import MINUTE, TOLERATED_SKEW
from workflow.errors import NotReallyThen
from workflow.translation import gettext

_FOLLOWING = frozenset({"deadlines_moved", "miss_voided"})
"""What follows from what was done before it, in the same decision."""
_BEGINNING = datetime.min.replace(tzinfo=UTC)


class Ahead(NamedTuple):
    """A clock that was ahead: what it showed, and what it ``really`` was when it showed ``since``.

    Without ``really`` nobody has said it. ``after`` and ``before`` is when, by a clock that was
    right, the case before this one and the one after it were opened, if that is known.
    """

    since: datetime
    until: datetime
    really: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None

    def showed(self, instant: datetime) -> bool:
        """Whether the clock showed an instant while it was ahead."""
        return self.since <= instant <= self.until

    @property
    def none(self) -> bool:
        """Whether it was no such clock: it was what it showed. So it is said of a mistake."""
        return self.really == self.since

    def true(self, shown: datetime) -> datetime:
        """Return what it was when the clock showed an instant; that itself if nobody said it."""
        return shown if self.really is None else shown - (self.since - self.really)


class Truth(NamedTuple):
    """When each event really was, by its number: ``before``, as far as it was known, and ``now``.

    ``wrong`` are those that a clock recorded while it was ahead, ``early`` is what a right one let
    fire at a time that was to come, since an act stood there. ``acts`` are those of which it is new
    when they were; of ``unknown`` ones somebody has to say it. ``recorded`` is when wrong acts
    were really written down.
    """

    before: Mapping[int, datetime]
    now: Mapping[int, datetime]
    wrong: frozenset[int]
    early: frozenset[int]
    acts: tuple[int, ...]
    unknown: tuple[int, ...]
    recorded: Mapping[int, datetime]


def true_times(history: Iterable[Event]) -> dict[int, datetime]:
    """Return when acts really were, by their numbers, as far as a history says so."""
    found: dict[int, datetime] = {}
    for one in history:
        if one.type == "clock_corrected":
            payload: Mapping[str, Any] = one.payload
            times = map(instant, payload.get("times", ()))
            found.update(zip(payload["events"], times, strict=False))
    return found


def as_it_was(history: Iterable[Event]) -> list[Event]:
    """Return a history with the times at which things really happened, as far as it says so."""
    history = [*history]
    known = true_times(history)
    if not known:
        return history
    return [one._replace(at=known[one.seq]) if one.seq in known else one for one in history]


def truth(case: Case, history: Iterable[Event], ahead: Ahead, now: datetime) -> Truth:
    """Return when everything in a case really was, by what is said of a clock that was ahead.

    Raises ``NotReallyThen`` if that cannot be.
    """
    history = [*history]
    wrong = frozenset(_wrong(history, ahead, now))
    if ahead.really is not None:
        check_order(case, history, wrong, ahead, now)
    reading = _Reading(history, wrong, ahead, now)
    for one, cause in _caused(history):
        reading.take(one, cause)
    return Truth(
        before=reading.before,
        now=reading.now,
        wrong=frozenset() if ahead.none else wrong,
        early=frozenset(reading.early),
        acts=tuple(reading.acts),
        unknown=tuple(reading.unknown),
        recorded=reading.recorded,
    )


def _wrong(history: Iterable[Event], ahead: Ahead, now: datetime) -> Iterator[int]:
    """Yield what a clock recorded while it was ahead.

    If it shows an earlier time than it did before, it was put right: what it showed while it was
    ahead comes once more then, by a clock that is right.
    """
    latest, right = _BEGINNING, False
    for one in history:
        at = one.recorded_at
        right = right or latest - at > TOLERATED_SKEW
        if ahead.showed(at) and (at > now or not right):
            latest = max(latest, at)
            yield one.seq


def _caused(history: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    """Yield each event with the one that it follows from, which may be itself."""
    cause: Event | None = None
    for one in history:
        if cause is None or one.type not in _FOLLOWING or one.recorded_at != cause.recorded_at:
            cause = one
        yield one, cause


class _Reading:
    """Reads a history in order. ``earliest`` is when the last of it was that is right."""

    def __init__(
        self, history: Iterable[Event], wrong: Container[int], ahead: Ahead, now: datetime
    ) -> None:
        self.before: dict[int, datetime] = {}
        self.now: dict[int, datetime] = {}
        self.early: set[int] = set()
        self.acts: list[int] = []
        self.unknown: list[int] = []
        self.recorded: dict[int, datetime] = {}
        self._wrong = wrong
        self._ahead = ahead
        self._today = now
        self._known = true_times(history)
        self._void = {seq for one in history for seq in void_by(one)}
        self._earliest = _BEGINNING

    def take(self, event: Event, cause: Event) -> None:
        """Take one event, which follows from ``cause``."""
        seq, at = event.seq, event.at
        self.before[seq] = self.now[seq] = at
        if event.type in FIRED:
            self._fired(event)
        elif event is not cause:
            # What followed from a firing is put back with it: that was at no time.
            if cause.type not in SILENT and at == cause.at:
                self.before[seq], self.now[seq] = self.before[cause.seq], self.now[cause.seq]
        elif event.type not in SILENT:
            self._act(event)

    def _fired(self, event: Event) -> None:
        if event.seq in self._void or event.seq in self._wrong:
            return
        if self._is_pushed(event):
            self.early.add(event.seq)
        elif event.recorded_at <= self._today:
            self._earliest = max(self._earliest, event.at)

    def _act(self, event: Event) -> None:
        seq, wrong = event.seq, event.seq in self._wrong
        known = self._known.get(seq)
        said = wrong and self._ahead.really is not None
        true = before = event.at if known is None else known
        if wrong:
            told = self._ahead.true(event.recorded_at) if said or known is None else known
            self.recorded[seq] = min(told, self._today)
        if said:
            true = _shifted(event, self._ahead)
        elif known is None and not wrong and self._is_pushed(event):
            true = event.recorded_at
        if true != event.at:
            true = min(max(true, self._earliest), self._today)
        self.before[seq], self.now[seq] = before, true
        if true != before or (said and known is None and not self._ahead.none):
            self.acts.append(seq)
        elif wrong and known is None and not said:
            self.unknown.append(seq)
            return
        if true <= self._today:
            self._earliest = max(self._earliest, true)

    def _is_pushed(self, event: Event) -> bool:
        """Whether an event stands at a time to come only since something wrong stood there."""
        return event.at - max(event.recorded_at, self._earliest) > TOLERATED_SKEW


def _shifted(event: Event, ahead: Ahead) -> datetime:
    """Return when an act really was that a wrong clock recorded."""
    latest = ahead.true(event.recorded_at)
    if event.at > latest or ahead.showed(event.at):
        return min(ahead.true(event.at), latest)
    return event.at  # somebody said when, by another clock


def check_order(
    case: Case, history: Iterable[Event], wrong: Container[int], ahead: Ahead, now: datetime
) -> None:
    """Raise ``NotReallyThen`` unless what a wrong clock recorded comes where it stands in order.

    People say a time to the minute, so that much is let pass.
    """
    known = true_times(history)
    void = {seq for one in history for seq in void_by(one)}
    before: Event | None = None
    said: tuple[int, datetime] | None = None
    for one in history:
        if one.seq in wrong:
            said = one.seq, ahead.true(one.recorded_at)
            if before is not None and before.recorded_at - said[1] >= MINUTE:
                text = gettext("event {other} was recorded before it, at {time}.")
                raise _not_then(case, said, text, before.seq, before.recorded_at)
            if said[1] - now >= MINUTE:
                raise _not_then(case, said, gettext("it is only {time} now."), 0, now)
            if one.type == "opened":
                _check_opened(case, said, ahead)
        elif not _is_doubtful(one, known, void, now):
            if said is not None and said[1] - one.recorded_at >= MINUTE:
                text = gettext("event {other} was recorded after it, at {time}.")
                raise _not_then(case, said, text, one.seq, one.recorded_at)
            before = one


def _check_opened(case: Case, said: tuple[int, datetime], ahead: Ahead) -> None:
    if ahead.after is not None and ahead.after - said[1] >= MINUTE:
        text = gettext("the case before this one was opened at {time}.")
        raise _not_then(case, said, text, 0, ahead.after)
    if ahead.before is not None and said[1] - ahead.before >= MINUTE:
        text = gettext("the case after this one was opened at {time}.")
        raise _not_then(case, said, text, 0, ahead.before)


def _is_doubtful(
    event: Event, known: Mapping[int, datetime], void: Container[int], now: datetime
) -> bool:
    """Whether another clock that was wrong may have recorded an event."""
    at = event.recorded_at
    return at > now or event.seq in void or known.get(event.seq, at) < at


def _not_then(
    case: Case, said: tuple[int, datetime], text: str, other: int, time: datetime
) -> NotReallyThen:
    local = zone(case.zone)
    reason = text.format(other=other, time=show_local(time, local))
    return NotReallyThen(case.number, said[0], show_local(said[1], local), reason)
