"""What a miss did to other clocks, undone when it turns out that there was none.

What it started has no start any more. What it ended to start that goes on as it was.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.engine.case import DeadlineState
from workflow.engine.clocks import Move, done, next_cycle, recompute
from workflow.engine.data import Data, Facts
from workflow.engine.due import is_withdrawn
from workflow.engine.events import Event, moves_of
from workflow.engine.fold import replay
from workflow.engine.succession import last_of

if TYPE_CHECKING:
    from workflow.engine.draft import Draft


class Undone(NamedTuple):
    """Moves that release what a miss started, and what of that was ``missed`` itself since.

    ``ended`` are the cycles, as they were, that the miss ended, with the numbers they go on under.
    """

    released: list[Move]
    missed: list[DeadlineState]
    ended: list[tuple[DeadlineState, int]]


def undone(
    draft: "Draft",
    miss: Event,
    history: Sequence[Event],
    *,
    at: datetime,
    others: Iterable[Move] = (),
) -> Undone:
    """Return what becomes of the clocks that a miss started and ended, beside ``others``.

    Where what it started is done by now, so is what was promised before.
    """
    found = Undone([], [], [])
    moves = moves_of(miss)
    for move in moves:
        if move["change"] == "armed":
            key = last_of(history, move["name"], move["cycle"], by=("continues", "instead_of"))
            one = draft.case.deadlines[key]
            if one.done_at is None and one.status == "missed":
                found.missed.append(one)
            elif one.done_at is None:
                found.released.append(done(one, "cancelled", at))
    open_again = {one["name"] for one in found.released} | {one.name for one in found.missed}
    ended = [one for one in moves if one["change"] != "armed" and one["name"] in open_again]
    if ended:
        case = draft.case
        events = (one for one in history if one.seq < miss.seq)
        before = replay(events, serial=case.serial, uuid=case.uuid, number=case.number)
        for move in ended:
            state = before.deadlines[f"{move['name']}/{move['cycle']}"]
            more = sum(1 for one, _cycle in found.ended if one.name == state.name)
            found.ended.append((state, next_cycle(case, state.name, others) + more))
    return found


def moved_since(draft: "Draft", since: int, keys: Collection[str], at: datetime) -> list[Move]:
    """Return what moves cycles that go on, by the data that changed after the event ``since``."""
    changed = [one for one, seq in draft.case.recorded.items() if seq > since]
    moves = moved_by(draft, changed, at)
    return [one for one in moves if f"{one['name']}/{one['cycle']}" in keys]


def moved_by(draft: "Draft", changed: Iterable[str], at: datetime) -> list[Move]:
    """Return what moves clocks by the fields that changed, or are empty again.

    What is due when a field says so, and the field was refused or emptied, stays as it was.
    """
    case, edition = draft.case, draft.edition
    data: dict[str, Any] = {name: case.fields.get(name) for name in changed}
    if edition.clock_fields.isdisjoint(data):
        return []
    facts = Facts(case, draft.context, Data(data))
    stays = {
        one.name
        for one in case.deadlines.values()
        if (clock := edition.clock_of(one)).deadline.due and is_withdrawn(clock, case, one)
    }
    return recompute(edition, case, facts=facts, at=at, times=draft.times, ended=frozenset(stays))
