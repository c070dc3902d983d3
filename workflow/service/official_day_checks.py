"""Whether the official days that editions and events need are there, as they were adopted."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from workflow.calendars.rules import Rules
from workflow.definition.resolved import from_json
from workflow.engine.edition import Edition
from workflow.engine.events import Event, moves_of
from workflow.engine.joined import origins
from workflow.service.views import Finding
from workflow.store import official_days
from workflow.store.definitions import all_editions
from workflow.translation import gettext


def check_official_days(connection: Connection) -> Iterator[Finding]:
    """Yield what is wrong with the revisions, apart from any case."""
    expected: dict[tuple[str, str], int] = {}
    for one in official_days.all_revisions(connection):
        place = one.country, one.region
        for number in range(expected.get(place, 1), one.revision):
            yield _missing(None, _named(*place), number)
        expected[place] = one.revision + 1
        if not official_days.is_as_adopted(connection, *place, one.revision):
            text = gettext("Revision {number} of the official days of {place} was changed.")
            text = text.format(number=one.revision, place=_named(*place))
            yield Finding(None, "official_days_changed", text)
    yield from _editions(connection, expected)


def _editions(connection: Connection, known: dict[tuple[str, str], int]) -> Iterator[Finding]:
    for edition in all_editions(connection):
        for rules in _calendars(edition.resolved):
            if rules.country is None or (rules.country, rules.region or "") in known:
                continue
            text = gettext(
                "Edition {edition} of {definition} is counted by the official days of {place}, "
                "which were never adopted."
            ).format(
                edition=edition.edition,
                definition=edition.workflow,
                place=_named(rules.country, rules.region or ""),
            )
            yield Finding(None, "official_days_missing", text)


def _calendars(resolved: str) -> Iterable[Rules]:
    try:
        return from_json(resolved).calendars.values()
    except Exception:  # one that cannot be read is found as a definition that was changed
        return ()


def check_named(
    connection: Connection, edition: Edition, case: str, events: Iterable[Event]
) -> Iterator[Finding]:
    """Yield each revision that events of a case name and that is not there."""
    named: dict[tuple[str, str, int], None] = {}
    history = list(events)
    known = origins(edition, history)
    for event in history:
        for move in moves_of(event):
            rules = known[move["name"], move["cycle"]].clock.rules
            if move.get("official") and rules is not None and rules.country is not None:
                named[rules.country, rules.region or "", move["official"]] = None
    for country, region, number in named:
        if official_days.hash_of(connection, country, region, number) is None:
            yield _missing(case, _named(country, region), number)


def _missing(case: str | None, place: str, number: int) -> Finding:
    text = gettext("Revision {number} of the official days of {place} is missing.")
    return Finding(case, "official_days_missing", text.format(number=number, place=place))


def _named(country: str, region: str) -> str:
    return f"{country}/{region}" if region else country
