"""Putting right what stands at a time that a wrong clock showed: promises begin when it really was.

Nothing is taken back. Who acted, and the time that stood there, stay on record. A cycle that runs,
and began or stood still at such a time, is cancelled; the promise goes on as a new cycle that
counts from the time it really was. What was put right by a mistake is put right again: it counts
from the events, not from what was said of them before.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.definition.model import SYSTEM
from workflow.engine.case import DeadlineState
from workflow.engine.clocks import Move, done, next_cycle, restored
from workflow.engine.cycles import instant
from workflow.engine.draft import Draft
from workflow.engine.due import due_again
from workflow.engine.events import SILENT, Event, duty_moves, moves_of
from workflow.engine.really import Ahead, Truth
from workflow.engine.succession import Cycle

Pauses = tuple[tuple[datetime, datetime], ...]
Times = Mapping[int, datetime]


class Run(NamedTuple):
    """How a cycle really ran. ``shown`` is the start as it was recorded."""

    started_at: datetime
    shown: datetime
    paused_at: datetime | None = None
    pauses: Pauses = ()

    def resumed(self, at: datetime) -> "Run":
        """Return it as it went on ``at`` an instant, after the pause it may be in."""
        began = self.paused_at
        if began is None:
            return self
        if self.pauses:
            began = max(began, self.pauses[-1][1])
        pauses = (*self.pauses, (began, at)) if at > began else self.pauses
        return self._replace(paused_at=None, pauses=pauses)


def counted_anew(
    draft: Draft, history: Iterable[Event], truth: Truth
) -> Iterator[tuple[DeadlineState, DeadlineState]]:
    """Yield each cycle that is not over, or was missed, and that really ran otherwise; and how."""
    if not truth.acts:
        return
    history = [*history]
    before, now = _runs(history, truth.before), _runs(history, truth.now)
    for state in draft.case.deadlines.values():
        cycle = state.name, state.cycle
        if before[cycle] == now[cycle] or (state.done_at is not None and state.status != "missed"):
            continue
        run = now[cycle]
        right = state.changed(
            {"started_at": run.started_at, "pauses": run.pauses, "paused_at": run.paused_at}
        )
        clock = draft.edition.clock_of(state)
        if not right.revision:  # else nobody knows when it was due then
            right = _until_due(draft, right)
        right = right.changed({"due_at": due_again(clock, draft.case, right, draft.times)})
        if right != state:
            yield state, right


def _until_due(draft: Draft, state: DeadlineState) -> DeadlineState:
    """Return a cycle without the pauses that began when it was due already: it was missed then."""
    clock = draft.edition.clock_of(state)
    standing = () if state.paused_at is None else (state.paused_at,)
    for place, began in enumerate((*(first for first, _end in state.pauses), *standing)):
        before = state.changed({"pauses": state.pauses[:place], "paused_at": None})
        if began > due_again(clock, draft.case, before, draft.times):
            return before
    return state


def correct_clock(draft: Draft, truth: Truth, ahead: Ahead, *, reason: str, actor: str) -> None:
    """Record what it really was when acts were recorded that stand at another time."""
    if not truth.acts:
        return
    history = [*draft.context.history(draft.case), *draft.events]
    later = {one.seq: one.at for one in draft.events}
    truth = truth._replace(before={**truth.before, **later}, now={**truth.now, **later})
    moves: list[Move] = []
    for state, right in counted_anew(draft, history, truth):
        if state.done_at is None and state.status != "missed":
            again = restored(right, next_cycle(draft.case, state.name, moves))
            moves += [done(state, "cancelled", draft.now), again]
    payload: dict[str, object] = {
        "events": list(truth.acts),
        "times": [truth.now[seq] for seq in truth.acts],
        "since": ahead.since,
        "really": ahead.really,
        "reason": reason.strip(),
        **_last(history, truth.now, draft.now),
    }
    if moves:
        draft.going_on = True
        payload["deadlines"] = moves
    if duties := list(_duties(draft, history, truth)):
        payload["duties"] = duties
    draft.record("clock_corrected", payload, at=draft.now, performed_by=actor, recorded_by=actor)


def _runs(history: Iterable[Event], times: Times) -> dict[Cycle, Run]:
    """Return how each cycle ran, if everything happened at these times."""
    found: dict[Cycle, Run] = {}
    for event in history:
        at = times[event.seq]
        for move in moves_of(event):
            cycle, change = (move["name"], move["cycle"]), move["change"]
            if change == "armed":
                found[cycle] = _begun(move, event, times, found)
            elif change == "paused":
                found[cycle] = found[cycle]._replace(paused_at=at)
            elif change == "resumed":
                found[cycle] = found[cycle].resumed(at)
    return found


def _begun(move: Mapping[str, Any], event: Event, times: Times, known: Mapping[Cycle, Run]) -> Run:
    at, shown = times[event.seq], instant(move["started_at"])
    before = known.get((move.get("of", move["name"]), move.get("continues", 0)))
    if before is None:
        return Run(at if shown == event.at else shown, shown)
    # It goes on from the same start, unless it says another.
    right = event.type == "clock_corrected" or shown == before.shown
    run = before if right else before._replace(started_at=at if shown == event.at else shown)
    for seq, change, _at in move.get("meanwhile", ()):
        run = _turned(run, change, times[seq])
    stands = move.get("paused_at")
    if stands is None:
        run = run.resumed(at)
    elif run.paused_at is None:
        run = run._replace(paused_at=instant(stands))
    return run._replace(shown=shown)


def _turned(run: Run, change: str, at: datetime) -> Run:
    """Return a run after what happened to it while it counted as missed, though it was not."""
    if change == "paused":
        return run._replace(paused_at=at)
    return Run(at, run.shown) if change == "restarted" else run.resumed(at)


def _last(history: Iterable[Event], times: Times, now: datetime) -> dict[str, datetime]:
    """Return when somebody acted last, and when the case came to its state."""
    found: dict[str, datetime] = {}
    for one in history:
        if one.type in SILENT:
            continue
        at = min(times[one.seq], now)
        entered = one.payload.get("entered", "trigger" in one.payload)
        if entered:
            found["entered_at"] = at
        if entered or one.recorded_by != SYSTEM or one.type != "transitioned":
            found["acted_at"] = max(at, found.get("acted_at", at))
    return found


def _duties(draft: Draft, history: Iterable[Event], truth: Truth) -> Iterator[dict[str, object]]:
    """Yield what says since when duties were owed, and when they were settled, if it is new."""
    opened, settled = dict[str, int](), dict[str, int]()
    for one in history:
        for move in duty_moves(one):
            if move["change"] == "opened":
                opened[move["duty"]] = one.seq
                settled.pop(move["duty"], None)
            elif move["change"] in {"done", "waived"}:
                settled[move["duty"]] = one.seq
    for name, state in draft.case.duties.items():
        seqs = opened[name], settled.get(name)
        if set(truth.acts).isdisjoint(seqs):
            continue
        dated = {"duty": name, "change": "dated", "who": state.who}
        times = {"opened_at": seqs[0], "settled_at": seqs[1]}
        yield {**dated, **{key: truth.now[seq] for key, seq in times.items() if seq is not None}}
