"""What is known of a house: its people, departments and sites, and the definitions it lives by."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from workflow.calendars.rules import Text
from workflow.definition.issue import UNSIGNED, Issue
from workflow.definition.origin import Origin
from workflow.service.warning_views import Unreached


class PersonView(NamedTuple):
    """A member of staff, with the roles held at each site now.

    ``contacts`` are addresses by channel, ``quiet`` hours such as ``22:00-07:00`` in which only
    what is urgent is sent. ``capacity`` is how many open cases they may own at a site; ``None``:
    any number. ``left_alone`` is how many open cases nobody stands in for, once an absence was
    recorded.
    """

    name: str
    contact: str | None
    department: str | None
    superior: str | None
    delegate: str | None
    roles: Mapping[str, tuple[str, ...]]
    away: bool = False
    skills: tuple[str, ...] = ()
    capacity: int | None = None
    left_alone: int = 0
    contacts: Mapping[str, str] = {}
    quiet: str | None = None


class DepartmentView(NamedTuple):
    """A department, and who heads it: nobody (``None``), as far as is recorded."""

    name: str
    head: str | None


class SiteView(NamedTuple):
    """A site, its time zone, and who hears of what nobody else can be told."""

    name: str
    zone: str
    fallback: str | None


class EditionView(NamedTuple):
    """A published edition of a definition. ``effective`` is a date, ``hash`` its fingerprint.

    ``warnings`` are told with publishing it, and how it came to be ``published``: it is ``new``,
    was ``there`` already, or was there and is ``reworded``.
    """

    definition: str
    edition: str
    title: Text
    effective: str
    hash: str
    published_at: datetime
    current: bool
    issue: Issue = UNSIGNED
    warnings: tuple[Unreached, ...] = ()
    published: Literal["new", "there", "reworded"] = "there"


class OriginUse(NamedTuple):
    """An edition that was made with a file, and whether that said the ``same`` then."""

    origin: Origin
    definition: str
    title: Text
    edition: str
    effective: str
    current: bool
    same: bool


class EditionUse(NamedTuple):
    """A published edition, and how many cases follow it: open ones, and closed ones."""

    edition: EditionView
    open: int
    closed: int
