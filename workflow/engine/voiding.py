"""Voiding what fired by a wrong clock. What it was about goes on as if it had not fired.

Nothing is taken back in place, for what fired can never fire again under its key. A cycle that
still runs ends as voided, and the promise goes on as a new cycle from the same start: with the
same due instant, and with what had fired rightly before. What rungs did to the case stays done.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.engine.authority import check_permission
from workflow.engine.case import Case, DeadlineState
from workflow.engine.clocks import Move, continued
from workflow.engine.draft import Draft
from workflow.engine.events import Event
from workflow.engine.ladder import MISS
from workflow.errors import WordsMissing
from workflow.translation import gettext

FIRED = frozenset({"rung_fired", "deadline_missed"})


class Wrong(NamedTuple):
    """What fired wrongly on one cycle: the keys, their events, and the steps they took."""

    keys: tuple[str, ...]
    events: tuple[int, ...]
    did: tuple[str, ...]


def void_fired(draft: Draft, since: datetime, until: datetime, *, reason: str, actor: str) -> None:
    """Void every rung and miss that was recorded from ``since`` until ``until``, both included."""
    case = draft.case
    check_permission(
        draft.edition.definition.permissions.correct,
        gettext("voiding what fired too early"),
        actor,
        case=case,
        directory=draft.context.directory,
        at=draft.now,
    )
    if not reason.strip():
        raise WordsMissing(case.number, "void", (gettext("a reason"),))
    history = list(draft.context.history(case))
    gone = {seq for one in history for seq in _voided_by(one)}
    fresh = [one for one in history if one.type in FIRED and one.seq not in gone]
    wrong = [one for one in fresh if since <= one.recorded_at <= until]
    gone.update(one.seq for one in wrong)
    # Not the time of what did not happen: acts would have to wait for it.
    last_at = max(one.at for one in history if one.seq not in gone)
    for key, found in _by_cycle(wrong).items():
        state = draft.case.deadlines[key]
        draft.record(
            "firing_voided",
            {
                "deadline": state.name,
                "cycle": state.cycle,
                "due_at": state.due_at,
                "fired": list(found.keys),
                "events": list(found.events),
                "did": list(found.did),
                "reason": reason.strip(),
                "last_at": last_at,
                "deadlines": _moves(draft.case, state, found, history, draft.now),
            },
            at=draft.now,
            performed_by=actor,
            recorded_by=actor,
        )
        draft.dropped.extend(found.events)


def _voided_by(event: Event) -> Iterable[int]:
    payload: Mapping[str, Any] = event.payload
    return payload["events"] if event.type == "firing_voided" else ()


def _by_cycle(wrong: Iterable[Event]) -> dict[str, Wrong]:
    found: dict[str, Wrong] = {}
    for event in wrong:
        payload: Mapping[str, Any] = event.payload
        cycle = f"{payload['deadline']}/{payload['cycle']}"
        key = f"{payload['rung']}#{payload['occurrence']}" if "rung" in payload else MISS
        did = (payload["does"],) if "does" in payload and "refused" not in payload else ()
        before = found.get(cycle, Wrong((), (), ()))
        found[cycle] = Wrong((*before.keys, key), (*before.events, event.seq), (*before.did, *did))
    return found


def _moves(
    case: Case, state: DeadlineState, wrong: Wrong, history: list[Event], now: datetime
) -> list[Move]:
    if state.running:
        return [_voided(state, now), _again(case, state, wrong)]
    if state.status == "missed" and MISS in wrong.keys:
        done = next(one for one in history if one.seq == state.ended_by)
        # What was written down before the limit was done before it, whatever time it was given.
        if done.recorded_at <= state.due_at:
            return [_voided(state, done.recorded_at)]
    return []


def _voided(state: DeadlineState, at: datetime) -> Move:
    return {"change": "voided", "name": state.name, "cycle": state.cycle, "done_at": at}


def _again(case: Case, state: DeadlineState, wrong: Wrong) -> Move:
    """Return the start of the cycle that goes on, with what the one before it had."""
    fired = [one for one in state.fired if one not in wrong.keys]
    status = "missed" if MISS in fired else "armed" if state.paused_at is None else "paused"
    return {
        **continued(state, case.cycles(state.name) + 1, state.due_at),
        "status": status,
        "fired": fired,
        "revision": state.revision,
        "revised_at": state.revised_at,
        "paused_at": state.paused_at,
    }
