"""Clocks counted by newer official days: which due instants move, and which stay.

A promise is never made missed after the fact. Where by the newer days it should have been kept
already, it stays as it was made. A recorded miss stays too, and what a definition keeps.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from workflow.definition.model import SYSTEM
from workflow.engine import clocks
from workflow.engine.case import Case, DeadlineState
from workflow.engine.clocks import Move
from workflow.engine.due import Due, due_again
from workflow.engine.edition import Clock
from workflow.engine.timekeeping import Timekeeping
from workflow.errors import DeadlineError

if TYPE_CHECKING:
    from workflow.calendars.rules import Rules
    from workflow.engine.draft import Draft

Result = Literal["moved", "same", "kept", "past", "missed", "ran_out"]


class Newer(NamedTuple):
    """Official days that take the place of older ones. ``region`` may be an empty text."""

    country: str
    region: str
    number: int

    def of(self, rules: "Rules | None") -> bool:
        """Whether a calendar keeps the public holidays of this country or region."""
        if rules is None:
            return False
        return (rules.country, rules.region or "") == (self.country, self.region)


class Outcome(NamedTuple):
    """What newer days make of a cycle. ``due_at`` is when it is due by them.

    ``moved``: it is due then. ``same``: it is due when it was (if it is paused: as if it went on
    now), and counted by the newer days from now on. The others stay as they are: ``kept`` by its
    definition, ``past`` because that instant is over, ``missed`` or
    ``ran_out`` because that is recorded.
    ``stands``: the newer days do not change what is on record while it is paused, either.
    """

    state: DeadlineState
    due_at: datetime
    result: Result
    stands: bool = False


def recount(
    draft: "Draft", newer: Newer, *, actor: str, at: datetime, keys: Collection[str] | None = None
) -> list[Outcome]:
    """Record what newer days make of the clocks of a case, or of some of them; return it."""
    found = [
        outcome
        for key, state in draft.case.deadlines.items()
        if (keys is None or key in keys)
        and (outcome := _outcome(draft, state, newer, at)) is not None
    ]
    moves = [move for one in found if (move := _move(one, newer)) is not None]
    if moves:
        draft.record(
            "deadline_recomputed",
            {
                "country": newer.country,
                "region": newer.region,
                "official": newer.number,
                "deadlines": moves,
            },
            at=at,
            performed_by=SYSTEM,
            recorded_by=actor,
        )
    return found


def catch_up(draft: "Draft", keys: Collection[str]) -> None:
    """Count cycles that go on by the official days adopted while they counted as missed."""
    newer = set()
    for key in keys:
        clock = draft.edition.clock_of(draft.case.deadlines[key])
        if (rules := clock.rules) is not None and rules.country is not None:
            newer.add(Newer(rules.country, rules.region or "", draft.times.official(clock)))
    for one in sorted(newer):
        recount(draft, one, actor=SYSTEM, at=draft.now, keys=keys)


def _outcome(draft: "Draft", state: DeadlineState, newer: Newer, at: datetime) -> Outcome | None:
    """Return what becomes of a cycle, ``None`` if the newer days are no matter to it."""
    clock = draft.edition.clock_of(state)
    open_and_older = state.done_at is None and 0 < state.official < newer.number
    if not open_and_older or not newer.of(clock.rules):
        return None
    standing = state.resumed(at)
    counted = standing.changed({"official": newer.number})
    due_at = due_again(clock, draft.case, counted, draft.times)
    # Compared with what the older days say now, not with the row: in a pause that lies behind.
    same = due_at == _due_before(clock, draft.case, standing, draft.times)
    if state.status == "missed":
        return None if same else Outcome(state, due_at, "missed" if state.owed else "ran_out")
    if clock.deadline.on_revision == "keep":
        return None if same else Outcome(state, due_at, "kept")
    if same:
        paused = state.changed({"official": newer.number})
        on_record = _due_before(clock, draft.case, paused, draft.times)
        return Outcome(state, due_at, "same", stands=on_record == state.due_at)
    return Outcome(state, due_at, "moved" if due_at > at else "past")


def _due_before(
    clock: Clock, case: Case, state: DeadlineState, times: Timekeeping
) -> datetime | None:
    try:
        return due_again(clock, case, state, times)
    except DeadlineError:  # the older days do not reach so far; the newer ones do
        return None


def _move(outcome: Outcome, newer: Newer) -> Move | None:
    state = outcome.state
    if outcome.result == "moved":
        due = Due(outcome.due_at, state.agreed, state.rule, state.factor, newer.number)
        return clocks.recomputed(state, due)
    if outcome.result == "same":
        # No promise is made anew by it, so its reminders do not come again.
        move: Move = {
            "change": "recounted",
            "name": state.name,
            "cycle": state.cycle,
            "official": newer.number,
        }
        if state.paused_at is not None and not outcome.stands:  # counted as if it went on now
            move["was"], move["due_at"] = state.due_at, outcome.due_at
        return move
    return None
