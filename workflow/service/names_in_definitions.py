"""Names that definitions give a meaning: roles must be known, people not called like others."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from workflow.calendars.rules import Text
from workflow.definition.deadline import Place
from workflow.definition.model import ANY_STAFF, OWES, OWNER, SYSTEM, Definition
from workflow.definition.near import nearest_titled
from workflow.definition.resolved import from_json
from workflow.engine.directory import Directory
from workflow.errors import RoleUnknown, StaffInvalid
from workflow.service.staff_directory import StaffDirectory
from workflow.service.warning_views import Unreached
from workflow.store.definitions import all_editions
from workflow.translation import gettext

RESERVED = frozenset({OWNER, SYSTEM, ANY_STAFF, OWES})


def check_roles(connection: Connection, roles: Sequence[str]) -> None:
    """Refuse a mistyped role: messages to it would reach nobody."""
    known: dict[str, Text] = {}
    for edition in all_editions(connection) if roles else ():
        known.update({one.name: one.title for one in from_json(edition.resolved).roles.values()})
    for role in roles:
        if role not in known:
            raise RoleUnknown(role, tuple(known), nearest_titled(role, known))


def check_free(connection: Connection, name: str) -> None:
    """Refuse a new person called like the system or a party. Raises ``StaffInvalid``."""
    if name in RESERVED:
        wanted = gettext("in definitions {name} means somebody else. Choose another name.")
        raise StaffInvalid(name, wanted.format(name=name))
    for edition in all_editions(connection):
        if name in from_json(edition.resolved).parties:
            wanted = gettext(
                "{name} is a party of {definition}, edition {edition}, and may do no step of the "
                "staff. Choose another name."
            )
            about = {"definition": edition.workflow, "edition": edition.edition}
            raise StaffInvalid(name, wanted.format(name=name, **about))


def people_called_like_parties(definition: Definition, directory: Directory) -> Iterator[Unreached]:
    """Yield the parties of a definition like which somebody of the house is called."""
    for name, party in definition.parties.items():
        if directory.knows(name):
            yield Unreached(
                definition=definition.workflow,
                edition=definition.edition,
                place=Place(""),
                deadline="",
                title=party.title,
                rung="",
                kind="party",
                name=name,
                suggestion="",
                alarms=(),
                ours=isinstance(directory, StaffDirectory),
            )
