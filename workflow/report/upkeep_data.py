"""What the machine did by itself, or to put something right, for programs."""

from collections.abc import Iterable
from datetime import datetime

from workflow.report.data import Data, instant
from workflow.report.message_data import rest
from workflow.service import views
from workflow.service.views.health import DaemonView, HealthView, RestView


def rebuilding(result: views.Rebuilding) -> Data:
    """Return what ``rebuild`` found and wrote."""
    return {
        "cases": result.cases,
        "written": result.written,
        "findings": [_finding(one) for one in result.findings],
    }


def verification(result: views.Verification) -> Data:
    """Return what ``verify`` found."""
    return {
        "ok": not result.findings,
        "cases": result.cases,
        "events": result.events,
        "findings": [_finding(one) for one in result.findings],
    }


def _finding(one: views.Finding) -> Data:
    found: Data = {"case": one.case, "code": one.code, "text": one.text}
    if (difference := one.difference) is not None:
        found["deadline"] = difference.deadline
        found["field"] = difference.field
        found["stored"] = _value(difference.stored)
        found["computed"] = _value(difference.computed)
    return found


def _value(value: datetime | str | int | None) -> str | int | None:
    return instant(value) if isinstance(value, datetime) else value


def gaps(found: Iterable[views.GapView]) -> Data:
    """Return the times in which nothing ran."""
    return {
        "gaps": [_gap(one) for one in found],
    }


def _gap(one: views.GapView) -> Data:
    return {"since": instant(one.since), "until": instant(one.until), "late": one.late}


def health(found: HealthView) -> Data:
    """Return whether a daemon lives, and what somebody should look at."""
    gap = found.gap
    return {
        "lives": found.lives,
        "attention": list(found.attention),
        "daemons": [_daemon(one) for one in found.daemons],
        "next_due": instant(found.next_due),
        "late_seconds": found.late_seconds,
        "aside": found.aside,
        "recurring_failed": found.recurring,
        "outbox": {
            **found.outbox._asdict(),
            "unserved": list(found.outbox.unserved),
            "resting": [rest(one) for one in found.outbox.resting],
        },
        "gap": None if gap is None else _gap(gap),
    }


def _daemon(one: DaemonView) -> Data:
    plain = {
        name: instant(value) if isinstance(value, datetime) else value
        for name, value in one._asdict().items()
    }
    return {**plain, "resting": [rest(RestView(*each)) for each in one.resting]}


def voiding(report: views.VoidingReport) -> Data:
    """Return what was voided, or would be."""
    return {
        "written": not report.dry_run,
        "voided": [
            {
                "case": one.case,
                "deadline": one.deadline,
                "cycle": one.cycle,
                "fired": list(one.fired),
                "did": list(one.did),
                "again": one.again,
                "due_at": None if one.due_at is None else instant(one.due_at),
                "paused_at": None if one.paused_at is None else instant(one.paused_at),
                "owed": one.owed,
            }
            for one in report.voided
        ],
        "put_right": [
            {
                "case": one.case,
                "events": list(one.events),
                "deadlines": [
                    {
                        "deadline": each.deadline,
                        "cycle": each.cycle,
                        "was": instant(each.was),
                        "due_at": instant(each.due_at),
                        "past": each.past,
                    }
                    for each in one.deadlines
                ],
            }
            for one in report.put_right
        ],
        "already": [
            {"case": one.case, "event": one.seq, "at": instant(one.at)} for one in report.already
        ],
        "refused": [{"case": case, "why": why} for case, why in report.refused],
    }
