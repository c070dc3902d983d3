"""Voiding what a wrong clock fired: case by case, each a transaction, refusals told at the end.

What people did by that clock is put right with it, once somebody says what it really was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from workflow.engine import decide
from workflow.engine.case import Case
from workflow.engine.decide import Situation
from workflow.engine.events import Decision, Event, moves_of
from workflow.engine.really import Ahead, Truth, truth
from workflow.engine.succession import last_of
from workflow.errors import InputImpossible, StoreError, WorkflowError
from workflow.service.acting import act, consider
from workflow.service.house import House
from workflow.service.naming import serial_of
from workflow.service.opening import local_instant
from workflow.service.repeating import Asked
from workflow.service.scheduling import look_again
from workflow.service.views import CountedAnew, PutRight, RightAlready, Voided, VoidingReport
from workflow.store.ahead import opened_around
from workflow.store.events import cases_recorded
from workflow.translation import gettext

# Further from UTC is no place.
_FURTHEST = timedelta(hours=15)
When = datetime | str
Told = TypeVar("Told", Voided, PutRight)
Around = tuple[datetime | None, datetime | None]


class Between(NamedTuple):
    """The first and the last time the wrong clock showed, and what the first was ``really``.

    The same time takes back what was said by a mistake.
    """

    since: When
    until: When
    really: When | None = None

    def at(self, zone: str, now: datetime) -> Ahead:
        """Return the clock by the local time of a zone. Raises ``InputInvalid``."""
        first, last = local_instant(self.since, zone), local_instant(self.until, zone)
        assert first is not None  # noqa: S101 - both were given
        assert last is not None  # noqa: S101
        if last < first:
            raise InputImpossible(str(self.until), gettext("a time that is not before the first"))
        really = local_instant(self.really, zone)
        if really is not None and really > first:
            raise InputImpossible(
                str(self.really), gettext("a time that is not after what the clock showed")
            )
        if really is not None and really > now:
            raise InputImpossible(str(self.really), gettext("a time that is not to come"))
        return Ahead(first, last, really)


def void_fired(
    house: House,
    between: Between,
    *,
    reason: str,
    actor: str,
    cases: Sequence[str | int] | None,
    dry_run: bool,
) -> VoidingReport:
    """Void what fired in each case; see ``Workflow.void_fired``."""
    # A time that is local somewhere may be to come elsewhere.
    ahead = between.at("UTC", house.now() + _FURTHEST)
    found, refused = list[_Deciding](), list[tuple[str, str]]()
    for name in _candidates(house, ahead) if cases is None else cases:
        one = _Deciding(between, reason, actor)
        try:
            one.around = _around(house, name, ahead)
            if dry_run:
                consider(house, name, one)
            else:
                act(house, name, Asked("void", actor), one)
        except StoreError:
            raise
        except WorkflowError as error:
            refused.append((str(name), str(error)))
        else:
            found.append(one)
            refused += _unknown(one)
    if not dry_run:
        with house.transactions.writing() as connection:
            look_again(connection, house.directory(connection), house.now())
    return VoidingReport(
        _each_once(each for one in found for each in _voided(one.decision)),
        tuple(refused),
        dry_run,
        _each_once(each for one in found for each in _put_right(one.decision, house.now())),
        tuple(each for one in found for each in _already(one)),
    )


class _Deciding:
    """Decides about one case, and remembers what was decided last: that is what was written."""

    decision: Decision
    case: Case
    truth: Truth
    history: Sequence[Event]

    def __init__(self, between: Between, reason: str, actor: str) -> None:
        self.around: Around = (None, None)
        self._between = between
        self._reason = reason
        self._actor = actor

    def __call__(self, situation: Situation) -> Decision:
        case, now = situation.case, situation.now
        after, before = self.around
        ahead = self._between.at(case.zone, now)._replace(after=after, before=before)
        self.case, self.history = case, list(situation.context.history(case))
        self.truth = truth(case, self.history, ahead, now)
        self.decision = decide.decide_voiding(
            situation, ahead, reason=self._reason, actor=self._actor
        )
        return self.decision


def _candidates(house: House, ahead: Ahead) -> list[str]:
    """Return the cases in which something may have fired, or been done, wherever they are."""
    with house.transactions.reading() as connection:
        return cases_recorded(connection, *_anywhere(ahead))


def _around(house: House, name: str | int, ahead: Ahead) -> Around:
    """Return when the cases before and after one were opened, if it is said what it really was."""
    if ahead.really is None:
        return None, None
    with house.transactions.reading() as connection:
        return opened_around(connection, serial_of(name), *_anywhere(ahead), house.now())


def _anywhere(ahead: Ahead) -> tuple[datetime, datetime]:
    return ahead.since - _FURTHEST, ahead.until + _FURTHEST


def _unknown(one: _Deciding) -> Iterator[tuple[str, str]]:
    """Yield a case in which somebody acted by the wrong clock, if nobody said when it was."""
    text = gettext(
        "acts were recorded by a clock that was ahead (event {events}). Say with --really what it "
        "was when the clock showed the first of the two times; promises count from then."
    )
    if one.truth.unknown:
        seqs = map(str, one.truth.unknown)
        yield one.case.number, text.format(events=gettext(", ").join(seqs))


def _already(one: _Deciding) -> Iterator[RightAlready]:
    """Yield a case in which nothing is left to do, with the event that put it right."""
    if one.decision.events or one.truth.unknown:
        return
    for event in reversed(one.history):
        payload: Mapping[str, Any] = event.payload
        putting = event.type in {"firing_voided", "clock_corrected"}
        if putting and not one.truth.wrong.isdisjoint(payload["events"]):
            yield RightAlready(one.case.number, event.seq, event.at, one.case.zone)
            return


def _each_once(found: Iterable[Told]) -> tuple[Told, ...]:
    """Return each once: of two cases that have to do with each other both may tell the same."""
    return tuple(dict.fromkeys(found))


def _voided(decision: Decision) -> Iterator[Voided]:
    for other in decision.others:
        yield from _voided(other)
    for event in decision.events:
        if event.type != "firing_voided":  # what clocks that follow the case did upon it
            continue
        payload: Mapping[str, Any] = event.payload
        again = any(one["change"] == "armed" for one in payload["deadlines"])
        # What is put right of it in the same decision is another cycle once more.
        key = last_of(decision.events, payload["deadline"], payload["cycle"])
        state = decision.case.deadlines[key] if again else None
        yield Voided(
            case=decision.case.number,
            deadline=payload["deadline"],
            cycle=payload["cycle"],
            fired=tuple(payload["fired"]),
            did=tuple(payload["did"]),
            again=again,
            due_at=state.due_at if state is not None and state.paused_at is None else None,
            paused_at=None if state is None else state.paused_at,
            zone=decision.case.zone,
            owed=payload.get("owed", True),
        )


def _put_right(decision: Decision, now: datetime) -> Iterator[PutRight]:
    case = decision.case
    for other in decision.others:
        yield from _put_right(other, now)
    for event in decision.events:
        if event.type != "clock_corrected":
            continue
        payload: Mapping[str, Any] = event.payload
        going_on = [one for one in moves_of(event) if one["change"] == "armed"]
        anew = [
            CountedAnew(
                one["name"],
                one["cycle"],
                case.deadlines[f"{one['name']}/{one['continues']}"].due_at,
                one["due_at"],
                case.zone,
                one["due_at"] <= now,
            )
            for one in going_on
        ]
        yield PutRight(case.number, tuple(payload["events"]), tuple(anew))
