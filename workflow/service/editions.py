"""Editions ready to run, compiled once per process however many cases there are."""

from collections.abc import Iterable

from sqlalchemy import Connection

from workflow.definition.model import Definition
from workflow.definition.near import nearest
from workflow.definition.resolved import from_json
from workflow.engine.case import Case, DeadlineState
from workflow.engine.edition import Clock, Edition
from workflow.engine.joined import joined
from workflow.errors import DefinitionNotFound, EditionNotYet
from workflow.service.house import House
from workflow.service.working_calendars import StoredCalendars
from workflow.store.definitions import (
    StoredEdition,
    all_editions,
    in_effect,
    resolved_json,
    wording_of,
)

# By the hashes of what it does and of its wording, so that a key stands for one content for ever,
# whether it is committed or not; bounded, for a process that runs years.
_KEPT = 128
_compiled: dict[tuple[str, str], Edition] = {}
_joined: dict[tuple[Edition, ...], Edition] = {}


def edition_of(connection: Connection, fingerprint: str, wording: str | None = None) -> Edition:
    """Return an edition by its hash. Raises ``DefinitionNotFound``.

    ``wording`` is the hash of its wording, if it was read in the same transaction.
    """
    if wording is None:
        wording = wording_of(connection, fingerprint)
    if wording is None:
        raise DefinitionNotFound(fingerprint)
    found = _compiled.get((fingerprint, wording))
    if found is None:
        text = resolved_json(connection, fingerprint)
        if text is None:
            raise DefinitionNotFound(fingerprint)
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        found = _compiled[fingerprint, wording] = Edition(from_json(text), fingerprint)
    return found


def edition_of_case(connection: Connection, case: Case, wording: str | None = None) -> Edition:
    """Return the edition a case follows, which knows those it followed before.

    Raises ``DefinitionNotFound``.
    """
    edition = edition_of(connection, case.edition, wording)
    if not case.followed:
        return edition
    return beside(edition, [edition_of(connection, one) for one in case.followed])


def beside(edition: Edition, earlier: Iterable[Edition]) -> Edition:
    """Return an edition that knows earlier ones, made once for all cases that came that way."""
    key = (edition, *earlier)
    found = _joined.get(key)
    if found is None:
        if len(_joined) >= _KEPT:
            _joined.clear()
        found = _joined[key] = joined(edition, key[1:])
    return found


def definition_of(house: House, name: str, edition: str | None) -> Definition:
    """Return an edition of a definition (``None``: the one in effect today)."""
    with house.transactions.reading() as connection:
        if edition is None:
            day = house.now().date().isoformat()
            return from_json(edition_in_effect(connection, name, day).resolved)
        known = published(connection, name)
    for one in known:
        if one.edition == edition:
            return from_json(one.resolved)
    raise DefinitionNotFound(f"{name} ({edition})", tuple(one.edition for one in known))


def published(connection: Connection, name: str) -> list[StoredEdition]:
    """Return every edition of a definition, the newest first. Raises ``DefinitionNotFound``."""
    every = all_editions(connection)
    found = [one for one in every if one.workflow == name]
    if not found:
        known = tuple(dict.fromkeys(one.workflow for one in every))
        raise DefinitionNotFound(name, known, nearest(name, known))
    return found


def edition_in_effect(connection: Connection, name: str, day: str) -> StoredEdition:
    """Return the edition in effect on a day (ISO date). Raises ``DefinitionNotFound``."""
    found = in_effect(connection, name, day)
    if found is None:
        known = tuple(dict.fromkeys(one.workflow for one in all_editions(connection)))
        dates = tuple(one.effective for one in all_editions(connection) if one.workflow == name)
        if dates:
            raise EditionNotYet(name, known, day=day, dates=dates)
        raise DefinitionNotFound(name, known, nearest(name, known))
    return found


class Editions(dict[str, Edition]):
    """The editions one transaction sees, by hash, each looked up once, and its calendars.

    Looking one up may raise as ``edition_of`` does.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.calendars = StoredCalendars(connection)
        self._connection = connection

    def of(self, case: Case) -> Edition:
        """Return the edition a case follows, which knows those it followed before."""
        if not case.followed:
            return self[case.edition]
        return beside(self[case.edition], [self[one] for one in case.followed])

    def clock_of(self, fingerprint: str, name: str, state: DeadlineState | None) -> Clock:
        """Return the clock of a deadline of a case that follows an edition."""
        if state is not None and state.counted_by:
            fingerprint, _, name = state.counted_by.partition("/")
        return self[fingerprint].clocks[name]

    def __missing__(self, fingerprint: str) -> Edition:
        found = self[fingerprint] = edition_of(self._connection, fingerprint)
        return found
