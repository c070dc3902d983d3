"""What an act does to the clocks of a case: starts, stops, new due instants.

An act at the due instant is in time. Where one act both meets and cancels a deadline, it is
cancelled: there is no verdict on a promise that was released. A final case has nothing running.
"""

from datetime import datetime
from typing import Any, NamedTuple

from workflow.calendars.amounts import add
from workflow.calendars.local import zone as zone_named
from workflow.clock import from_text
from workflow.engine.case import Case, DeadlineState
from workflow.engine.data import Facts
from workflow.engine.edition import Clock, Edition, MomentKey
from workflow.errors import DeadlineError
from workflow.translation import gettext

Move = dict[str, Any]


class Due(NamedTuple):
    """A due instant and how it came about: agreed on, or the limit numbered ``rule``."""

    instant: datetime
    agreed: bool
    rule: int


class Stopped(NamedTuple):
    """Which clocks stop with an act: changes, and misses that turn out to be none."""

    moves: list[Move]
    kept_after_all: list[DeadlineState]


def stop(
    edition: Edition, case: Case, moments: tuple[MomentKey, ...], *, at: datetime, final: bool
) -> Stopped:
    """Return what stops when ``moments`` happen at ``at``."""
    met = {name for moment in moments for name in edition.met.get(moment, ())}
    cancelled = {name for moment in moments for name in edition.cancelled.get(moment, ())}
    moves: list[Move] = []
    kept: list[DeadlineState] = []
    for state in case.deadlines.values():
        if not state.running:
            continue
        if state.name in cancelled or (final and state.name not in met):
            moves.append(_done(state, "late" if state.status == "missed" else "cancelled", at))
        elif state.name in met:
            if state.status != "missed":
                moves.append(_done(state, "met", at))
            elif at <= state.due_at:
                kept.append(state)
            else:
                moves.append(_done(state, "late", at))
    return Stopped(moves, kept)


def start(
    edition: Edition,
    case: Case,
    moments: tuple[MomentKey, ...],
    *,
    facts: Facts,
    at: datetime,
    stopped: set[str],
) -> list[Move]:
    """Return the cycles that start when ``moments`` happen at ``at``.

    ``stopped`` are the keys of cycles that end with the same act. A deadline that starts while it
    is running is kept or restarted as its definition says.
    """
    moves: list[Move] = []
    names = dict.fromkeys(name for moment in moments for name in edition.starts.get(moment, ()))
    for name in names:
        clock = edition.clocks[name]
        running = [
            one
            for one in case.deadlines.values()
            if one.name == name and one.running and one.key not in stopped
        ]
        if running and clock.deadline.again == "keep":
            continue
        moves += [
            _done(one, "late" if one.status == "missed" else "cancelled", at) for one in running
        ]
        due = due_instant(clock, case, facts=facts, started_at=at)
        moves.append(
            {
                "change": "armed",
                "name": name,
                "cycle": case.cycles(name) + 1,
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
    """Return new due instants for the clocks that run, after data changed.

    Only armed cycles move: a recorded miss stays a miss.
    """
    moves: list[Move] = []
    for state in case.deadlines.values():
        if state.status != "armed" or state.key in ended:
            continue
        clock = edition.clocks[state.name]
        due = due_instant(clock, case, facts=facts, started_at=state.started_at)
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


def due_instant(clock: Clock, case: Case, *, facts: Facts, started_at: datetime) -> Due:
    """Return when a cycle that started at ``started_at`` is due.

    A time agreed on wins, if it lies after the start; otherwise the first limit whose condition
    holds is added to the start, in the zone of the case.
    """
    deadline = clock.deadline
    if deadline.agreed is not None and deadline.agreed in facts.fields:
        agreed = from_text(str(facts.fields[deadline.agreed]))
        if agreed > started_at:
            return Due(agreed, agreed=True, rule=0)
    for rule, (condition, amount) in enumerate(clock.limits):
        if condition is None or condition(facts):
            try:
                instant = add(started_at, amount, zone_named(case.zone), deadline.count)
            except OverflowError as error:
                reason = gettext("its limit lies beyond the calendar")
                raise DeadlineError(case.number, deadline.name, reason) from error
            return Due(instant, agreed=False, rule=rule)
    raise DeadlineError(case.number, deadline.name, gettext("no limit applies"))


def _done(state: DeadlineState, change: str, at: datetime) -> Move:
    return {"change": change, "name": state.name, "cycle": state.cycle, "done_at": at}
