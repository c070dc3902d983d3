"""An explanation for programs: reasons as codes, with their values."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from workflow.calendars.amounts import Amount
from workflow.calendars.intervals import Interval
from workflow.engine.explaining import Calendar, Coming, Cycle, Margin, Rule
from workflow.engine.spans import Length
from workflow.engine.traces import Cause, Change, Firing, Standstill
from workflow.report.data import Data, instant
from workflow.service.explaining import Explanation


def explanation(found: Explanation) -> Data:
    """Return why the deadlines of a case are due when they are."""
    return {
        "case": found.case,
        "definition": found.definition,
        "edition": found.edition,
        "zone": found.zone,
        "now": instant(found.now),
        "cycles": [_cycle(one, found.now) for one in found.cycles],
        "not_started": found.waiting,
        "findings": [{"code": one.code, "text": one.text} for one in found.findings],
    }


def _cycle(cycle: Cycle, now: datetime) -> Data:
    state = cycle.state
    standing = state.standing(now)
    return {
        "deadline": state.name,
        "cycle": state.cycle,
        "status": standing.status,
        "overdue": standing.overdue,
        "owed": state.owed,
        "started_at": instant(state.started_at),
        "due_at": instant(state.due_at),
        "done": cycle.done,
        "done_at": instant(state.done_at) if cycle.done else None,
        "over_at": instant(state.done_at),
        "released": state.released,
        "computed_due_at": instant(cycle.computed),
        "started": _change(cycle.start),
        "continues": cycle.continues,
        "rule": _rule(cycle.rule),
        "calendar": _calendar(cycle.calendar),
        "intervals": [_interval(one) for one in cycle.intervals],
        "wanted": _length(cycle.wanted),
        "left": _length(cycle.left),
        "days_not_used": cycle.cut,
        "pauses": [_pause(one) for one in _pauses(cycle)],
        "extensions": [
            {**_change(one.change), "at_most": _by(one.at_most)} for one in cycle.grants
        ],
        "changes": [_change(one) for one in cycle.changes],
        "fired": [_fired(one) for one in cycle.fired],
        "next": [_coming(one) for one in cycle.coming],
        "ended": _change(cycle.ended) if cycle.ended else None,
        "reason": cycle.reason or None,
        "applies": cycle.applies,
        "edition": cycle.edition,
        "margin": _margin(cycle.margin),
    }


def _pauses(cycle: Cycle) -> Sequence[Standstill]:
    return cycle.pauses if cycle.standing is None else (*cycle.pauses, cycle.standing)


def _rule(rule: Rule) -> Data:
    return {
        "place": rule.place or None,
        "amount": _by(rule.amount),
        "counted": _by(rule.counted),
        "factor": rule.factor,
        "when": rule.when,
        "not_taken": [
            {"place": one.place or None, "amount": str(one.amount), "when": one.when}
            for one in rule.passed
        ],
        "field": rule.field,
    }


def _calendar(calendar: Calendar | None) -> Data | None:
    if calendar is None:
        return None
    return {**calendar._asdict(), "estimated": list(calendar.estimated)}


def _interval(one: Interval) -> Data:
    return {
        "from": instant(one.first),
        "to": instant(one.end),
        "counted": one.counted,
        "reason": one.reason,
        "name": dict(one.name) or None,
        "seconds": one.worked.total_seconds(),
        "days": one.days,
        "pause": one.pause,
        "extension": one.extension or None,
    }


def _length(length: Length | None) -> Data | None:
    if isinstance(length, timedelta):
        return {"seconds": length.total_seconds()}
    return None if length is None else {"days": length}


def _by(by: Amount | datetime | None) -> str | None:
    if by is None or isinstance(by, datetime):
        return instant(by)
    return str(by)


def _change(one: Change) -> Data:
    return {
        "event": one.seq,
        "change": one.what,
        "at": instant(one.at),
        "because": _cause(one.cause),
        "was": instant(one.was),
        "due_at": instant(one.due_at),
        "by": _by(one.by),
        "fields": list(one.fields),
        "official": one.official,
    }


def _cause(one: Cause) -> Data:
    return {
        "event": one.seq,
        "type": one.type,
        "trigger": one.trigger or None,
        "deadline": one.deadline or None,
        "schedule": one.schedule or None,
        "at": instant(one.at),
        "recorded_at": instant(one.recorded_at),
        "performed_by": one.by,
        "recorded_by": one.recorded_by,
    }


def _pause(one: Standstill) -> Data:
    return {
        "from": instant(one.first),
        "to": instant(one.end),
        "state": one.state,
        "conditions": list(one.conditions),
        "then": [{"state": why.state, "conditions": list(why.conditions)} for why in one.then],
        "because": _cause(one.cause),
        "ended": _cause(one.ended) if one.ended else None,
    }


def _fired(one: Firing) -> Data:
    found: dict[str, Any] = {**one._asdict(), "at": instant(one.at), "to": list(one.to)}
    found["event"] = found.pop("seq")
    return found


def _coming(one: Coming) -> Data:
    found: dict[str, Any] = {**one._asdict(), "to": list(one.to)}
    found["at"] = instant(found.pop("instant"))
    return found


def _margin(margin: Margin | None) -> Data | None:
    if margin is None:
        return None
    return {
        "seconds": margin.time.total_seconds(),
        "working": margin.working,
        "estimated": list(margin.estimated),
    }
