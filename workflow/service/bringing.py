"""The documents that the rungs and the steps of a case brought, filled in.

Which were brought is told by its events; what stands in them is the wording of its edition. What a
step brought is filled in as the case was then, as far as its personal values are still there; what
a rung brought, in which nothing personal can stand, as of now.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.definition.model import Definition
from workflow.definition.near import nearest
from workflow.engine.case import Case
from workflow.engine.events import Event
from workflow.engine.fold import begin, evolve
from workflow.engine.sight import Reader
from workflow.engine.voided import voided_by
from workflow.errors import DocumentNotBrought
from workflow.service.filling import Sheet, fill, personal_of
from workflow.service.house import House
from workflow.service.reading import readable
from workflow.service.views import DocumentView
from workflow.store.events import PersonalValue, erased_up_to, history, personal


class _Record(NamedTuple):
    """A case with all that is on record of it; ``values`` are the personal ones still there."""

    definition: Definition
    case: Case
    events: list[Event]
    values: list[PersonalValue]
    now: datetime
    hidden: Collection[str]


def documents(
    house: House, name: str | int, *, document: str | None, actor: Reader
) -> tuple[DocumentView, ...]:
    """Return the documents a case was brought, in order; only those of a name, or of a number.

    Raises ``CaseNotFound``, ``NotAuthorised``, ``DocumentNotBrought``.
    """
    now = house.now()
    with house.transactions.reading() as connection:
        stored, edition, hidden = readable(house, connection, name, actor)
        case = stored.case
        chain = list(history(connection, case.serial))
        # What was erased may be there again, if rows were put back from a backup.
        erased = erased_up_to(chain)
        values = [one for one in personal(connection, case.serial) if one.revision > erased]
    events = [one.event() for one in chain]
    brought = tuple(_brought(_Record(edition.definition, case, events, values, now, hidden)))
    if document is None:
        return brought
    found = tuple(one for one in brought if document in (one.name, one.number))
    if not found:
        known = tuple(dict.fromkeys(one.name for one in brought))
        raise DocumentNotBrought(case.number, document, known, nearest(document, known))
    return found


def _brought(record: _Record) -> Iterator[DocumentView]:
    void = voided_by(record.events)
    for event, then in _lived(record):
        if event.type == "rung_fired":
            yield from _of_rung(record, event, void=event.seq in void)
        else:
            yield from _of_step(record, event, then)


def _lived(record: _Record) -> Iterator[tuple[Event, Case]]:
    """Yield the events that brought something, each with the case as it was after it."""
    first, *later = record.events
    serial, uuid, number = record.case.serial, record.case.uuid, record.case.number
    then = begin(first, serial=serial, uuid=uuid, number=number)
    if papers_of(first.payload):
        yield first, then
    for event in later:
        then = evolve(then, event)
        if papers_of(event.payload):
            yield event, then


def _of_rung(record: _Record, event: Event, *, void: bool) -> Iterator[DocumentView]:
    payload: Mapping[str, Any] = event.payload
    definition, case = record.definition, record.case
    state = case.deadlines[f"{payload['deadline']}/{payload['cycle']}"]
    sheet = Sheet(definition, case, case.zone, record.now, cycle=state, hidden=record.hidden)
    for view in _filled(sheet, event):
        yield view._replace(
            deadline=state.name,
            deadline_title=definition.deadlines[state.name].title,
            cycle=state.cycle,
            rung=payload["rung"],
            sent="skipped" not in payload,
            void=void,
        )


def _of_step(record: _Record, event: Event, then: Case) -> Iterator[DocumentView]:
    definition, step = record.definition, str(event.payload["trigger"])
    values = personal_of(then, record.values)
    sheet = Sheet(definition, then, then.zone, event.at, values, hidden=record.hidden)
    for view in _filled(sheet, event):
        yield view._replace(step=step, step_title=definition.transitions[step].title)


def _filled(sheet: Sheet, event: Event) -> Iterator[DocumentView]:
    case = sheet.case.number if sheet.case else ""
    for place, name in enumerate(papers_of(event.payload)):
        document, number = sheet.definition.documents[name], paper_number(case, event.seq, place)
        yield DocumentView(
            name=name,
            title=document.title,
            number=number,
            text=fill(document.text, sheet._replace(number=number)),
            at=event.at,
        )


def papers_of(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the documents an event brings, in order: what it prints, then what it sends."""
    return (*payload.get("prints", ()), *(one["document"] for one in payload.get("sends", ())))


def paper_number(case: str, seq: int, place: int) -> str:
    """Return the number of a paper: that of its case, of its event, and of all but the first.

    >>> paper_number("C-2026-000017", 8, 0), paper_number("C-2026-000017", 8, 1)
    ('C-2026-000017-8', 'C-2026-000017-8-2')
    """
    return f"{case}-{seq}-{place + 1}" if place else f"{case}-{seq}"
