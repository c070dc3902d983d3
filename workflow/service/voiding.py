"""Voiding what a wrong clock fired: case by case, each a transaction, refusals told at the end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from workflow.engine import decide
from workflow.engine.decide import Situation
from workflow.engine.events import FIRED, Decision
from workflow.errors import InputInvalid, StoreError, WorkflowError
from workflow.service.acting import act, consider
from workflow.service.house import House
from workflow.service.opening import local_instant
from workflow.service.repeating import Asked
from workflow.service.scheduling import look_again
from workflow.service.views import Voided, VoidingReport
from workflow.store.events import cases_recorded
from workflow.translation import gettext

# Further from UTC is no place.
_FURTHEST = timedelta(hours=15)
When = datetime | str


def void_fired(
    house: House,
    since: When,
    until: When,
    *,
    reason: str,
    actor: str,
    cases: Sequence[str | int] | None,
    dry_run: bool,
) -> VoidingReport:
    """Void what fired in each case; see ``Workflow.void_fired``."""
    _check_order(since, until, "UTC")
    if cases is None:
        cases = _candidates(house, since, until)
    voided: list[Voided] = []
    refused: list[tuple[str, str]] = []
    for name in cases:
        one = partial(_decide, since=since, until=until, reason=reason, actor=actor)
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
    if not dry_run:
        with house.transactions.writing() as connection:
            look_again(connection, house.directory(connection), house.now())
    return VoidingReport(tuple(voided), tuple(refused), dry_run)


class _Kept:
    """Decides, and remembers what was decided last: that is what was written."""

    decision: Decision

    def __init__(self, one: partial[Decision]) -> None:
        self._one = one

    def __call__(self, situation: Situation) -> Decision:
        self.decision = self._one(situation)
        return self.decision


def _decide(situation: Situation, *, since: When, until: When, reason: str, actor: str) -> Decision:
    first, last = _check_order(since, until, situation.case.zone)
    return decide.decide_voiding(situation, first, last, reason=reason, actor=actor)


def _check_order(since: When, until: When, zone: str) -> tuple[datetime, datetime]:
    first, last = local_instant(since, zone), local_instant(until, zone)
    assert first is not None  # noqa: S101 - both were given
    assert last is not None  # noqa: S101
    if last < first:
        raise InputInvalid(str(until), gettext("a time that is not before the first"))
    return first, last


def _candidates(house: House, since: When, until: When) -> list[str]:
    """Return the cases in which something may have fired then, wherever they are."""
    first, last = _check_order(since, until, "UTC")
    with house.transactions.reading() as connection:
        return cases_recorded(connection, FIRED, first - _FURTHEST, last + _FURTHEST)


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
