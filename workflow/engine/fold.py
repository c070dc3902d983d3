"""State is a fold over events: ``changes_by`` one, ``evolve`` with it, ``replay`` all.

Nothing here evaluates a condition or adds a limit; it only takes over what events say happened.
``next_at`` of deadlines is the exception that is no fact: ``ladder`` derives it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.definition.model import SYSTEM
from workflow.engine.case import Case
from workflow.engine.cycles import instant, moved
from workflow.engine.events import Event, rung_key

_SILENT = frozenset({
    "rung_fired", "deadline_missed", "miss_voided", "firing_voided", "deadlines_moved",
    "deadline_recomputed",
})  # fmt: skip


def changes_by(case: Case, event: Event) -> dict[str, Any]:
    """Return what ``event`` changes about the case: its fields by name, with their new values."""
    payload: Mapping[str, Any] = event.payload
    at = event.at
    changes = _CHANGES[event.type](case, event, payload)
    changes["version"] = event.seq
    if at > case.last_at:
        changes["last_at"] = at
    if at > case.acted_at and not _silent(event):
        changes["acted_at"] = at
    return changes


def evolve(case: Case, event: Event) -> Case:
    """Return the case after ``event``."""
    return case.changed(changes_by(case, event))


def _silent(event: Event) -> bool:
    """Whether it is nothing a person did with the case, nor a new state: it holds nobody up."""
    if event.type in _SILENT:
        return True
    return event.recorded_by == SYSTEM and event.payload.get("entered") is False


def begin(event: Event, *, serial: int, uuid: str, number: str) -> Case:
    """Return the case that an ``opened`` event makes."""
    payload: Mapping[str, Any] = event.payload
    case = Case(
        serial=serial,
        uuid=uuid,
        number=number,
        definition=payload["definition"],
        edition=payload["edition"],
        site=payload["site"],
        zone=payload["zone"],
        department=payload["department"],
        state=payload["to"],
        final=payload["final"],
        owner=payload["owner"],
        opened_at=event.at,
        entered_at=event.at,
        acted_at=event.at,
        last_at=event.at,
        version=event.seq,
    )
    return case.changed(_transitioned(case, event, payload))


def replay(events: Iterable[Event], *, serial: int, uuid: str, number: str) -> Case:
    """Return the case that a whole history makes. The first event must be ``opened``."""
    stream = iter(events)
    case = begin(next(stream), serial=serial, uuid=uuid, number=number)
    for event in stream:
        case = evolve(case, event)
    return case


def _transitioned(case: Case, event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    trigger = payload["trigger"]
    taken = f"{trigger}#{payload['branch']}"
    changes = _data(case, event, payload)
    changes["counts"] = _counted(case.counts, trigger, taken)
    done_by = case.performers.get(trigger, ())
    if done_by[-1:] != (event.performed_by,):
        # The last who did it stands last; each name once.
        others = [one for one in done_by if one != event.performed_by]
        changes["performers"] = {**case.performers, trigger: (*others, event.performed_by)}
    if payload.get("entered", True):
        changes["state"] = payload["to"]
        changes["final"] = payload["final"]
        changes["entered_at"] = event.at
        changes["entry_counts"] = {}
    else:
        changes["entry_counts"] = _counted(case.entry_counts, trigger, taken)
    if "owner" in payload:
        changes["owner"] = payload["owner"]
    return changes


def _counted(counts: Mapping[str, int], trigger: str, taken: str) -> dict[str, int]:
    return {**counts, trigger: counts.get(trigger, 0) + 1, taken: counts.get(taken, 0) + 1}


def _data(case: Case, event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if fields := payload.get("fields"):
        changes["fields"] = {**case.fields, **fields}
        changes["recorded"] = {**case.recorded, **dict.fromkeys(fields, event.seq)}
    personal = payload.get("personal")
    if personal and (named := [name for name in personal if not name.startswith("@")]):
        changes["personal"] = {**case.personal, **dict.fromkeys(named, event.seq)}
        if case.erased:
            changes["erased"] = tuple(one for one in case.erased if one not in named)
    if moves := payload.get("deadlines"):
        deadlines = dict(case.deadlines)
        for move in moves:
            key = f"{move['name']}/{move['cycle']}"
            deadlines[key] = moved(deadlines.get(key), move, event)
        changes["deadlines"] = deadlines
    return changes


def _firing_voided(case: Case, event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    # The instants of what did not happen hold nobody up any more.
    last_at = max(instant(payload["last_at"]), event.at)
    state = case.deadlines[f"{payload['deadline']}/{payload['cycle']}"]
    if state.lapsed:  # should it apply again, what is void is to come again
        again = payload.get("again", payload["fired"])
        fired = tuple([one for one in state.fired if one not in again])
        deadlines = {**case.deadlines, state.key: state.changed({"fired": fired})}
        case = case.changed({"deadlines": deadlines})
    return {"deadlines": case.deadlines, **_data(case, event, payload), "last_at": last_at}


def _voided(case: Case, event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    key = f"{payload['deadline']}/{payload['cycle']}"
    move = {"change": "voided", "done_at": payload["done_at"]}
    deadlines = {**case.deadlines, key: moved(case.deadlines[key], move, event)}
    return {"deadlines": deadlines, **_data(case.changed({"deadlines": deadlines}), event, payload)}


def _assigned(case: Case, event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {**_data(case, event, payload), "owner": payload["owner"]}


def _missed(case: Case, event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    state = case.deadlines[f"{payload['deadline']}/{payload['cycle']}"]
    state = state.changed({"status": "missed", "fired": (*state.fired, "miss")})
    deadlines = {**case.deadlines, state.key: state}
    if "deadlines" not in payload:
        return {"deadlines": deadlines}
    return {"deadlines": deadlines, **_data(case.changed({"deadlines": deadlines}), event, payload)}


def _rung_fired(case: Case, event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    key = f"{payload['deadline']}/{payload['cycle']}"
    changes = _data(case, event, payload) if "fields" in payload else {}
    deadlines = changes.get("deadlines", case.deadlines)
    before, state = case.deadlines[key], deadlines[key]
    rung, occurrence = payload["rung"], payload["occurrence"]
    fired = (*state.fired, rung_key(rung, occurrence, payload.get("revision", 0)))
    if state.revision != before.revision:
        # Reminders come again when their deadline moves, but not the one that moved it.
        fired = (*fired, rung_key(rung, occurrence, state.revision))
    changes["deadlines"] = {**deadlines, key: state.changed({"fired": fired})}
    return changes


def _nothing(_case: Case, _event: Event, _payload: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _erased(case: Case, _event: Event, payload: Mapping[str, Any]) -> dict[str, Any]:
    gone = [name for name in payload["fields"] if not name.startswith("@")]
    kept = {name: seq for name, seq in case.personal.items() if name not in gone}
    return {"personal": kept, "erased": tuple(sorted({*case.erased, *gone}))}


_CHANGES = {
    "opened": _transitioned,
    "transitioned": _transitioned,
    "noted": _nothing,
    "fields_set": _data,
    "deadlines_moved": _data,
    "deadline_recomputed": _data,
    "corrected": _data,
    "assigned": _assigned,
    "deadline_missed": _missed,
    "rung_fired": _rung_fired,
    "miss_voided": _voided,
    "firing_voided": _firing_voided,
    "erased": _erased,
}
