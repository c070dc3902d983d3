"""What it takes to open a case: which edition, which step, which site, what time."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from workflow.calendars.local import LocalTimeError, read_local
from workflow.calendars.local import zone as zone_named
from workflow.clock import in_utc
from workflow.definition.model import SYSTEM, Definition
from workflow.engine.authority import check_known
from workflow.engine.decide import Request
from workflow.engine.directory import Directory
from workflow.engine.edition import Edition
from workflow.engine.happening import said_at
from workflow.engine.opening import Opening
from workflow.errors import InputInvalid, SiteMissing, SiteUnknown
from workflow.service.acting import NewCase
from workflow.service.editions import edition_in_effect, edition_of
from workflow.service.house import House
from workflow.service.naming import new_identity
from workflow.translation import gettext, mark

_TIME_FAULTS = {
    "unreadable": mark("a time such as 2026-11-21 14:30"),
    "no_such_day": mark("a day that exists, such as 2026-11-21 14:30"),
    "nonexistent": mark(
        "a time that exists: the clocks were put forward then; "
        "give an offset, such as 2026-03-29 02:30+01:00"
    ),
    "ambiguous": mark(
        "a time that exists once: the clocks were put back then; "
        "give an offset, such as 2026-10-25 02:30+01:00"
    ),
}


def prepare_opening(
    house: House,
    name: str,
    data: Mapping[str, object],
    connection: Connection,
    *,
    actor: str,
    site: str | None,
    trigger: str | None,
    at: datetime | str | None,
    performed_by: str | None,
    note: str | None,
    read_back: bool,
) -> NewCase:
    """Return what is needed to open a case; raises what ``Workflow.open`` says."""
    directory = house.directory(connection)
    check_known(directory, actor)
    now = house.now()
    where = _site(directory, actor, site, now)
    zone = directory.zone(where)
    if zone is None:
        raise SiteUnknown(where, directory.sites())
    instant = local_instant(at, zone)
    edition = _edition(connection, name, instant or now, zone)
    if instant is None:
        step = trigger or _only_opening(edition.definition)
        said = said_at(edition.definition, step, data, None, case=gettext("(new)"), zone=zone)
        if said is not None:  # the case is one of the day on which it happened
            edition = _edition(connection, name, said, zone)
    return NewCase(
        edition,
        Request(
            trigger or _only_opening(edition.definition),
            data,
            actor,
            performed_by,
            instant,
            note,
            read_back,
        ),
        Opening(new_identity(), where, zone, directory.department(performed_by or actor)),
    )


def _edition(connection: Connection, name: str, at: datetime, zone: str) -> Edition:
    """Return the edition of a definition that was in effect at an instant, by the local date."""
    day = at.astimezone(zone_named(zone)).date().isoformat()
    stored = edition_in_effect(connection, name, day)
    return edition_of(connection, stored.hash, stored.wording)


def local_instant(at: datetime | str | None, zone: str) -> datetime | None:
    """Return an instant from a time given as text (local to ``zone``) or as an aware instant.

    Raises ``InputInvalid`` for a time that cannot be read, is naive, or exists twice or never.
    """
    if at is None:
        return None
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise InputInvalid(at.isoformat(), gettext("an instant with a time zone"))
        return in_utc(at)
    try:
        return read_local(at, zone_named(zone))
    except LocalTimeError as error:
        raise InputInvalid(at.strip(), gettext(_TIME_FAULTS[error.reason])) from error


def _only_opening(definition: Definition) -> str:
    # The first opening step written is the one meant when none is named, of those for people.
    found = [one.name for one in definition.opening if one.by != (SYSTEM,)]
    return found[0] if found else definition.opening[0].name


def _site(directory: Directory, actor: str, site: str | None, now: datetime) -> str:
    known = directory.sites()
    if site is not None:
        if site not in known:
            raise SiteUnknown(site, known)
        return site
    own = [one for one in known if directory.works_at(actor, one, now)]
    candidates = own or known
    if len(candidates) == 1:
        return candidates[0]
    raise SiteMissing(tuple(candidates))
