"""What an act does to the clocks of a case: starts, stops, new due instants.

An act at the due instant is in time. Where one act both meets and cancels a deadline, it is
cancelled: there is no verdict on a promise that was released. A final case has nothing running.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from workflow.calendars.amounts import Amount
from workflow.calendars.factors import WHOLE
from workflow.engine.case import Case, DeadlineState
from workflow.engine.cycles import RELEASED
from workflow.engine.data import Facts
from workflow.engine.due import Due, due_again, due_instant, start_of
from workflow.engine.edition import Edition
from workflow.engine.effects import Effects
from workflow.engine.ladder import MISS
from workflow.engine.timekeeping import Timekeeping

Move = dict[str, Any]
Voided = list[tuple[DeadlineState, str]]
"""Misses that turn out to be none, each with the reason."""
_NOTHING: frozenset[str] = frozenset()


def stop(
    case: Case, effects: Effects, *, at: datetime, final: bool, by_clock: bool = False
) -> tuple[list[Move], Voided]:
    """Return what stops with an act at ``at``, and which misses turn out to be none.

    What a person did in time was never missed. What the miss itself led to (``by_clock``) was. A
    promise that was missed and is not owed any more was not done late: it was released.
    """
    moves: list[Move] = []
    kept: Voided = []
    for state in case.deadlines.values():
        if state.done_at is not None or not (final or state.name in effects.ended):
            continue
        met = state.name in effects.met
        if state.status != "missed":
            met = met and state.status != "cancelled"
            moves.append(done(state, "met" if met else "cancelled", at))
        elif at <= state.due_at and not by_clock:
            kept.append((state, "recorded late" if met else RELEASED))
        else:
            moves.append(done(state, "late" if met else RELEASED, at))
    return moves, kept


def start(
    edition: Edition,
    case: Case,
    effects: Effects,
    *,
    facts: Facts,
    at: datetime,
    times: Timekeeping,
    others: Sequence[Move] = (),
) -> list[Move]:
    """Return the cycles that start with an act at ``at``; what runs on starts no new one.

    ``others`` move with it.
    """
    moves: list[Move] = []
    for name in effects.started:
        clock = edition.clocks[name]
        cycles = 0
        runs_on = False
        for state in case.deadlines.values():
            if state.name == name:
                cycles += 1
                runs_on = runs_on or (state.done_at is None and name not in effects.ended)
        if not runs_on or clock.deadline.again == "both":
            due = due_instant(clock, case, facts=facts, started_at=at, times=times)
            cycle = next_cycle(case, name, others) if others else cycles + 1
            moves.append(armed(name, cycle, at, due, owed=clock.deadline.owed))
    return moves


def start_by_field(
    edition: Edition,
    case: Case,
    *,
    facts: Facts,
    at: datetime,
    times: Timekeeping,
    begun: Collection[str] = (),
    ended: frozenset[str] = _NOTHING,
    corrected: bool = False,
) -> list[Move]:
    """Return the cycles that start, or start anew, with the time that a field was given.

    Given once more as it is on file, it starts what is not running, and leaves alone what is.
    ``corrected``, it moves what runs and starts what never did: what was done stays done.
    Deadlines ``begun`` by the act itself are left out, and so are the cycles of those ``ended`` by
    it.
    """
    moves: list[Move] = []
    taken = set(begun)
    for field, names in edition.started_by_field.items():
        if field not in facts.data.plain:
            continue
        began = start_of(edition, case, field, facts)
        if began is None:
            continue
        as_it_was = facts.data.plain[field] == case.fields.get(field)
        for name in names:
            cycles = [one for one in case.deadlines.values() if one.name == name]
            running = [one for one in cycles if one.done_at is None and name not in ended]
            stays = as_it_was if running else corrected and bool(cycles)
            if name in taken or stays:
                continue
            taken.add(name)
            moves += [
                done(one, RELEASED if one.status == "missed" else "cancelled", at)
                for one in running
            ]
            clock = edition.clocks[name]
            due = due_instant(clock, case, facts=facts, started_at=began, times=times)
            owed = clock.deadline.owed
            moves.append(armed(name, len(cycles) + 1, began, due, owed=owed))
    return moves


def recompute(
    edition: Edition,
    case: Case,
    *,
    facts: Facts,
    at: datetime,
    times: Timekeeping,
    ended: frozenset[str] = _NOTHING,
) -> list[Move]:
    """Return new due instants for the clocks that run on, after data changed.

    ``ended`` names the deadlines that end with the same act. Only cycles that are not missed move:
    a recorded miss stays a miss. One that does not apply moves too: it may apply again.
    """
    moves: list[Move] = []
    for state in case.deadlines.values():
        if state.done_at is not None or state.status == "missed" or state.name in ended:
            continue
        clock = edition.clock_of(state)
        keeps = clock.deadline.on_change == "keep"
        if (clock.named if keeps else clock.reads).isdisjoint(facts.data.plain):
            continue
        standing, was = state.resumed(at), state.due_at
        due = due_instant(
            clock, case, facts=facts, started_at=state.started_at, times=times, state=standing
        )
        if state.paused_at is not None:  # what is on record is without this pause
            was = due_again(clock, case, standing, times)
        if due[:4] != (was, state.agreed, state.rule, state.factor):
            moves.append(recomputed(state, due))
    return moves


def transferred(
    edition: Edition,
    case: Case,
    *,
    facts: Facts,
    at: datetime,
    times: Timekeeping,
    taken: Collection[str] = (),
) -> list[Move]:
    """Return the cycles that start anew because the case goes to another owner.

    Deadlines ``taken`` by the same act, which ended or began, are left out.
    """
    names = edition.restarted_by_transfer.difference(taken)
    states = [
        one
        for one in case.deadlines.values()
        if one.name in names and one.status in {"armed", "paused"}
    ]
    return again(edition, case, states, at=at, facts=facts, times=times)


def again(
    edition: Edition,
    case: Case,
    states: Iterable[DeadlineState],
    *,
    at: datetime,
    facts: Facts,
    times: Timekeeping,
    others: Sequence[Move] = (),
) -> list[Move]:
    """Return the cycles in whose place new ones start ``at`` an instant, beside ``others``."""
    moves: list[Move] = []
    for state in states:
        clock = edition.clocks[state.name]
        due = due_instant(
            clock, case, facts=facts, started_at=at, times=times, agreed_before=state.agreed
        )
        moves.append(done(state, "cancelled", at))
        cycle = next_cycle(case, state.name, (*others, *moves))
        move = armed(state.name, cycle, at, due, owed=clock.deadline.owed)
        moves.append({**move, "instead_of": state.cycle})
    return moves


def next_cycle(case: Case, name: str, moves: Iterable[Move]) -> int:
    """Return the number of the next cycle of a deadline, after those that ``moves`` start."""
    started = sum(1 for one in moves if one["change"] == "armed" and one["name"] == name)
    return case.cycles(name) + started + 1


def armed(name: str, cycle: int, started_at: datetime, due: Due, *, owed: bool) -> Move:
    """Return the move that starts a cycle."""
    due_at, agreed, rule, factor, official = due
    move: Move = {
        "change": "armed",
        "name": name,
        "cycle": cycle,
        "started_at": started_at,
        "due_at": due_at,
        "agreed": agreed,
        "rule": rule,
    }
    if official:
        move["official"] = official
    if factor != WHOLE:
        move["factor"] = factor
    return {**move, **of_nobody(owed=owed)}


def of_nobody(*, owed: bool) -> Move:
    """Return what is recorded with a cycle that nobody owes, and with what comes of it."""
    return {} if owed else {"owed": False}


def continued(state: DeadlineState, cycle: int, due_at: datetime) -> Move:
    """Return the move that goes on with a promise whose miss turned out to be none.

    Who was reminded of it is not reminded of the same again.
    """
    due = Due(due_at, state.agreed, state.rule, state.factor, state.official)
    move = armed(state.name, cycle, state.started_at, due, owed=state.owed)
    move["continues"] = state.cycle
    if state.revised_at is not None:
        move["revision"], move["revised_at"] = state.revision, state.revised_at
    if reminded := [one for one in state.fired if one.startswith("remind")]:
        move["fired"] = reminded
    if state.pauses:
        move["pauses"] = [list(one) for one in state.pauses]
    if state.extensions:
        move["extensions"] = [written(one) for one in state.extensions]
    if state.counted_by:
        move["counted_by"] = state.counted_by
    return move


def restored(state: DeadlineState, cycle: int, void: Collection[str] = ()) -> Move:
    """Return the move that goes on with a cycle as it was, but for what fired and is ``void``."""
    fired = [one for one in state.fired if one not in void]
    status = "missed" if MISS in fired else "armed" if state.paused_at is None else "paused"
    return {
        **continued(state, cycle, state.due_at),
        "status": "cancelled" if state.lapsed else status,
        "fired": fired,
        "revision": state.revision,
        "revised_at": state.revised_at,
        "paused_at": state.paused_at,
    }


def written(extension: Amount | datetime) -> object:
    """Return an extension in the form an event has it."""
    if isinstance(extension, Amount):
        return {"number": extension.number, "unit": extension.unit}
    return extension


def recomputed(state: DeadlineState, due: Due) -> Move:
    """Return the move that gives a cycle another due instant."""
    move: Move = {
        "change": "recomputed",
        "name": state.name,
        "cycle": state.cycle,
        "was": state.due_at,
        "due_at": due.instant,
        "agreed": due.agreed,
        "rule": due.rule,
    }
    if due.official != state.official:
        move["official"] = due.official
    if due.factor != state.factor:
        move["factor"] = due.factor
    return move


def done(state: DeadlineState, change: str, at: datetime) -> Move:
    """Return the move that ends a cycle."""
    move = {"change": change, "name": state.name, "cycle": state.cycle, "done_at": at}
    return {**move, **of_nobody(owed=state.owed)}
