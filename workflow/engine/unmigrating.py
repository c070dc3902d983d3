"""Taking back that a case follows another edition, while nothing else has happened to it since.

What runs on as it did is left; what the migration ended, or made of a cycle, goes on as it was
before, as a new cycle. The history keeps both events.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from workflow.engine import clocks
from workflow.engine.case import Case, DeadlineState
from workflow.engine.clocks import Move, next_cycle
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.events import Event
from workflow.engine.fold import replay
from workflow.errors import MigrationStands


def take_back(draft: Draft, edition: Edition, *, actor: str, reason: str, at: datetime) -> None:
    """Record that a case follows ``edition`` again, the one it came from.

    Raises ``MigrationStands`` unless that it left it is the last that happened.
    """
    history = [*draft.context.history(draft.case), *draft.events]
    migrated = _last(history, draft.case, edition)
    case = draft.case
    before = replay(history[:-1], serial=case.serial, uuid=case.uuid, number=case.number)
    told: Mapping[str, Any] = migrated.payload
    payload: dict[str, Any] = {
        "from_edition": told["to_edition"],
        "to_edition": told["from_edition"],
        "from_name": told["to_name"],
        "to_name": told["from_name"],
        "from": case.state,
        "to": before.state,
        "final": before.final,
        "owner": before.owner,
        "reason": reason.strip(),
    }
    if "counts" in told:
        payload |= {"counts": before.counts, "entry_counts": before.entry_counts}
    if "performers" in told:
        payload["performers"] = {name: list(by) for name, by in before.performers.items()}
    payload["deadlines"] = _moves(case, before, at)
    draft.edition, draft.going_on = edition, True
    draft.record(
        "migration_undone", payload, at=at, performed_by=actor, recorded_by=actor, followed=False
    )


def _last(history: list[Event], case: Case, edition: Edition) -> Event:
    last = history[-1]
    if last.type == "migrated" and last.payload["from_edition"] == edition.fingerprint:
        return last
    raise MigrationStands(case.number, last.seq)


def _moves(case: Case, before: Case, at: datetime) -> list[Move]:
    moves: list[Move] = []
    standing = set()
    for key, now in case.deadlines.items():
        if now.done_at is not None:
            continue
        was = before.deadlines.get(key)
        if was is not None and _plain(was) == _plain(now):
            standing.add(key)
            due = {"due_at": now.due_at}
            moves.append({"change": "kept", "name": now.name, "cycle": now.cycle, **due})
        else:
            moves.append(clocks.done(now, "replaced", at))
    for key, was in before.deadlines.items():
        if was.done_at is None and key not in standing:
            moves.append(clocks.restored(was, next_cycle(case, was.name, moves)))
    return moves


def _plain(state: DeadlineState) -> Iterable[object]:
    """Return what is recorded of a cycle, without what is derived and by which clock it counts."""
    return state.changed({"next_at": None, "next_rung": None, "counted_by": ""})
