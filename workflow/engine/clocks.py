"""What an act does to the clocks of a case: starts, stops, new due instants.

An act at the due instant is in time. Where one act both meets and cancels a deadline, it is
cancelled: there is no verdict on a promise that was released. A final case has nothing running.
"""

from datetime import datetime
from typing import Any, NamedTuple

from workflow.calendars.amounts import add
from workflow.calendars.local import zone as zone_named
from workflow.clock import from_text
from workflow.definition.deadline import Deadline
from workflow.definition.model import REFUSED
from workflow.engine.case import Case, DeadlineState
from workflow.engine.data import Facts
from workflow.engine.edition import Clock, Edition, Effects
from workflow.errors import DeadlineError
from workflow.translation import gettext

Move = dict[str, Any]


class Due(NamedTuple):
    """A due instant and how it came about: agreed on, or the limit numbered ``rule``."""

    instant: datetime
    agreed: bool
    rule: int


def stop(
    case: Case, effects: Effects, *, at: datetime, final: bool, by_clock: bool = False
) -> tuple[list[Move], list[DeadlineState]]:
    """Return what stops with an act at ``at``, and which misses turn out to be none.

    What a person did in time was never missed. What the miss itself led to (``by_clock``) was.
    """
    moves: list[Move] = []
    kept: list[DeadlineState] = []
    for state in case.deadlines.values():
        if state.done_at is not None or not (final or state.name in effects.ended):
            continue
        if state.status != "missed":
            moves.append(_done(state, "met" if state.name in effects.met else "cancelled", at))
        elif at <= state.due_at and not by_clock:
            kept.append(state)
        else:
            moves.append(_done(state, "late", at))
    return moves, kept


def start(
    edition: Edition, case: Case, effects: Effects, *, facts: Facts, at: datetime
) -> list[Move]:
    """Return the cycles that start with an act at ``at``; what runs on starts no new one."""
    moves: list[Move] = []
    for name in effects.started:
        cycles = 0
        runs_on = False
        for state in case.deadlines.values():
            if state.name == name:
                cycles += 1
                runs_on = runs_on or (state.done_at is None and name not in effects.ended)
        if runs_on:
            continue
        due = due_instant(edition.clocks[name], case, facts=facts, started_at=at)
        moves.append(
            {
                "change": "armed",
                "name": name,
                "cycle": cycles + 1,
                "started_at": at,
                "due_at": due.instant,
                "agreed": due.agreed,
                "rule": due.rule,
            }
        )
    return moves


def recompute(
    edition: Edition, case: Case, *, facts: Facts, ended: frozenset[str] = frozenset()
) -> list[Move]:
    """Return new due instants for the clocks that run on, after data changed.

    ``ended`` names the deadlines that end with the same act. Only armed cycles move: a recorded
    miss stays a miss.
    """
    moves: list[Move] = []
    for state in case.deadlines.values():
        if state.status != "armed" or state.name in ended:
            continue
        clock = edition.clocks[state.name]
        if clock.reads.isdisjoint(facts.data.plain):
            continue
        due = due_instant(
            clock, case, facts=facts, started_at=state.started_at, agreed_before=state.agreed
        )
        if due.instant != state.due_at:
            moves.append(
                {
                    "change": "recomputed",
                    "name": state.name,
                    "cycle": state.cycle,
                    "was": state.due_at,
                    "due_at": due.instant,
                    "agreed": due.agreed,
                    "rule": due.rule,
                }
            )
    return moves


def due_instant(
    clock: Clock, case: Case, *, facts: Facts, started_at: datetime, agreed_before: bool = False
) -> Due:
    """Return when a cycle that started at ``started_at`` is due.

    A time agreed on wins, if it lies after the start and was agreed for this cycle; otherwise the
    first limit whose condition holds is added to the start, in the zone of the case.
    ``agreed_before`` says that the cycle is due at an agreed time already.
    """
    deadline = clock.deadline
    if deadline.agreed is not None:
        agreed = _agreed(deadline, deadline.agreed, case, facts, agreed_before=agreed_before)
        if agreed is not None and agreed > started_at:
            return Due(agreed, agreed=True, rule=0)
    for rule, (condition, amount) in enumerate(clock.limits):
        if condition is None or condition.test(facts):
            try:
                instant = add(started_at, amount, zone_named(case.zone), deadline.count)
            except (OverflowError, ValueError) as error:
                reason = gettext("its limit lies beyond the calendar")
                raise DeadlineError(case.number, deadline.name, reason) from error
            return Due(instant, agreed=False, rule=rule)
    raise DeadlineError(case.number, deadline.name, gettext("no limit applies"))


def _agreed(
    deadline: Deadline, name: str, case: Case, facts: Facts, *, agreed_before: bool
) -> datetime | None:
    """Return the time agreed on in the field ``name``, unless it was for an earlier cycle."""
    if facts.fields.get(name, REFUSED) == REFUSED:
        return None
    if name not in facts.data.plain and not agreed_before:
        ended = [one.ended_by for one in case.deadlines.values() if one.name == deadline.name]
        if case.recorded.get(name, 0) <= max(ended, default=0):
            return None
    return from_text(str(facts.fields[name]))


def _done(state: DeadlineState, change: str, at: datetime) -> Move:
    return {"change": change, "name": state.name, "cycle": state.cycle, "done_at": at}
