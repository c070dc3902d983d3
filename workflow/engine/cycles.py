"""How one cycle of a deadline changes by what an event says of it.

Nothing here adds a limit: due instants are taken over as they were recorded.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from workflow.calendars.amounts import Amount
from workflow.clock import from_text
from workflow.engine.case import DeadlineState, Status
from workflow.engine.events import Event

RELEASED = "released"
_STATUS_AFTER: dict[str, Status] = {
    "met": "met",
    "late": "missed",  # done, but after the limit: a miss stays a miss
    RELEASED: "missed",  # it was not done, and is not owed any more
    "voided": "voided",
    "cancelled": "cancelled",
    "replaced": "cancelled",  # another cycle goes on in its place
    "dropped": "cancelled",
}


def moved(state: DeadlineState | None, move: Mapping[str, Any], event: Event) -> DeadlineState:
    """Return the cycle as one of the moves of an event makes it. The first ``armed`` makes it."""
    change = move["change"]
    if change == "armed":
        return _armed(move)
    if state is None:
        raise KeyError(move["name"])
    moved = _MOVES.get(change)
    if moved is not None:
        return state.changed(moved(state, move, event))
    ended = state.ended(_STATUS_AFTER[change], instant(move["done_at"]), event.seq)
    return ended.changed({"released": True}) if change == RELEASED else ended


def _armed(move: Mapping[str, Any]) -> DeadlineState:
    started_at, due_at = move["started_at"], move["due_at"]
    if isinstance(due_at, str):  # as JSON has them
        started_at, due_at = from_text(started_at), from_text(due_at)
    state = DeadlineState(
        move["name"], move["cycle"], "armed", started_at, due_at, None, move["agreed"], move["rule"]
    )
    if _MORE_NAMES.isdisjoint(move):
        return state
    return state.changed({name: read(move[name]) for name, read in _MORE.items() if name in move})


def _fired(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(keys)


def _perhaps(value: str | datetime | None) -> datetime | None:
    return None if value is None else instant(value)


def _pauses(pairs: Iterable[tuple[Any, Any]]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple([(instant(one), instant(end)) for one, end in pairs])


def _extensions(values: Iterable[Any]) -> tuple[Amount | datetime, ...]:
    return tuple([extension(one) for one in values])


# What a cycle has that goes on in place of another, beside what every cycle has.
_MORE: Mapping[str, Callable[[Any], object]] = {
    "official": int,
    "factor": int,
    "status": str,
    "fired": _fired,
    "revision": int,
    "revised_at": _perhaps,
    "paused_at": _perhaps,
    "pauses": _pauses,
    "extensions": _extensions,
    "counted_by": str,
    "owed": bool,
}
_MORE_NAMES = frozenset(_MORE)


def _recomputed(state: DeadlineState, move: Mapping[str, Any], event: Event) -> dict[str, Any]:
    kept = {name: move[name] for name in ("agreed", "rule", "official", "factor") if name in move}
    return {
        "due_at": instant(move["due_at"]),
        "revision": state.revision + 1,
        "revised_at": event.at,
        **kept,
    }


def _extended(state: DeadlineState, move: Mapping[str, Any], event: Event) -> dict[str, Any]:
    extensions = (*state.extensions, extension(move["by"]))
    return {**_recomputed(state, move, event), "extensions": extensions}


def _revoked(state: DeadlineState, move: Mapping[str, Any], event: Event) -> dict[str, Any]:
    until = (extension(move["by"]),) if "by" in move else ()
    return {**_recomputed(state, move, event), "extensions": until}


def _paused(state: DeadlineState, _move: Mapping[str, Any], event: Event) -> dict[str, Any]:
    return {"status": state.status if state.lapsed else "paused", "paused_at": event.at}


def _resumed(state: DeadlineState, move: Mapping[str, Any], event: Event) -> dict[str, Any]:
    return {
        "status": state.status if state.lapsed else "armed",
        "due_at": instant(move["due_at"]),
        "paused_at": None,
        "pauses": state.resumed(event.at).pauses,
    }


def _lapsed(_state: DeadlineState, _move: Mapping[str, Any], _event: Event) -> dict[str, Any]:
    return {"status": "cancelled"}  # not done: it may apply again, and a pause goes on


def _kept(_state: DeadlineState, _move: Mapping[str, Any], _event: Event) -> dict[str, Any]:
    return {}


def _recounted(_state: DeadlineState, move: Mapping[str, Any], _event: Event) -> dict[str, Any]:
    due = {"due_at": instant(move["due_at"])} if "due_at" in move else {}
    return {"official": move["official"], **due}


_MOVES = {
    "recomputed": _recomputed,
    "recounted": _recounted,
    "extended": _extended,
    "revoked": _revoked,
    "paused": _paused,
    "resumed": _resumed,
    "lapsed": _lapsed,
    "kept": _kept,
}


def instant(value: str | datetime) -> datetime:
    """Return an instant from the form an event has it in, read from JSON or not."""
    return from_text(value) if isinstance(value, str) else value


def extension(value: str | datetime | Amount | Mapping[str, Any]) -> Amount | datetime:
    """Return an extension, in the form a case has it, from the form an event has it."""
    if isinstance(value, Mapping):
        return Amount(value["number"], value["unit"])
    return value if isinstance(value, Amount) else instant(value)
