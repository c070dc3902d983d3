"""Explaining why the deadlines of a case are due when they are.

Everything is computed from the history, and compared with what is stored beside it: what people are
shown elsewhere and what the sweep goes by.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.calendars.rules import Text
from workflow.definition.near import nearest
from workflow.engine.case import Case
from workflow.engine.edition import Edition
from workflow.engine.explaining import Cycle, Explainer
from workflow.engine.sight import Reader
from workflow.errors import CaseNotFound, DeadlineUnknown
from workflow.service.case_checks import broken_chain
from workflow.service.editions import edition_of
from workflow.service.house import House
from workflow.service.naming import serial_of
from workflow.service.rebuilding import UNREADABLE, unreadable
from workflow.service.sight import check_reader
from workflow.service.surroundings import Surroundings
from workflow.service.views import Finding
from workflow.store.deadlines import Cycle as StoredCycle
from workflow.store.events import StoredEvent
from workflow.store.kept import KeptCase, load
from workflow.translation import gettext


class Explanation(NamedTuple):
    """Why the deadlines of a case are due when they are, as of ``now``.

    ``waiting`` is the deadline that was asked for and has not started yet. ``findings`` say where
    what is stored is not what the history comes to: somebody changed the database.
    """

    case: str
    definition: str
    title: Text
    edition: str
    zone: str
    now: datetime
    cycles: tuple[Cycle, ...]
    waiting: str | None
    findings: tuple[Finding, ...]


def explain(
    house: House, name: str | int, deadline: str | None, *, every: bool, actor: Reader
) -> Explanation:
    """Explain the cycles of a case that run, every one, or those of one deadline.

    Raises ``CaseNotFound``, ``NotAuthorised``, ``DeadlineUnknown``, ``DeadlineError``.
    """
    with house.transactions.reading() as connection:
        kept = load(connection, serial_of(name))
        if kept is None or str(name) not in {kept.number, str(kept.serial)}:
            raise CaseNotFound(str(name))
        case = kept.columns
        edition = edition_of(connection, case.edition)
        check_reader(house, connection, edition, kept.number, case=case, reader=actor)
        _check_deadline(edition, kept.number, deadline)
        findings: list[Finding] = []
        cycles: tuple[Cycle, ...] = ()
        explainer = _explainer(house, connection, edition, kept, findings)
        zone = house.directory(connection).zone(case.site) or "UTC"
        if explainer is not None:
            zone = explainer.case.zone
            chosen = _chosen(explainer.case, deadline, every=every)
            cycles = tuple(explainer.cycle(key) for key in chosen)
            findings += _differences(kept, cycles, zone)
    return Explanation(
        case=kept.number,
        definition=case.definition,
        title=edition.definition.title,
        edition=edition.definition.edition,
        zone=zone,
        now=house.now(),
        cycles=cycles,
        waiting=deadline if explainer is not None and not cycles else None,
        findings=tuple(findings),
    )


def _explainer(
    house: House,
    connection: Connection,
    edition: Edition,
    kept: KeptCase,
    findings: list[Finding],
) -> Explainer | None:
    """Return what explains, ``None`` if the history is damaged, which is a finding."""
    chain: list[StoredEvent] = []
    try:
        chain = kept.chain
        broken = broken_chain(kept.number, kept.uuid, kept.hash, chain)
    except UNREADABLE as error:
        broken = unreadable(kept.number, error)
    if broken is not None:
        findings.append(broken)
        return None
    surroundings = Surroundings(connection, house.directory(connection), house.registry)
    return Explainer(
        edition,
        surroundings,
        # Notes move no clock; of a long history most of it is notes.
        (one.event() for one in chain if one.type != "noted"),
        house.now(),
        serial=kept.serial,
        uuid=kept.uuid,
        number=kept.number,
    )


def _check_deadline(edition: Edition, case: str, deadline: str | None) -> None:
    known = tuple(edition.definition.deadlines)
    if deadline is not None and deadline not in known:
        raise DeadlineUnknown(case, deadline, known, nearest(deadline, known))


def _chosen(case: Case, deadline: str | None, *, every: bool) -> list[str]:
    """Return the keys of the cycles to explain.

    Those that run or wait, unless more is asked for; where nothing runs, the last of each deadline.
    """
    if deadline is not None:
        return [key for key, one in case.deadlines.items() if one.name == deadline]
    running = [key for key, one in case.deadlines.items() if one.done_at is None]
    if every or not running:
        last = {one.name: key for key, one in case.deadlines.items()}
        return list(case.deadlines if every else last.values())
    return running


def _differences(kept: KeptCase, cycles: tuple[Cycle, ...], zone: str) -> Iterator[Finding]:
    try:
        rows = kept.deadlines
    except UNREADABLE as error:
        yield unreadable(kept.number, error)
        return
    for cycle in cycles:
        for code, text, there in _differing(cycle, rows.get(cycle.state.key)):
            said = text.format(
                deadline=cycle.state.name,
                cycle=cycle.state.cycle,
                computed=_shown(cycle.computed, zone),
                recorded=_shown(cycle.state.due_at, zone),
                there=_shown(there, zone) if isinstance(there, datetime) else there,
            )
            yield Finding(kept.number, code, said)


def _differing(cycle: Cycle, row: StoredCycle | None) -> Iterator[tuple[str, str, object]]:
    state = cycle.state
    if not cycle.adds_up:
        text = gettext(
            "{deadline}, cycle {cycle}: counted from its history it is due {computed}, yet the "
            "history says {recorded}."
        )
        yield "due_differs", text, state.due_at
    if row is None:
        text = gettext("{deadline}, cycle {cycle}: it is in the history, yet not stored beside it.")
        yield "deadline_differs", text, ""
        return
    if row.due_at != state.due_at:
        text = gettext(
            "{deadline}, cycle {cycle}: by its history it is due {recorded}, yet what is stored "
            "says {there}."
        )
        yield "deadline_differs", text, row.due_at
    if row.status != state.status:
        text = gettext(
            "{deadline}, cycle {cycle}: the status that is stored, {there}, is not what its "
            "history says."
        )
        yield "deadline_differs", text, row.status


def _shown(instant: datetime, zone: str) -> str:
    return show_local(instant, zone_named(zone), end=True)
