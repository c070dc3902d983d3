"""Looking at the outbox: which messages did not go out yet. Nothing is written."""

from collections.abc import Collection
from datetime import datetime

from workflow.definition.model import Definition
from workflow.engine.authority import check_known
from workflow.engine.directory import Directory
from workflow.engine.sight import Reader
from workflow.service import health
from workflow.service.contacts import quiet_until
from workflow.service.editions import Editions
from workflow.service.health import Serving
from workflow.service.house import House
from workflow.service.letters import title_of
from workflow.service.listing import check_page, check_sites, of_actor
from workflow.service.message_views import WaitingView, named
from workflow.store import waiting_messages
from workflow.store.queries import Filter
from workflow.store.waiting_messages import WaitingMessage


def list_waiting(
    house: House,
    wanted: Filter,
    *,
    actor: Reader,
    recipient: str | None,
    given_up: bool | None = None,
    ended: bool = False,
    limit: int,
    offset: int,
) -> tuple[WaitingView, ...]:
    """Return messages that did not go out yet, the oldest first.

    Those of the actor's sites if one is given; those to ``recipient``. ``ended``: instead, those
    that somebody dropped or sent elsewhere. Raises ``SiteUnknown``,
    ``PersonUnknown``.
    """
    with house.transactions.reading() as connection:
        check_page(limit, offset)
        check_sites(house, connection, wanted)
        found = waiting_messages.list_waiting(
            connection,
            of_actor(house, connection, wanted, actor),
            house.now(),
            recipient=recipient,
            given_up=given_up,
            ended=ended,
            limit=limit,
            offset=offset,
        )
        if recipient is not None and not found:  # a mistyped name looks as if nothing waited
            check_known(house.directory(connection), recipient)
        editions = Editions(connection)
        now = house.common_now(connection)
        directory = house.directory(connection)
        quiet = [_quiet_until(one, directory, now) for one in found]
        views = [
            _waits(_view(one, editions[one.edition].definition), until)
            for one, until in zip(found, quiet, strict=True)
        ]
        serves = health.serving(connection, now)
        unserved = health.counted(house, connection, now).unserved if views else ()
        return tuple(_served(one, serves, unserved) for one in views)


def _quiet_until(one: WaitingMessage, directory: Directory, now: datetime) -> datetime | None:
    """Return until when a message that is to be sent waits for the end of quiet hours."""
    can_wait = not (one.urgent or one.template == "alarm" or one.given_up or one.ended_by)
    if one.goes_to is None or not can_wait:
        return None
    return quiet_until(directory, one.goes_to, one.site, now)


def _waits(one: WaitingView, quiet: datetime | None) -> WaitingView:
    if quiet is None:
        return one
    if one.again_at is None:
        return one._replace(held_until=quiet)
    return one._replace(again_at=max(one.again_at, quiet))


def _served(one: WaitingView, serves: Serving, unserved: Collection[str]) -> WaitingView:
    """Return a message with what daemons say of the channel it waits on."""
    if one.channel in unserved:
        return one._replace(unserved=True, again_at=None)
    rest = None if one.given_up else serves.resting.get(one.channel or "")
    again_at = one.again_at
    if again_at is not None and rest is not None and rest.until is not None:
        again_at = max(again_at, rest.until)
    return one._replace(resting=rest, again_at=again_at, daemon_lives=serves.lives)


def _view(message: WaitingMessage, definition: Definition) -> WaitingView:
    party = definition.parties.get(message.party or "")
    return WaitingView(
        id=message.delivery or named(message.number, message.seq, message.position),
        case=message.number,
        site=message.site,
        zone=message.zone,
        kind=message.template,
        recipient=message.recipient,
        party=message.party,
        party_title={} if party is None else party.title,
        documents=message.documents,
        deadline=message.deadline,
        title=title_of(definition, message.deadline),
        cycle=message.cycle,
        due_at=message.due_at,
        urgent=message.urgent,
        since=message.since,
        held_until=message.held_until,
        channel=message.channel,
        attempts=message.attempts,
        error=message.error,
        again_at=message.again_at,
        delivery=message.delivery,
        given_up=message.given_up,
        sending_until=message.leased_until,
        sender=None if message.host is None else (message.process or 0, message.host),
        ended_by=message.ended_by,
        ended_why=message.ended_why,
        ended_at=message.ended_at,
    )
