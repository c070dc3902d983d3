"""Messages that did not arrive: tried again, dropped, or sent to somebody else."""

from functools import partial

from sqlalchemy import Connection

from workflow.engine import decide
from workflow.engine.authority import check_known
from workflow.errors import (
    DeliveryAmbiguous,
    DeliveryEnded,
    DeliveryUnknown,
    InputInvalid,
    ReasonMissing,
)
from workflow.service.acting import act
from workflow.service.house import House
from workflow.service.repeating import Asked
from workflow.store import given_up
from workflow.store.given_up import Undelivered
from workflow.translation import gettext

LEAST = 4


def retry(house: House, beginning: str | None) -> tuple[str, ...]:
    """Let a delivery be tried again at once, or all that were given up; return their ids.

    Raises ``DeliveryUnknown``, ``DeliveryAmbiguous``, ``DeliveryEnded``.
    """
    with house.transactions.writing() as connection:
        if beginning is None:
            ids = tuple(given_up.all_given_up(connection))
        else:
            ids = (_unsent(connection, beginning).id,)
        for one in ids:
            given_up.retry(connection, one, house.now())
    return ids


def drop(house: House, beginning: str, *, reason: str, actor: str) -> str:
    """End a delivery that is not wanted any more; return its id. Raises as ``retry`` does."""
    why = _reason(reason)
    with house.transactions.writing() as connection:
        check_known(house.directory(connection), actor)
        found = _unsent(connection, beginning)
        _check_idle(house, found)
        given_up.end(connection, found.id, who=actor, why=why, now=house.now())
    return found.id


def redirect(
    house: House, beginning: str, to: str, *, reason: str, actor: str
) -> tuple[str, tuple[str, ...]]:
    """Send what a delivery carries to another person instead.

    Each case gets an event; return the id of the delivery and the cases. If it is interrupted, the
    same call again goes on. Raises as ``retry`` does, and the refusals of an act.
    """
    why = _reason(reason)
    with house.transactions.reading() as connection:
        found = _unsent(connection, beginning)
        _check_idle(house, found)
        carried = given_up.carried(connection, found.id)
    cases = []
    for one in carried:
        message = one.notice
        key = f"redirect {found.id} {one.case_id} {message.seq} {message.position} {to}"
        asked = Asked("redirect", actor, None, key, {"to": to, "delivery": found.id})
        deciding = partial(
            decide.decide_redirection, message=message, to=to, reason=why, actor=actor
        )
        cases.append(act(house, one.case_id, asked, deciding).case)
    with house.transactions.writing() as connection:
        told = gettext("sent to {person}: {reason}").format(person=to, reason=why)
        given_up.end(connection, found.id, who=actor, why=told, now=house.now())
    return found.id, tuple(dict.fromkeys(cases))


def _unsent(connection: Connection, beginning: str) -> Undelivered:
    if len(beginning) < LEAST:
        raise InputInvalid(beginning, gettext("at least {n} characters of an id").format(n=LEAST))
    found = given_up.find(connection, beginning)
    if not found:
        raise DeliveryUnknown(beginning)
    if len(found) > 1:
        raise DeliveryAmbiguous(beginning)
    if found[0].sent or found[0].ended:
        raise DeliveryEnded(found[0].id)
    return found[0]


def _check_idle(house: House, found: Undelivered) -> None:
    """Refuse to end what is being sent: it may have arrived already."""
    if found.leased_until is not None and found.leased_until > house.now():
        raise InputInvalid(found.id, gettext("a message that is not being sent this minute"))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
