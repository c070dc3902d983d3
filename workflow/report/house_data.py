"""What is known of a house, for programs: people, departments, sites, definitions."""

import json
from collections.abc import Iterable, Sequence

from workflow.definition.issue import SIGNED, Issue
from workflow.definition.model import Definition
from workflow.definition.resolved import to_json
from workflow.errors import Problem
from workflow.report.data import Data, instant
from workflow.service import views


def person(view: views.PersonView) -> Data:
    """Return a member of staff."""
    return {
        "name": view.name,
        "contact": view.contact,
        "contacts": dict(view.contacts),
        "quiet": view.quiet,
        "department": view.department,
        "superior": view.superior,
        "delegate": view.delegate,
        "away": view.away,
        "skills": list(view.skills),
        "capacity": view.capacity,
        "roles": {site: list(roles) for site, roles in view.roles.items()},
    }


def staff(people: Iterable[views.PersonView]) -> Data:
    """Return the members of staff."""
    return {"staff": [person(one) for one in people]}


def departments(known: Iterable[views.DepartmentView]) -> Data:
    """Return the departments."""
    return {"departments": [{"name": one.name, "head": one.head} for one in known]}


def sites(known: Iterable[views.SiteView]) -> Data:
    """Return the sites."""
    return {
        "sites": [{"name": one.name, "zone": one.zone, "fallback": one.fallback} for one in known]
    }


def edition(view: views.EditionView) -> Data:
    """Return a published edition."""
    return {
        "definition": view.definition,
        "edition": view.edition,
        "effective": view.effective,
        "hash": view.hash,
        "published_at": instant(view.published_at),
        "current": view.current,
        **_issue(view.issue),
    }


def _issue(issue: Issue) -> Data:
    """Return who stands behind an edition, ``None`` where it does not say."""
    signed = dict(issue.signatures)
    signatures = {key: signed.get(key) for key in SIGNED}
    return {
        "number": issue.number or None,
        "revision": issue.revision or None,
        "issued_by": issue.issued_by and dict(issue.issued_by),
        **{key: one and {"by": one.by, "date": one.date} for key, one in signatures.items()},
    }


def editions(known: Iterable[views.EditionView]) -> Data:
    """Return the published editions."""
    return {"definitions": [edition(one) for one in known]}


def edition_uses(known: Iterable[views.EditionUse]) -> Data:
    """Return the editions of a definition, and how many cases follow each."""
    return {
        "editions": [
            {**edition(one.edition), "open": one.open, "closed": one.closed} for one in known
        ]
    }


def definition(shown: Definition) -> Data:
    """Return a definition as it is stored: defaults written out."""
    return {"definition": json.loads(to_json(shown))}


def problems(found: Sequence[Problem]) -> Data:
    """Return what is wrong with definition files."""
    return {
        "ok": all(one.severity == "warning" for one in found),
        "problems": [
            {
                "code": one.code,
                "file": one.file,
                "line": one.line,
                "column": one.column,
                "end_column": one.end_column,
                "severity": one.severity,
                "text": one.text,
                "suggestion": one.suggestion,
            }
            for one in found
        ],
    }
