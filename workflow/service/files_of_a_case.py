"""The files a case names, now and before, as they are referred to. Nothing is written."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from workflow.definition.model import Definition
from workflow.engine.sight import Reader
from workflow.service.histories import show_history
from workflow.service.house import House
from workflow.service.reading import readable
from workflow.service.views import AttachmentView, EventView


def attachments(house: House, name: str | int, *, reader: Reader) -> tuple[AttachmentView, ...]:
    """Return every file a case named so far, in order; what was erased or is withheld is not there.

    Raises ``CaseNotFound``, ``NotAuthorised``, ``ActorMissing``.
    """
    events = show_history(house, name, actor=reader)
    with house.transactions.reading() as connection:
        _stored, edition, _hidden = readable(house, connection, name, reader)
        definition = edition.definition
    return tuple(chain.from_iterable(_named(event, definition) for event in events))


def _named(event: EventView, definition: Definition) -> Iterator[AttachmentView]:
    details: Mapping[str, Any] = event.details
    for part in ("fields", "personal"):
        values = details.get(part)
        for field, value in values.items() if isinstance(values, Mapping) else ():
            known = definition.fields.get(field)
            named = value if isinstance(value, list) else [value]
            # What was there already was named before.
            for one in named[-details.get("added", {}).get(field, len(named)) :]:
                if known is not None and isinstance(one, Mapping):
                    yield AttachmentView(field, known.title, event.seq, event.at, **_members(one))


def _members(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {"file" if name == "name" else name: value for name, value in reference.items()}
