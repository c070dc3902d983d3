"""Whether those whom a definition addresses by name are in the directory.

A definition may be published before its people are there, so this refuses nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.rules import Text
from workflow.definition.brought import papers_and_messages
from workflow.definition.deadline import Addressee
from workflow.definition.model import Definition
from workflow.definition.near import nearest
from workflow.engine.directory import Directory, head_of
from workflow.service.staff_directory import StaffDirectory
from workflow.service.warning_views import Unreached
from workflow.store.definitions import StoredEdition, all_editions, in_effect
from workflow.store.queries import editions_followed


def unreached(definition: Definition, directory: Directory) -> Iterator[Unreached]:
    """Yield the addressees of a definition who come to nobody at present."""
    alarms = tuple(site for site in directory.sites() if directory.fallback(site) is None)
    for where, one in addressed(definition):
        for name in _missing(one, directory):
            yield Unreached(
                definition=definition.workflow,
                edition=definition.edition,
                place=one.place,
                deadline=where.deadline,
                title=where.title,
                rung=where.rung,
                owed=where.owed,
                step=where.step,
                kind="person" if one.kind == "person" else "head_of",
                name=name,
                suggestion=nearest(name, _alike(one, directory)),
                alarms=alarms,
                ours=isinstance(directory, StaffDirectory),
            )


class Where(NamedTuple):
    """What addresses somebody: a rung of a deadline, or a step."""

    title: Text
    deadline: str = ""
    rung: str = ""
    step: str = ""
    owed: bool = True


def addressed(definition: Definition) -> Iterator[tuple[Where, Addressee]]:
    """Yield whom each rung of each deadline addresses, and each step."""
    for deadline in definition.deadlines.values():
        for kind, rungs in (("remind", deadline.remind), ("missed", deadline.missed)):
            for number, rung in enumerate(rungs, 1):
                key = f"{kind}.{number}#0"
                where = Where(deadline.title, deadline.name, key, owed=deadline.owed)
                yield from ((where, one) for one in rung.to)
                yield from ((where, one) for send in rung.sends for one in send.to)
    for step in definition.transitions.values():
        where = Where(step.title, step=step.name)
        for _prints, sends in papers_and_messages(step):
            yield from ((where, one) for send in sends for one in send.to)


def followed(connection: Connection, now: datetime) -> Iterator[StoredEdition]:
    """Yield every edition that cases follow, or new ones will."""
    day, open_cases = now.date().isoformat(), editions_followed(connection)
    for one in all_editions(connection):
        current = in_effect(connection, one.workflow, day)
        is_current = current is not None and current.hash == one.hash
        if is_current or one.effective > day or one.hash in open_cases:
            yield one


def _missing(addressee: Addressee, directory: Directory) -> Iterator[str]:
    """Yield the names that nobody answers to, of a person or of departments."""
    if addressee.kind == "person" and not directory.knows(addressee.name):
        yield addressee.name
    elif addressee.kind == "head_of":
        departments = [addressee.name] if addressee.name else _departments(directory)
        for name in departments or [""]:
            head = head_of(directory, name or None)
            if head is None or not directory.knows(head):
                yield name


def _departments(directory: Directory) -> list[str]:
    """Return the departments that people belong to: a case has that of who opened it."""
    found = {directory.department(name) for name in directory.names()}
    return sorted(one for one in found if one)


def _alike(addressee: Addressee, directory: Directory) -> list[str]:
    if addressee.kind == "person":
        return list(directory.names())
    return [one for one in _departments(directory) if head_of(directory, one) is not None]
