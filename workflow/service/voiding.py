"""Voiding what a wrong clock fired: case by case, each a transaction, refusals told at the end.

What people did by that clock is put right with it, once somebody says what it really was.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from workflow.engine import decide
from workflow.engine.ahead import Ahead
from workflow.engine.decide import Situation
from workflow.engine.events import FIRED, Decision, moves_of
from workflow.engine.timing import TOLERATED_SKEW
from workflow.errors import InputInvalid, StoreError, WorkflowError
from workflow.service.acting import act, consider
from workflow.service.house import House
from workflow.service.opening import local_instant
from workflow.service.repeating import Asked
from workflow.service.scheduling import look_again
from workflow.service.views import CountedAnew, PutRight, Voided, VoidingReport
from workflow.store.ahead import recorded_after
from workflow.store.cases import numbers_of
from workflow.store.events import cases_recorded
from workflow.translation import gettext

# Further from UTC is no place.
_FURTHEST = timedelta(hours=15)
When = datetime | str


class Between(NamedTuple):
    """The first and the last time the wrong clock showed, and what the first was ``really``."""

    since: When
    until: When
    really: When | None = None

    def at(self, zone: str) -> Ahead:
        """Return the clock by the local time of a zone. Raises ``InputInvalid``."""
        first, last = local_instant(self.since, zone), local_instant(self.until, zone)
        assert first is not None  # noqa: S101 - both were given
        assert last is not None  # noqa: S101
        if last < first:
            raise InputInvalid(str(self.until), gettext("a time that is not before the first"))
        really = local_instant(self.really, zone)
        if really is not None and really >= first:
            raise InputInvalid(str(self.really), gettext("a time before what the clock showed"))
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
    ahead = between.at("UTC")
    named = _candidates(house, ahead) if cases is None else cases
    voided: list[Voided] = []
    right: list[PutRight] = []
    refused: list[tuple[str, str]] = []
    for name in named:
        one = partial(_decide, between=between, reason=reason, actor=actor)
        try:
            if dry_run:
                decision = consider(house, name, one)
            else:
                kept = _Kept(one)
                act(house, name, Asked("void", actor), kept)
                decision = kept.decision
        except StoreError:
            raise
        except WorkflowError as error:
            refused.append((str(name), str(error)))
        else:
            voided.extend(_voided(decision))
            right.extend(_put_right(decision))
    refused += _left(house, ahead, cases, [one.case for one in right])
    if not dry_run:
        with house.transactions.writing() as connection:
            look_again(connection, house.directory(connection), house.now())
    return VoidingReport(tuple(voided), tuple(refused), dry_run, tuple(right))


class _Kept:
    """Decides, and remembers what was decided last: that is what was written."""

    decision: Decision

    def __init__(self, one: partial[Decision]) -> None:
        self._one = one

    def __call__(self, situation: Situation) -> Decision:
        self.decision = self._one(situation)
        return self.decision


def _decide(situation: Situation, *, between: Between, reason: str, actor: str) -> Decision:
    ahead = between.at(situation.case.zone)
    return decide.decide_voiding(situation, ahead, reason=reason, actor=actor)


def _candidates(house: House, ahead: Ahead) -> list[str]:
    """Return the cases in which something may have fired, or been done, wherever they are."""
    first, last = _anywhere(ahead)
    with house.transactions.reading() as connection:
        if ahead.really is None:
            return cases_recorded(connection, first, last, FIRED)
        return cases_recorded(connection, first, last)


def _anywhere(ahead: Ahead) -> tuple[datetime, datetime]:
    return ahead.since - _FURTHEST, ahead.until + _FURTHEST


def _left(
    house: House, ahead: Ahead, cases: Sequence[str | int] | None, right: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the cases looked at in which acts are on record that are still to come."""
    text = gettext(
        "acts were recorded by a clock that was ahead (event {events}). Say with --really what it "
        "was when the clock showed the first of the two times; promises count from then."
    )
    first, last = _anywhere(ahead)
    with house.transactions.reading() as connection:
        later = recorded_after(connection, house.now() + TOLERATED_SKEW)
        found = defaultdict[int, list[int]](list)
        for one in later:
            if first <= one.recorded_at <= last and not (one.right or one.fired):
                found[one.serial].append(one.seq)
        numbers = numbers_of(connection, found) if found else {}
    for serial, number in sorted(numbers.items()):
        named = cases is None or not {number, str(serial)}.isdisjoint(map(str, cases))
        if named and number not in right:
            yield number, text.format(events=gettext(", ").join(map(str, found[serial])))


def _voided(decision: Decision) -> Iterator[Voided]:
    for event in decision.events:
        if event.type != "firing_voided":  # what clocks that follow the case did upon it
            continue
        payload: Mapping[str, Any] = event.payload
        yield Voided(
            case=decision.case.number,
            deadline=payload["deadline"],
            cycle=payload["cycle"],
            fired=tuple(payload["fired"]),
            did=tuple(payload["did"]),
            again=any(one["change"] == "armed" for one in payload["deadlines"]),
            owed=payload.get("owed", True),
        )


def _put_right(decision: Decision) -> Iterator[PutRight]:
    case = decision.case
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
            )
            for one in going_on
        ]
        yield PutRight(case.number, tuple(payload["events"]), tuple(anew))
