"""State is a fold over events: ``evolve`` with one, ``replay`` all.

Nothing here evaluates a condition or adds a limit; it only takes over what events say happened.
``next_at`` of deadlines is the exception that is no fact: ``ladder`` derives it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from workflow.definition.kinds import Value
from workflow.definition.model import SYSTEM
from workflow.engine.case import Case, DeadlineState, DutyState
from workflow.engine.cycles import RELEASED, instant, moved
from workflow.engine.duties import folded
from workflow.engine.events import SILENT, Event, rung_key
from workflow.engine.kin import kin_after, told

Deadlines = Mapping[str, DeadlineState]
Duties = Mapping[str, DutyState]
OnFile = tuple[
    Mapping[str, Value], Mapping[str, int], Mapping[str, int], tuple[str, ...], Deadlines, Duties
]
Derive = Callable[[DeadlineState], DeadlineState]
"""Completes a cycle that an event changed by what no event says."""

# Where the fields of a case begin that a step may change, those of what is on file, and the rest.
_MOVING: Final = 9
_ON_FILE: Final = 19
_KIN: Final = 25


def _as_told(state: DeadlineState) -> DeadlineState:
    return state


def evolve(case: Case, event: Event, derive: Derive = _as_told) -> Case:
    """Return the case after ``event``, each cycle that it changes as ``derive`` completes it."""
    if event.type == "transitioned":
        return _transitioned(case, event, derive)
    at = event.at
    changes = _CHANGES[event.type](case, event, event.payload, derive)
    changes["version"] = event.seq
    if at > case.last_at:
        changes["last_at"] = at
    if at > case.acted_at and event.type not in SILENT:
        changes["acted_at"] = at
    return case.changed(changes)


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
    return _transitioned(case, event, _as_told)


def replay(events: Iterable[Event], *, serial: int, uuid: str, number: str) -> Case:
    """Return the case that a whole history makes. The first event must be ``opened``."""
    stream = iter(events)
    case = begin(next(stream), serial=serial, uuid=uuid, number=number)
    for event in stream:
        case = evolve(case, event)
    return case


def _transitioned(case: Case, event: Event, derive: Derive) -> Case:
    seq, _, at, _, performer, recorder, _, _, _, _ = event
    payload: Mapping[str, Any] = event.payload
    trigger = payload["trigger"]
    taken = f"{trigger}#{payload['branch']}"
    entered = payload.get("entered", True)
    if entered:
        state, final, entered_at = payload["to"], payload["final"], at
        here: Mapping[str, int] = {}
    else:
        state, final, entered_at = case.state, case.final, case.entered_at
        here = _counted(case.entry_counts, trigger, taken)
    moving = (
        state,
        final,
        payload.get("owner", case.owner),
        entered_at,
        at if (entered or recorder != SYSTEM) and at > case.acted_at else case.acted_at,
        at if at > case.last_at else case.last_at,
        seq,
        _counted(case.counts, trigger, taken),
        here,
        _performers(case, trigger, performer),
    )
    kin = case.kin
    if "related" in payload:
        kin = kin_after(kin, payload["related"])
    on_file = _on_file(case, event, payload, derive)
    values = (*case[:_MOVING], *moving, *on_file, kin, *case[_KIN + 1 :])
    return tuple.__new__(Case, values)


def _counted(counts: Mapping[str, int], trigger: str, taken: str) -> dict[str, int]:
    return {**counts, trigger: counts.get(trigger, 0) + 1, taken: counts.get(taken, 0) + 1}


def _performers(case: Case, trigger: str, name: str) -> Mapping[str, tuple[str, ...]]:
    # The last who did it stands last; each name once.
    done_by = case.performers.get(trigger)
    if done_by is None:
        return {**case.performers, trigger: (name,)}
    if done_by[-1] == name:
        return case.performers
    others = [one for one in done_by if one != name]
    return {**case.performers, trigger: (*others, name)}


def _on_file(case: Case, event: Event, payload: Mapping[str, Any], derive: Derive) -> OnFile:
    """Return what is on file after an event, the deadlines and the duties."""
    fields, recorded, personal, erased, deadlines, duties = case[_ON_FILE:_KIN]
    if given := payload.get("fields"):
        fields = {**fields, **given}
        recorded = {**recorded, **dict.fromkeys(given, event.seq)}
    given = payload.get("personal")
    if given and (named := [name for name in given if not name.startswith("@")]):
        personal = {**personal, **dict.fromkeys(named, event.seq)}
        if erased:
            erased = tuple(one for one in erased if one not in named)
    if moves := payload.get("deadlines"):
        deadlines = dict(deadlines)
        for move in moves:
            key = f"{move['name']}/{move['cycle']}"
            state = moved(deadlines.get(key), move, event)
            deadlines[key] = derive(state) if state.done_at is None else state
    if changes := payload.get("duties"):
        duties = folded(duties, changes, event)
    return fields, recorded, personal, erased, deadlines, duties


def _data(case: Case, event: Event, payload: Mapping[str, Any], derive: Derive) -> dict[str, Any]:
    on_file = _on_file(case, event, payload, derive)
    return dict(zip(Case._fields[_ON_FILE:_KIN], on_file, strict=True))


def _of_others(
    case: Case, event: Event, payload: Mapping[str, Any], derive: Derive
) -> dict[str, Any]:
    changes = _data(case, event, payload, derive) if "deadlines" in payload else {}
    return {**changes, "kin": told(case.kin, event.type, payload["case"])}


def _firing_voided(
    case: Case, event: Event, payload: Mapping[str, Any], derive: Derive
) -> dict[str, Any]:
    if cleared := payload.get("cleared"):
        fields, recorded = dict(case.fields), dict(case.recorded)
        for name in cleared:
            del fields[name], recorded[name]
        case = case.changed({"fields": fields, "recorded": recorded})
    state = case.deadlines[f"{payload['deadline']}/{payload['cycle']}"]
    if state.lapsed:  # should it apply again, what is void is to come again
        again = payload.get("again", payload["fired"])
        fired = tuple([one for one in state.fired if one not in again])
        case = _with(case, derive(state.changed({"fired": fired})))
    return _clock_corrected(case, event, payload, derive)


def _clock_corrected(
    case: Case, event: Event, payload: Mapping[str, Any], derive: Derive
) -> dict[str, Any]:
    # The instants of what did not happen, or is still to come, hold nobody up any more.
    last_at = max(instant(payload.get("last_at", event.at)), event.at)
    times = {"last_at": last_at}
    for name, known in (("acted_at", case.acted_at), ("entered_at", case.entered_at)):
        times[name] = instant(payload[name]) if name in payload else min(known, event.at)
    changes = _data(case, event, payload, derive)
    changes["deadlines"] = {
        key: derive(state.changed({"revised_at": event.at})) if _ahead(state, event) else state
        for key, state in changes["deadlines"].items()
    }
    return {**changes, **times}


def _ahead(state: DeadlineState, event: Event) -> bool:
    """Whether a promise counts as made when a wrong clock says: nobody would be reminded of it."""
    made_at = state.revised_at
    return state.done_at is None and made_at is not None and made_at > event.at


def _voided(case: Case, event: Event, payload: Mapping[str, Any], derive: Derive) -> dict[str, Any]:
    state = case.deadlines[f"{payload['deadline']}/{payload['cycle']}"]
    if payload["reason"] == RELEASED:
        state = state.changed({"released": True})
    move = {"change": "voided", "done_at": payload["done_at"]}
    return _data(_with(case, derive(moved(state, move, event))), event, payload, derive)


def _assigned(
    case: Case, event: Event, payload: Mapping[str, Any], derive: Derive
) -> dict[str, Any]:
    return {**_data(case, event, payload, derive), "owner": payload["owner"]}


def _missed(case: Case, event: Event, payload: Mapping[str, Any], derive: Derive) -> dict[str, Any]:
    key = f"{payload['deadline']}/{payload['cycle']}"
    state = case.deadlines[key]
    missed = state.changed({"status": "missed", "fired": (*state.fired, "miss")})
    return _data(_with(case, derive(missed)), event, payload, derive)


def _rung_fired(
    case: Case, event: Event, payload: Mapping[str, Any], derive: Derive
) -> dict[str, Any]:
    key = f"{payload['deadline']}/{payload['cycle']}"
    changes = _data(case, event, payload, derive) if "fields" in payload else {}
    deadlines = changes.get("deadlines", case.deadlines)
    before, state = case.deadlines[key], deadlines[key]
    rung, occurrence = payload["rung"], payload["occurrence"]
    fired = (*state.fired, rung_key(rung, occurrence, payload.get("revision", 0)))
    if state.revision != before.revision:
        # Reminders come again when their deadline moves, but not the one that moved it.
        fired = (*fired, rung_key(rung, occurrence, state.revision))
    changes["deadlines"] = {**deadlines, key: derive(state.changed({"fired": fired}))}
    return changes


def _with(case: Case, state: DeadlineState) -> Case:
    return case.changed({"deadlines": {**case.deadlines, state.key: state}})


def _nothing(
    _case: Case, _event: Event, _payload: Mapping[str, Any], _derive: Derive
) -> dict[str, Any]:
    return {}


def _migrated(
    case: Case, event: Event, payload: Mapping[str, Any], derive: Derive
) -> dict[str, Any]:
    # What runs on is counted by the edition it began under.
    own = {
        key: state
        if state.counted_by
        else state.changed({"counted_by": f"{case.edition}/{state.name}"})
        for key, state in case.deadlines.items()
    }
    changes = _data(case.changed({"deadlines": own}), event, payload, derive)
    changes |= {name: payload[name] for name in ("counts", "entry_counts") if name in payload}
    if "performers" in payload:
        changes["performers"] = {key: tuple(one) for key, one in payload["performers"].items()}
    return {
        **changes,
        "edition": payload["to_edition"],
        "followed": tuple(dict.fromkeys((*case.followed, case.edition))),
        "state": payload["to"],
        "final": payload["final"],
        "owner": payload["owner"],
    }


def _erased(
    case: Case, _event: Event, payload: Mapping[str, Any], _derive: Derive
) -> dict[str, Any]:
    gone = [name for name in payload["fields"] if not name.startswith("@")]
    kept = {name: seq for name, seq in case.personal.items() if name not in gone}
    return {"personal": kept, "erased": tuple(sorted({*case.erased, *gone}))}


_CHANGES = {
    **dict.fromkeys(("noted", "message_redirected", "message_dropped"), _nothing),
    "fields_set": _data,
    "deadlines_moved": _data,
    "deadline_recomputed": _data,
    "corrected": _data,
    "assigned": _assigned,
    "duty_assigned": _data,
    "deadline_missed": _missed,
    "rung_fired": _rung_fired,
    "miss_voided": _voided,
    "firing_voided": _firing_voided,
    "clock_corrected": _clock_corrected,
    "migrated": _migrated,
    "migration_undone": _migrated,
    "erased": _erased,
    "child_closed": _of_others,
    "child_reopened": _of_others,
    "merged_in": _of_others,
}
