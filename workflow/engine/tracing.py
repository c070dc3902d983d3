"""Tracing: the traces of the cycles of a case, read from its events.

The case is made from its events once more, and on the way every change of a clock is kept with the
act behind it. What the system records by itself is owed to the act that came before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.clock import from_text
from workflow.definition.model import SYSTEM
from workflow.engine.case import Case
from workflow.engine.cycles import RELEASED, extension, instant
from workflow.engine.data import Facts
from workflow.engine.directory import Context
from workflow.engine.due import named_instant
from workflow.engine.edition import Clock, Edition
from workflow.engine.events import Event, moves_of
from workflow.engine.fold import begin, evolve
from workflow.engine.joined import Origin, edition_then, origins
from workflow.engine.ladder import MISS
from workflow.engine.really import true_times
from workflow.engine.succession import Cycle
from workflow.engine.traces import Cause, Change, Firing, Standstill, Trace, Why

_BY_ITSELF = frozenset({"deadlines_moved", "miss_voided"})
_TELLING = frozenset({
    "opened", "transitioned", "fields_set", "corrected", "rung_fired", "child_closed",
    "child_reopened",
})  # fmt: skip
"""After these a clock may stand still for another reason."""
_TAKEN = _BY_ITSELF | {"deadline_missed", "rung_fired"}
_ENDING = frozenset({
    "met", "late", RELEASED, "cancelled", "lapsed", "voided", "replaced", "dropped",
})  # fmt: skip


class Traced(NamedTuple):
    """A case made from its events, and the trace of each of its cycles, by ``name/cycle``."""

    case: Case
    traces: dict[str, Trace]


def traced(
    events: Iterable[Event],
    edition: Edition,
    context: Context,
    *,
    serial: int,
    uuid: str,
    number: str,
) -> Traced:
    """Return the case that a history makes, with the traces of its clocks."""
    events = tuple(events)
    stream = iter(events)
    first = next(stream)
    case = begin(first, serial=serial, uuid=uuid, number=number)
    tracer = _Tracer(edition, context, origins(edition, events))
    turning = {one[0] for event in events for move in moves_of(event) for one in _turns(move)}
    tracer.take(first, case)
    for event in stream:
        case = evolve(case, event)
        if "deadlines" in event.payload or event.type in _TAKEN:
            tracer.take(event, case)
        else:  # most events are about no clock
            tracer.act = event
        if event.type in _TELLING:
            tracer.look(case)
        if event.seq in turning:
            tracer.turning[event.seq] = event, case
    return Traced(case, tracer.traces)


class _Tracer:
    """Takes the events in order, each with the case after it."""

    def __init__(self, edition: Edition, context: Context, known: Mapping[Cycle, Origin]) -> None:
        self.traces: dict[str, Trace] = {}
        self.turning: dict[int, tuple[Event, Case]] = {}
        self._edition = edition
        self._context = context
        self._origins = known
        self.act: Event | None = None

    def take(self, event: Event, case: Case) -> None:
        """Take one event."""
        kind = event.type
        if kind not in _BY_ITSELF or event.recorded_by != SYSTEM:
            self.act = event
        if kind in {"deadline_missed", "rung_fired"}:
            self._fired(event)
        elif kind == "miss_voided":
            self._voided(event)
        for move in moves_of(event):
            self._move(move, event, case)

    def look(self, case: Case) -> None:
        """See why clocks stand still now."""
        for key, trace in self.traces.items():
            standing = trace.standing
            if standing is None or trace.ended is not None:
                continue
            why = self._why(key.partition("/")[0], case)
            if why not in (Why(), standing.whys[-1]):
                trace.standing = standing._replace(then=(*standing.then, why))

    def _move(self, move: Mapping[str, Any], event: Event, case: Case) -> None:
        what, key = move["change"], f"{move['name']}/{move['cycle']}"
        # Other official days come from no act on the case.
        act = event if self.act is None or "official" in move else self.act
        clock = self._origins[move["name"], move["cycle"]].clock
        change = Change(
            seq=event.seq,
            what=what,
            at=event.at,
            cause=_cause(act),
            was=_instant(move.get("was")),
            due_at=None if what == "kept" else _instant(move.get("due_at")),  # it was not moved
            by=extension(move["by"]) if "by" in move else None,
            fields=_read_by(clock, act),
            official=move.get("official"),
        )
        if what == "armed":
            self._armed(key, change, move)
        else:
            self.traces[key].changes.append(change)
            self._moved(self.traces[key], change, move["name"], case)
        if change.due_at is not None:
            self._name(self.traces[key], clock, case)

    def _name(self, trace: Trace, clock: Clock, case: Case) -> None:
        field = clock.deadline.due or clock.deadline.agreed or ""
        named = named_instant(case, field, Facts(case, self._context))
        trace.named = named or trace.named

    def _armed(self, key: str, change: Change, move: Mapping[str, Any]) -> None:
        name = move.get("of", move["name"])
        before = self.traces.get(f"{name}/{move.get('continues')}")
        trace = self.traces[key] = Trace(change, before, move.get("continues"))
        extensions = move.get("extensions", ())
        for one in extensions[len(trace.grants) :]:  # granted with this very act
            was = None if before is None else before.due_at
            grant = change._replace(what="extended", by=extension(one), was=was)
            trace.grants.append(grant)
            trace.changes.append(grant)
        if before is not None:
            trace.named = before.named
            if "paused_at" in move:
                trace.standing = before.standing
            for seq, what, at in _turns(move):
                self._turned(trace, move["name"], seq, what, instant(at))
            if self.act is not None:
                trace.put_right(true_times([self.act]))
            if before.due_at == change.due_at:
                trace.provisional = before.provisional

    def _moved(self, trace: Trace, change: Change, name: str, case: Case) -> None:
        what, at, standing = change.what, change.at, trace.standing
        if what == "paused":
            trace.standing = self._standstill(at, change.cause, name, case)
        elif what == "resumed":
            if standing is not None:
                trace.ended_pauses.append(standing._replace(end=at, ended=change.cause))
            trace.standing = trace.provisional = None
        elif change.due_at is not None:
            began = None if standing is None else standing.first
            trace.provisional = (began, at) if began is not None and began < at else None
            if what == "extended":
                trace.grants.append(change)
            elif what == "revoked":
                # Taken back too late, so much time there was.
                trace.grants[:] = [change] if change.by is not None else []
        elif what in _ENDING:
            trace.ended = change
            if what == "voided" or change.cause.type == "clock_corrected":
                trace.reason = str(self.act.payload.get("reason", "")) if self.act else ""

    def _turned(self, trace: Trace, name: str, seq: int, what: str, at: datetime) -> None:
        """Let a trace say what paused a cycle, or let it go on, while it counted as missed."""
        act, case = self.turning[seq]
        standing = trace.standing
        if what == "paused":
            trace.standing = self._standstill(at, _cause(act), name, case)
            return
        if standing is not None:
            trace.ended_pauses.append(standing._replace(end=at, ended=_cause(act)))
        if what == "restarted":
            trace.ended_pauses = []
        trace.standing = None

    def _standstill(self, at: datetime, cause: Cause, name: str, case: Case) -> Standstill:
        why = self._why(name, case)
        # What held then need not hold for what is known now; one of them did.
        pausing = edition_then(self._edition, case.edition).clocks[name].paused_when
        known = why.conditions or tuple(one.text for one in pausing)
        conditions = () if why.state is not None else known
        return Standstill(at, None, cause, None, why.state, conditions)

    def _why(self, name: str, case: Case) -> Why:
        # What pauses a clock is the edition the case follows then.
        clock = edition_then(self._edition, case.edition).clocks[name]
        if case.state in clock.paused_in:
            return Why(case.state)
        facts = Facts(case, self._context)
        return Why(None, tuple(one.text for one in clock.paused_when if one.test(facts)))

    def _fired(self, event: Event) -> None:
        payload: Mapping[str, Any] = event.payload
        trace = self.traces[f"{payload['deadline']}/{payload['cycle']}"]
        trace.fired.append(
            Firing(
                seq=event.seq,
                at=event.at,
                rung=payload.get("rung", MISS),
                occurrence=payload.get("occurrence", 0),
                to=tuple(_addressed(one) for one in payload.get("to", ())),
                alarm=bool(payload.get("alarm")),
                skipped=payload.get("skipped", ""),
                does=payload.get("does", ""),
                refused=payload.get("refused", ""),
            )
        )

    def _voided(self, event: Event) -> None:
        payload: Mapping[str, Any] = event.payload
        trace = self.traces[f"{payload['deadline']}/{payload['cycle']}"]
        change = Change(event.seq, "voided", event.at, _cause(self.act or event))
        trace.changes.append(change)
        trace.ended, trace.reason = change, payload["reason"]


def _turns(move: Mapping[str, Any]) -> Iterable[tuple[int, str, str | datetime]]:
    turns: Iterable[tuple[int, str, str | datetime]] = move.get("meanwhile", ())
    return turns


def _addressed(one: str | Mapping[str, str]) -> str:
    return one if isinstance(one, str) else one["party"]


def _cause(event: Event) -> Cause:
    payload: Mapping[str, Any] = event.payload
    return Cause(
        seq=event.seq,
        type=event.type,
        at=event.at,
        recorded_at=event.recorded_at,
        by=event.performed_by,
        recorded_by=event.recorded_by,
        trigger=payload.get("trigger", ""),
        deadline=payload.get("deadline", ""),
        schedule=payload.get("recurs", {}).get("schedule", ""),
        owed=payload.get("owed", True),
    )


def _read_by(clock: Clock, act: Event) -> tuple[str, ...]:
    given: Any = act.payload.get("fields") or ()
    return tuple(name for name in given if name in clock.reads)


def _instant(value: str | datetime | None) -> datetime | None:
    return from_text(value) if isinstance(value, str) else value
