"""Looking at one case, as it is. Nothing is written."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.edition import Edition
from workflow.engine.joined import MIGRATING
from workflow.engine.outcomes import as_agreed, was_done
from workflow.engine.sight import Reader, name_of
from workflow.errors import CaseNotFound
from workflow.service.barred_owners import barred
from workflow.service.duty_views import shown
from workflow.service.editions import edition_of_case
from workflow.service.estimates import Estimates
from workflow.service.filling import Sheet, personal_of
from workflow.service.house import House
from workflow.service.kin_views import related
from workflow.service.naming import check_named, serial_of
from workflow.service.possible import possible
from workflow.service.saying import script_of
from workflow.service.sight import check_reader, kept_from
from workflow.service.surroundings import Surroundings
from workflow.service.views import (
    AsideView,
    CaseView,
    DeadlineView,
    FieldView,
)
from workflow.store import cases
from workflow.store.cases import StoredCase
from workflow.store.events import PersonalValue, history, personal


def show(house: House, name: str | int, *, actor: Reader) -> CaseView:
    """Return a case as it is now. Raises as ``readable`` does."""
    with house.transactions.reading() as connection:
        stored, edition, hidden = readable(house, connection, name, actor)
        case = stored.case
        definition = edition.definition
        surroundings = Surroundings(connection, house.directory(connection), house.registry)
        now = house.now()
        values = personal(connection, case.serial)
        pending, following = possible(edition, case, surroundings, now)
        return CaseView(
            case=case.number,
            serial=case.serial,
            version=case.version,
            definition=case.definition,
            title=definition.title,
            edition=definition.edition,
            site=case.site,
            zone=case.zone,
            department=case.department,
            state=case.state,
            state_title=definition.states[case.state].title,
            final=case.final,
            owner=case.owner,
            opened_at=case.opened_at,
            fields=tuple(_fields(edition, case, values, hidden)),
            deadlines=tuple(_deadlines(edition, case, Estimates(connection), now)),
            next=following,
            aside=_aside(stored),
            related=related(house, connection, case, actor),
            followed=tuple(edition.earlier[one].definition.edition for one in case.followed),
            duties=shown(definition, case.duties.values()),
            script=script_of(
                Sheet(
                    definition,
                    case,
                    case.zone,
                    now,
                    personal_of(case, values),
                    name_of(actor),
                    hidden=hidden,
                ),
                case,
            ),
            pending=pending,
            barred=barred(edition, case, surroundings, now),
            promises=_promises(connection, case),
        )


def readable(
    house: House, connection: Connection, name: str | int, reader: Reader
) -> tuple[StoredCase, Edition, frozenset[str]]:
    """Return a case that a reader may read, its edition, and what of it is kept from the reader.

    Raises ``CaseNotFound``, ``NotAuthorised``, ``ActorMissing``.
    """
    stored = cases.load(connection, serial_of(name))
    if stored is None:
        raise CaseNotFound(str(name))
    check_named(name, stored.case)
    edition = edition_of_case(connection, stored.case, stored.wording)
    check_reader(house, connection, edition, stored.case.number, case=stored.case, reader=reader)
    return stored, edition, kept_from(house, connection, edition, stored.case, reader)


def _fields(
    edition: Edition, case: Case, values: list[PersonalValue], hidden: Collection[str]
) -> Iterator[FieldView]:
    known = {(one.field, one.revision): one.value for one in values}
    for field in edition.definition.fields.values():
        if field.name in hidden and (field.name in case.fields or field.name in case.personal):
            yield FieldView(field.name, field.title, None, field.personal, withheld=True)
        elif field.name in case.fields:
            yield FieldView(field.name, field.title, case.fields[field.name], field.personal)
        elif field.name in case.personal:
            value = known.get((field.name, case.personal[field.name]))
            yield FieldView(field.name, field.title, value, personal=True)
        elif field.name in case.erased:
            yield FieldView(field.name, field.title, None, personal=True, erased=True)


def _deadlines(
    edition: Edition, case: Case, estimates: Estimates, now: datetime
) -> Iterator[DeadlineView]:
    for one in case.deadlines.values():
        standing = one.standing(now)
        estimated = estimates.of(edition.clock_of(one), one)
        yield DeadlineView(
            name=one.name,
            title=edition.titled(one),
            cycle=one.cycle,
            status=standing.status,
            started_at=one.started_at,
            due_at=one.due_at,
            done_at=one.done_at if was_done(edition, case, one) else None,
            next_at=one.next_at,
            agreed=as_agreed(one),
            estimated=estimated.years,
            paused_at=one.paused_at if one.status == "paused" else None,
            overdue=standing.overdue,
            kept=estimated.kept,
            released=one.released,
            over_at=one.done_at,
            owed=one.owed,
        )


def _promises(connection: Connection, case: Case) -> tuple[int, ...]:
    """Return the promises that a case may break since it was moved to the edition it follows."""
    found: tuple[int, ...] = ()
    if case.followed:
        for one in history(connection, case.serial):
            if one.type in MIGRATING:
                promises: Any = one.event().payload.get("promises", ())
                found = tuple(promises)
    return found


def _aside(stored: StoredCase) -> AsideView | None:
    if stored.aside_since is None or stored.retry_at is None:
        return None
    return AsideView(
        stored.aside_since, stored.aside_attempts, stored.aside_error or "", stored.retry_at
    )
