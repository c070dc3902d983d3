"""Newer official days: shown first, then adopted as the next revision; open cases are counted anew.

The revision is adopted in one transaction, the cases follow in batches. Whatever ends it in
between, doing it again goes on where it ended: a cycle that names an older revision is not done.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.rules import OfficialDays, Rules
from workflow.calendars.working import WorkingTime
from workflow.definition.model import SYSTEM
from workflow.definition.resolved import from_json
from workflow.engine.authority import check_known
from workflow.engine.decide import Situation, decide_revision
from workflow.engine.directory import Calendars
from workflow.engine.edition import Edition
from workflow.engine.events import Decision
from workflow.engine.revising import Newer, Outcome
from workflow.errors import InputInvalid, PersonUnknown, RevisionUnknown
from workflow.service.committing import react, write_others
from workflow.service.day_changes import changed_days, changed_years, merged
from workflow.service.describing import described
from workflow.service.editions import edition_of_case
from workflow.service.house import House
from workflow.service.official_days import known_days
from workflow.service.relatives import StoredRelatives
from workflow.service.revision_views import CaseMove, Revising, RevisionView
from workflow.service.scheduling import look_again
from workflow.service.surroundings import Surroundings
from workflow.service.working_calendars import StoredCalendars
from workflow.store import cases, official_days, queries, writing
from workflow.store.cases import StoredCase
from workflow.store.definitions import all_editions
from workflow.store.failures import check_going_on
from workflow.translation import gettext

BATCH = 100


class Place(NamedTuple):
    """A country, or a region of one. ``region`` may be an empty text."""

    country: str
    region: str

    def __str__(self) -> str:
        return f"{self.country}/{self.region}" if self.region else self.country


class _Proposed(NamedTuple):
    """Official days to be adopted, the revision in force, and what is different."""

    old: OfficialDays
    official: OfficialDays
    newer: Newer
    view: Revising

    @property
    def changed(self) -> bool:
        return bool(self.view.days or self.view.years)


def revisions(house: House) -> tuple[RevisionView, ...]:
    """Return every revision that was adopted, by country and region, the oldest first."""
    with house.transactions.reading() as connection:
        return tuple(_view(connection, one) for one in official_days.all_revisions(connection))


def adopted(
    house: House, country: str, region: str | None, revision: int | None
) -> OfficialDays | None:
    """Return the official days of a revision, or of that in force; ``None`` if there is none.

    Raises ``RevisionUnknown``.
    """
    place = Place(country, region or "")
    with house.transactions.reading() as connection:
        number = official_days.newest(connection, *place) if revision is None else revision
        found = official_days.load(connection, *place, number)
        if found is None and revision is not None:
            known = [one for one in official_days.all_revisions(connection) if one[:2] == place]
            numbers = tuple(one.revision for one in known)
            raise RevisionUnknown(str(place), revision, numbers)
    return found


def preview(
    house: House, country: str, region: str | None, announced: OfficialDays | None
) -> Revising:
    """Return what adopting newer official days would change. Nothing is written."""
    place, now = Place(country, region or ""), house.now()
    with house.transactions.reading() as connection:
        proposed = _proposed(connection, place, announced, now)
        stored = StoredCalendars(connection)
        calendars = _Foreseen(stored, proposed) if proposed.changed else stored
        counting = _Counting(house, connection, calendars, proposed.newer, now)
        view = proposed.view
        for serial in _open(connection, place):
            found = cases.load(connection, serial)
            if found is not None:
                view = counting.foresee(found, view)
    return view


def adopt(
    house: House, country: str, region: str | None, announced: OfficialDays | None, *, actor: str
) -> Revising:
    """Adopt newer official days, if there are any, and count open cases by the newest.

    Raises ``PersonUnknown`` and ``InputInvalid``.
    """
    if actor == SYSTEM:
        raise PersonUnknown(actor)
    place, now = Place(country, region or ""), house.now()
    with house.transactions.writing() as connection:
        check_known(house.directory(connection), actor)
        proposed = _proposed(connection, place, announced, now)
        if proposed.changed:
            official_days.add(connection, *place, proposed.official, at=now, by=actor)
            look_again(connection, house.directory(connection), now)
    view = proposed.view._replace(adopted=proposed.changed)
    with house.transactions.reading() as connection:
        serials = _open(connection, place)
    for first in range(0, len(serials), BATCH):
        batch = serials[first : first + BATCH]
        view = _counted(house, batch, proposed.newer, actor=actor, view=view)
    return view


def _places(connection: Connection) -> tuple[Place, ...]:
    found = official_days.all_revisions(connection)
    return tuple(dict.fromkeys(Place(one.country, one.region) for one in found))


def _proposed(
    connection: Connection, place: Place, announced: OfficialDays | None, now: datetime
) -> _Proposed:
    number = official_days.newest(connection, *place)
    old = official_days.load(connection, *place, number)
    if old is None:
        known = gettext(", ").join(map(str, _places(connection))) or gettext("none yet")
        expected = gettext("a country or region whose official days were adopted: {known}")
        raise InputInvalid(str(place), expected.format(known=known))
    source = announced
    if source is None:
        source = known_days(place.country, place.region or None, now)
    official = merged(old, source)
    view = Revising(
        *place,
        revision=number,
        number=number,
        years=changed_years(old, official),
        days=changed_days(old, official),
    )
    if view.days or view.years:
        view = view._replace(number=number + 1)
    return _Proposed(old, official, Newer(*place, view.number), view)


def _open(connection: Connection, place: Place) -> list[int]:
    """Return the open cases of the editions of which a calendar keeps the days of a place."""
    newer = Newer(*place, 0)
    hashes = [
        one.hash
        for one in all_editions(connection)
        if any(map(newer.of, from_json(one.resolved).calendars.values()))
    ]
    if not hashes:
        return []
    # What was kept when a case came to another edition is counted by the one it began under.
    found = {*queries.open_serials(connection, hashes), *queries.migrated_serials(connection)}
    return sorted(found)


class _Foreseen:
    """The calendars of a database as they will be with official days not adopted yet."""

    def __init__(self, stored: StoredCalendars, proposed: _Proposed) -> None:
        self._stored = stored
        self._newer = proposed.newer
        self._official = proposed.official
        self._made: dict[int, WorkingTime] = {}

    def newest(self, rules: Rules) -> int:
        """The number of the official days that will be in force."""
        return self._newer.number if self._newer.of(rules) else self._stored.newest(rules)

    def working(self, rules: Rules, revision: int) -> WorkingTime:
        """The working time of a calendar by the official days of that number."""
        if not self._newer.of(rules) or revision != self._newer.number:
            return self._stored.working(rules, revision)
        if id(rules) not in self._made:
            self._made[id(rules)] = WorkingTime(rules, self._official)
        return self._made[id(rules)]


class _Counted(NamedTuple):
    """What is decided about a case, what becomes of its deadlines, and which cases were read."""

    decision: Decision
    moves: list[CaseMove]
    relatives: StoredRelatives


class _Counting(NamedTuple):
    """One transaction in which cases are counted by newer days."""

    house: House
    connection: Connection
    calendars: Calendars
    newer: Newer
    now: datetime

    def decided(self, stored: StoredCase, actor: str) -> _Counted:
        """Return what is decided about a case, and what becomes of its deadlines."""
        edition = edition_of_case(self.connection, stored.case, stored.wording)
        directory = self.house.directory(self.connection)
        around = Surroundings(self.connection, directory, self.house.registry, self.calendars)
        situation = Situation(edition, stored.case, around, self.now)
        decision, outcomes = decide_revision(situation, self.newer, actor=actor)
        moves = [_move(edition, stored, one, self.now) for one in outcomes]
        return _Counted(decision, moves, around.relatives)

    def foresee(self, stored: StoredCase, view: Revising) -> Revising:
        """Return the view with what would become of a case."""
        try:
            # Nobody has asked for it yet, and nothing of it is written.
            moves = self.decided(stored, SYSTEM).moves
        except Exception as error:
            return view.with_failed(stored.case.number, described(error))
        return view.with_moves(moves)

    def write(self, stored: StoredCase, actor: str) -> list[CaseMove]:
        """Write what becomes of a case."""
        decision, moves, relatives = self.decided(stored, actor)
        if any(one.result in {"moved", "same"} for one in moves):
            writing.write(self.connection, writing.Write(stored, decision), staff_read=False)
            react(self.house, self.connection, decision, decision.case)
            write_others(self.house, self.connection, decision, relatives)
        return moves


def _counted(
    house: House, serials: list[int], newer: Newer, *, actor: str, view: Revising
) -> Revising:
    """Count a batch of cases by the newest days, in one transaction."""
    with house.transactions.writing() as connection:
        calendars = StoredCalendars(connection)
        counting = _Counting(house, connection, calendars, newer, house.now())
        for serial in serials:
            stored = cases.load(connection, serial)
            if stored is None or stored.case.final:
                continue
            try:
                # One that cannot be counted must not keep the others from it.
                with connection.begin_nested():
                    moves = counting.write(stored, actor)
            except Exception as error:
                check_going_on(connection, error)
                view = view.with_failed(stored.case.number, described(error))
            else:
                view = view.with_moves(moves)
    return view


def _move(edition: Edition, stored: StoredCase, one: Outcome, now: datetime) -> CaseMove:
    return CaseMove(
        case=stored.case.number,
        zone=stored.case.zone,
        deadline=one.state.name,
        title=edition.titled(one.state),
        cycle=one.state.cycle,
        status=one.state.standing(now).status,
        due_at=one.state.due_at,
        new_due_at=one.due_at,
        result=one.result,
    )


def _view(connection: Connection, one: official_days.Revision) -> RevisionView:
    content = official_days.load(connection, one.country, one.region, one.revision)
    years = {} if content is None else content.years
    return RevisionView(
        one.country, one.region, one.revision, one.adopted_at, one.adopted_by, years
    )
