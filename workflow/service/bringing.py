"""The documents that the rungs of a case brought, filled in as of now.

Which were brought is told by its events; what stands in them is the wording of its edition. Nothing
personal is in them: the checker lets no personal field be a blank.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.definition.documents import blanks, filled
from workflow.definition.model import Definition
from workflow.definition.near import nearest
from workflow.definition.values import show_value
from workflow.engine.case import Case, DeadlineState
from workflow.engine.events import Event
from workflow.engine.sight import Reader
from workflow.engine.voided import voided_by
from workflow.errors import DocumentNotBrought
from workflow.service.house import House
from workflow.service.reading import readable
from workflow.service.views import DocumentView
from workflow.store.events import history
from workflow.translation import chosen, gettext

EMPTY = "________"
"""Where nothing is on file, there is room to write."""


def documents(
    house: House, name: str | int, *, document: str | None, actor: Reader
) -> tuple[DocumentView, ...]:
    """Return the documents a case was brought, in order; only those of one name if it is given.

    Raises ``CaseNotFound``, ``NotAuthorised``, ``DocumentNotBrought``.
    """
    now = house.now()
    with house.transactions.reading() as connection:
        stored, edition, hidden = readable(house, connection, name, actor)
        case, definition = stored.case, edition.definition
        events = [one.event() for one in history(connection, case.serial)]
    brought = tuple(_brought(definition, case, events, now, hidden))
    if document is None:
        return brought
    found = tuple(one for one in brought if one.name == document)
    if not found:
        known = tuple(dict.fromkeys(one.name for one in brought))
        raise DocumentNotBrought(case.number, document, known, nearest(document, known))
    return found


def _brought(
    definition: Definition, case: Case, events: list[Event], now: datetime, hidden: Collection[str]
) -> Iterator[DocumentView]:
    void = voided_by(events)
    for event in events:
        payload: Mapping[str, Any] = event.payload
        for name in payload.get("prints", ()):
            document = definition.documents[name]
            state = case.deadlines[f"{payload['deadline']}/{payload['cycle']}"]
            text = chosen(document.text, "")
            yield DocumentView(
                name=name,
                title=document.title,
                text=filled(
                    text, _values(definition, case, state, blanks(text), now=now, hidden=hidden)
                ),
                deadline=state.name,
                deadline_title=definition.deadlines[state.name].title,
                cycle=state.cycle,
                rung=payload["rung"],
                at=event.at,
                sent="skipped" not in payload,
                void=event.seq in void,
            )


def _values(
    definition: Definition,
    case: Case,
    state: DeadlineState,
    wanted: set[str],
    *,
    now: datetime,
    hidden: Collection[str],
) -> dict[str, str]:
    zone = zone_named(case.zone)
    values = {
        name: show_value(field, case.fields.get(name), zone) or EMPTY
        for name, field in definition.fields.items()
        if name in wanted and not field.personal
    }
    kept = {name: gettext("(withheld)") for name in hidden if name in values}
    return (
        values
        | kept
        | {
            "case": case.number,
            "definition": chosen(definition.title, definition.workflow),
            "state": chosen(definition.states[case.state].title, case.state),
            "owner": case.owner,
            "site": case.site,
            "deadline": chosen(definition.deadlines[state.name].title, state.name),
            "due": show_local(state.due_at, zone, end=True),
            "today": now.astimezone(zone).date().isoformat(),
        }
    )
