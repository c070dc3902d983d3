"""The documents that the rungs of a case brought, filled in as of now.

Which were brought is told by its events; what stands in them is the wording of its edition. Nothing
personal is in them: the checker lets no personal field be a blank.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.definition.documents import blanks, filled
from workflow.definition.near import nearest
from workflow.definition.values import show_value
from workflow.engine.case import Case, DeadlineState
from workflow.engine.edition import Edition
from workflow.engine.events import Event
from workflow.engine.joined import origins
from workflow.engine.voided import voided_by
from workflow.errors import DocumentNotBrought
from workflow.service.editions import edition_of_case
from workflow.service.house import House
from workflow.service.reading import readable
from workflow.service.views import DocumentView
from workflow.store.events import history
from workflow.translation import chosen

EMPTY = "________"
"""Where nothing is on file, there is room to write."""


def documents(
    house: House, name: str | int, *, document: str | None, actor: str | None
) -> tuple[DocumentView, ...]:
    """Return the documents a case was brought, in order; only those of one name if it is given.

    Raises ``CaseNotFound``, ``NotAuthorised``, ``DocumentNotBrought``.
    """
    now = house.now()
    with house.transactions.reading() as connection:
        stored = readable(house, connection, name, actor)
        case = stored.case
        edition = edition_of_case(connection, case, stored.wording)
        events = [one.event() for one in history(connection, case.serial)]
    brought = tuple(_brought(edition, case, events, now))
    if document is None:
        return brought
    found = tuple(one for one in brought if one.name == document)
    if not found:
        known = tuple(dict.fromkeys(one.name for one in brought))
        raise DocumentNotBrought(case.number, document, known, nearest(document, known))
    return found


def _brought(
    edition: Edition, case: Case, events: list[Event], now: datetime
) -> Iterator[DocumentView]:
    void, known = voided_by(events), origins(edition, events)
    for event in events:
        payload: Mapping[str, Any] = event.payload
        for name in payload.get("prints", ()):
            state = case.deadlines[f"{payload['deadline']}/{payload['cycle']}"]
            origin = known[state.name, state.cycle].edition
            document = origin.definition.documents[name]
            text = chosen(document.text, "")
            yield DocumentView(
                name=name,
                title=document.title,
                text=filled(text, _values(edition, case, state, blanks(text), now)),
                deadline=state.name,
                deadline_title=edition.titled(state),
                cycle=state.cycle,
                rung=payload["rung"],
                at=event.at,
                sent="skipped" not in payload,
                void=event.seq in void,
            )


def _values(
    edition: Edition, case: Case, state: DeadlineState, wanted: set[str], now: datetime
) -> dict[str, str]:
    zone, definition = zone_named(case.zone), edition.definition
    every = (*(one.definition for one in edition.earlier.values()), definition)
    fields = {name: field for one in every for name, field in one.fields.items()}
    values = {
        name: show_value(field, case.fields.get(name), zone) or EMPTY
        for name, field in fields.items()
        if name in wanted and not field.personal
    }
    return values | {
        "case": case.number,
        "definition": chosen(definition.title, definition.workflow),
        "state": chosen(definition.states[case.state].title, case.state),
        "owner": case.owner,
        "site": case.site,
        "deadline": chosen(edition.titled(state), state.name),
        "due": show_local(state.due_at, zone, end=True),
        "today": now.astimezone(zone).date().isoformat(),
    }
