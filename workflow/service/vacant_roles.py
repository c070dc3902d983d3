"""Whether somebody holds the roles that a definition addresses, that do its steps, or own by them.

A definition says nothing of sites: it is used where its cases are. Where there is none yet, a role
counts as vacant if nobody holds it anywhere.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from workflow.definition.deadline import Place
from workflow.definition.model import Definition
from workflow.definition.owning import owner_rule
from workflow.engine.directory import Directory
from workflow.service.addressee_checks import Where, addressed
from workflow.service.staff_directory import StaffDirectory
from workflow.service.warning_views import Unreached


class _Asked(NamedTuple):
    """Roles of which somebody must hold one: who is addressed, who alone may do a step, to whom
    one gives the case."""

    kind: Literal["role", "by", "owner"]
    roles: tuple[str, ...]


def vacant_roles(
    definition: Definition, directory: Directory, now: datetime, used: Sequence[str]
) -> Iterator[Unreached]:
    """Yield whom a definition addresses by role, and what it lets roles do, where nobody holds it.

    ``used`` are the sites at which it has open cases. Each role is told of once.
    """
    asked: dict[_Asked, Where] = {}
    for one, where in _asked(definition):
        asked.setdefault(one, where)
    for one, where in asked.items():
        sites = _vacant(one.roles, directory, now, used)
        if sites is None:
            continue
        places = sites or directory.sites()
        alarms = [site for site in places if directory.fallback(site) is None]
        yield Unreached(
            definition=definition.workflow,
            edition=definition.edition,
            place=Place(""),
            deadline=where.deadline,
            title=where.title,
            rung=where.rung,
            owed=where.owed,
            step=where.step,
            kind=one.kind,
            name=one.roles[0],
            suggestion="",
            alarms=tuple(alarms) if one.kind == "role" else (),
            ours=isinstance(directory, StaffDirectory),
            sites=sites,
            roles={name: definition.roles[name].title for name in one.roles},
        )


def _asked(definition: Definition) -> Iterator[tuple[_Asked, Where]]:
    for where, one in addressed(definition):
        if one.kind == "role":
            yield _Asked("role", (one.name,)), where
    for step in definition.transitions.values():
        # What others may do too is not held up.
        if definition.roles.keys() >= {*step.by}:
            yield _Asked("by", step.by), Where(step.title, step=step.name)
    for step in definition.transitions.values():
        where = Where(step.title, step=step.name)
        for rule in (owner_rule(definition, one) for one in step.branches):
            if rule is not None:
                yield _Asked("owner", (rule.role,)), where
    for duty in definition.duties.values():
        if duty.who is not None:
            yield _Asked("owner", (duty.who.role,)), Where(duty.title, step=duty.name)


def _vacant(
    roles: Sequence[str], directory: Directory, now: datetime, used: Sequence[str]
) -> tuple[str, ...] | None:
    """Return the sites at which nobody holds one of some roles; ``None`` if somebody does."""
    sites = tuple(used) or directory.sites()
    vacant = [site for site in sites if not any(directory.holders(one, site, now) for one in roles)]
    if used:
        return tuple(vacant) or None
    return () if len(vacant) == len(sites) else None
