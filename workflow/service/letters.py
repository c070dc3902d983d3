"""What messages are about, with the words of its definition: what their templates may say."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from workflow.calendars.rules import Text
from workflow.definition.model import Definition
from workflow.service.delivery import Letter, OnFile
from workflow.service.editions import edition_of, edition_of_case
from workflow.service.filling import personal_of
from workflow.service.house import House
from workflow.service.naming import serial_of
from workflow.service.sight import kept_from, may_read
from workflow.store import cases
from workflow.store.events import personal
from workflow.store.messages import Message


def letter(connection: Connection, message: Message) -> Letter:
    """Return a message with the words of the definition it is about."""
    then = edition_of(connection, message.edition_then).definition
    definition = edition_of(connection, message.edition).definition
    return Letter(
        recipient=message.recipient,
        kind=message.template,
        case=message.case,
        definition=definition.title,
        state=definition.states[message.state].title,
        owner=message.owner,
        site=message.site,
        zone=message.zone,
        deadline=title_of(then, message.deadline),
        due_at=message.due_at,
        urgent=message.urgent,
        deadline_name=message.deadline,
        party_name=message.party,
        party=None if message.party is None else then.parties[message.party].title,
        documents=tuple([then.documents[one].title for one in message.documents]),
        document_names=message.documents,
        owed=message.owed,
    )


def title_of(definition: Definition, deadline: str) -> Text:
    """Return the title of the deadline a message is about; what a step sends is about none."""
    return definition.deadlines[deadline].title if deadline else {}


def with_fields(
    house: House, connection: Connection, letters: Sequence[Letter], *, reader: str
) -> tuple[Letter, ...]:
    """Return letters with what is on file now in their cases, as far as a person may read it."""
    return tuple(
        one._replace(fields=_on_file(house, connection, one.case, reader)) for one in letters
    )


def _on_file(
    house: House, connection: Connection, number: str, reader: str
) -> Mapping[str, OnFile]:
    stored = cases.load(connection, serial_of(number))
    if stored is None:
        return {}
    case, edition = stored.case, edition_of_case(connection, stored.case, stored.wording)
    if not may_read(house, connection, edition, case=case, reader=reader):
        return {}
    hidden = kept_from(house, connection, edition, case, reader)
    values = {**case.fields, **personal_of(case, personal(connection, case.serial))}
    fields = edition.definition.fields
    return {
        name: OnFile(fields[name], value)
        for name, value in values.items()
        if name in fields and name not in hidden
    }
