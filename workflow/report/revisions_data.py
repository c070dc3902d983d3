"""Revisions of official days for programs: plain data with stable keys, instants in UTC."""

from collections.abc import Iterable

from workflow.report.data import Data, instant
from workflow.service.revision_views import CaseMove, Revising, RevisionView


def revisions(known: Iterable[RevisionView]) -> Data:
    """Return the adopted revisions."""
    return {
        "revisions": [
            {
                "country": one.country,
                "region": one.region or None,
                "revision": one.number,
                "adopted_at": instant(one.adopted_at),
                "adopted_by": one.adopted_by,
                "years": sorted(one.years),
                "estimated": sorted(year for year, estimated in one.years.items() if estimated),
            }
            for one in known
        ]
    }


def revised(shown: Iterable[Revising]) -> Data:
    """Return what newer official days change, or would."""
    return {"revised": [_revised(one) for one in shown]}


def _revised(view: Revising) -> Data:
    return {
        "country": view.country,
        "region": view.region or None,
        "in_force": view.revision,
        "revision": view.number,
        "adopted": view.adopted,
        "years": [{"year": one.year, "was": one.was, "becomes": one.becomes} for one in view.years],
        "days": [
            {
                "date": one.date.isoformat(),
                "was": one.was,
                "becomes": one.becomes,
                "name": dict(one.name),
            }
            for one in view.days
        ],
        "deadlines": [_move(one) for one in view.moves],
        "unmoved": view.same,
        "failed": [{"case": case, "error": why} for case, why in view.failed],
    }


def _move(one: CaseMove) -> Data:
    return {
        "case": one.case,
        "deadline": one.deadline,
        "cycle": one.cycle,
        "status": one.status,
        "due_at": instant(one.due_at),
        "new_due_at": instant(one.new_due_at),
        "result": one.result,
    }
