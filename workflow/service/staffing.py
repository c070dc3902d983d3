"""Staff and sites in our own tables: who is who unless the host application says so itself."""

from collections.abc import Sequence
from datetime import UTC, datetime

from workflow.calendars.local import zone as zone_named
from workflow.definition.near import nearest
from workflow.engine.directory import stand_in
from workflow.errors import (
    InputInvalid,
    PersonUnknown,
    SiteMissing,
    SiteUnknown,
    StaffInvalid,
)
from workflow.service.abilities import NOTHING_NEW, Ability, check_skills
from workflow.service.contacts import AS_BEFORE, Reach, checked, quiet_hours
from workflow.service.house import House
from workflow.service.names_in_definitions import check_free, check_roles
from workflow.service.scheduling import look_again
from workflow.service.staff_directory import StaffDirectory
from workflow.service.views import DepartmentView, PersonView, SiteView
from workflow.store.cases import open_cases_of
from workflow.store.staff import (
    Department,
    Person,
    Post,
    Site,
    Staff,
    change_contacts,
    change_skills,
    close_posts,
    load_staff,
    put_department,
    put_person,
    put_site,
)
from workflow.translation import gettext

LONGEST_NAME = 100
# A role counts from ever on: what somebody did before they were entered here may be recorded late.
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def add_site(house: House, name: str, *, zone: str | None, fallback: str | None) -> SiteView:
    """Add a site, or change its time zone or fallback. Raises ``InputInvalid``."""
    with house.transactions.writing() as connection:
        staff = load_staff(connection)
        known = {one.name: one for one in staff.sites}.get(name)
        default = known.zone if known else _default_zone(staff)
        site = Site(_name(name), _zone(zone or default), fallback or (known and known.fallback))
        if site.fallback is not None:
            _known(staff, site.fallback)
        put_site(connection, site)
        look_again(connection, house.directory(connection), house.now())
    return SiteView(*site)


def add_person(
    house: House,
    name: str,
    *,
    site: str | None,
    roles: Sequence[str],
    department: str | None,
    superior: str | None,
    delegate: str | None,
    contact: str | None,
    able: Ability = NOTHING_NEW,
    reach: Reach = AS_BEFORE,
) -> PersonView:
    """Add a person, or add to what is known: roles are added, what is given replaces.

    Roles are held at a site, which need not be named if there is but one. Raises
    ``StaffInvalid`` and the errors of what is not known.
    """
    now, reach = house.now(), checked(reach)
    with house.transactions.writing() as connection:
        staff = load_staff(connection)
        people = {one.name: one for one in staff.people}
        if name not in people:
            check_free(connection, name)
        before = people.get(name) or Person(_name(name), None, None, None, None, None, None)
        for other in (superior, delegate):
            if other is not None and other != name:
                _known(staff, other)
        person = before._replace(
            contact=contact or before.contact,
            department=department or before.department,
            superior=superior or before.superior,
            delegate=delegate or before.delegate,
            capacity=before.capacity if able.capacity is None else able.capacity or None,
        )
        if reach.quiet:
            begin, end = quiet_hours(reach.quiet)
            person = person._replace(quiet_from=begin, quiet_until=end)
        people[name] = person
        _check_no_circle(people, person)
        check_roles(connection, roles)
        check_skills(connection, able.gained)
        where = _site(staff, site) if roles or site else None
        put_person(connection, person, _new_posts(staff, name, where, roles))
        change_skills(connection, name, gained=able.gained, lost=able.lost)
        change_contacts(connection, name, reach.contacts)
        return _view(load_staff(connection), person, now)


def _new_posts(staff: Staff, name: str, where: str | None, roles: Sequence[str]) -> list[Post]:
    """Return the posts that roles at a site come to, without those held already."""
    held = {
        (one.site, one.role) for one in staff.posts if one.person == name and one.held_until is None
    }
    return [
        Post(name, where, _name(role), ALWAYS, None)
        for role in dict.fromkeys(roles)
        if where is not None and (where, role) not in held
    ]


def end_roles(house: House, name: str, *, site: str | None, roles: Sequence[str]) -> PersonView:
    """End roles now: those named, at one site or all; every role if none is named."""
    now = house.now()
    with house.transactions.writing() as connection:
        staff = load_staff(connection)
        person = _known(staff, name)
        close_posts(connection, name, site=site, roles=roles, at=now)
        return _view(load_staff(connection), person, now)


def set_away(
    house: House,
    name: str,
    *,
    start: datetime | None,
    end: datetime | None,
    delegate: str | None = None,
) -> PersonView:
    """Record when a person is away (``start`` ``None``: no longer), and who stands in then.

    Says how many open cases are left with nobody to stand in. Raises ``PersonUnknown``,
    ``StaffInvalid``.
    """
    with house.transactions.writing() as connection:
        staff = load_staff(connection)
        person = _known(staff, name)._replace(away_from=start, away_until=end)
        if delegate is not None:
            if delegate == name:
                reason = gettext("nobody stands in for themselves.")
                raise StaffInvalid(name, reason)
            person = person._replace(delegate=_known(staff, delegate).name)
        put_person(connection, person, ())
        left = 0
        if start is not None:
            directory = StaffDirectory(load_staff(connection))
            if stand_in(directory, name, max(start, house.now())) is None:
                left = open_cases_of(connection, name)
        return _view(staff, person, house.now())._replace(left_alone=left)


def set_head(house: House, department: str, *, head: str) -> DepartmentView:
    """Record who heads a department. Raises ``PersonUnknown``, ``InputInvalid``."""
    with house.transactions.writing() as connection:
        found = Department(_name(department), _known(load_staff(connection), head).name)
        put_department(connection, found)
    return DepartmentView(*found)


def list_departments(house: House) -> tuple[DepartmentView, ...]:
    """Return every department that has a head or people, by name."""
    with house.transactions.reading() as connection:
        staff = load_staff(connection)
    heads: dict[str, str | None] = {one.department: None for one in staff.people if one.department}
    heads.update(staff.departments)
    return tuple(DepartmentView(name, heads[name]) for name in sorted(heads))


def list_people(house: House, *, site: str | None) -> tuple[PersonView, ...]:
    """Return everybody, or those of one site. Raises ``SiteUnknown``."""
    with house.transactions.reading() as connection:
        staff = load_staff(connection)
    if site is not None and site not in {one.name for one in staff.sites}:
        raise SiteUnknown(site, tuple(one.name for one in staff.sites))
    views = [_view(staff, one, house.now()) for one in staff.people]
    return tuple(one for one in views if site is None or site in one.roles)


def list_sites(house: House) -> tuple[SiteView, ...]:
    """Return every site."""
    with house.transactions.reading() as connection:
        return tuple(SiteView(*one) for one in load_staff(connection).sites)


def _site(staff: Staff, name: str | None) -> str:
    """Return the site that was named, or the only one: a mistyped one must not come into being."""
    known = tuple(one.name for one in staff.sites)
    if name is None and len(known) == 1:
        return known[0]
    if name is None:
        raise SiteMissing(known)
    if name not in known:
        raise SiteUnknown(name, known)
    return name


def check_zone(name: str) -> None:
    """Raise ``InputInvalid`` unless there is such a time zone."""
    _zone(name)


def local_zone() -> str:
    """Return the time zone of this machine by its IANA name, UTC if it cannot be told."""
    from tzlocal import get_localzone_name  # noqa: PLC0415 - only a new database asks

    try:
        name = str(get_localzone_name())
        return zone_named(name).key
    except (ValueError, LookupError, OSError):
        return "UTC"


def _default_zone(staff: Staff) -> str:
    return staff.sites[0].zone if staff.sites else "UTC"


def _zone(name: str) -> str:
    try:
        return zone_named(name).key
    except (ValueError, TypeError) as error:
        expected = gettext("a time zone such as Asia/Shanghai or Europe/Berlin")
        raise InputInvalid(str(name), expected) from error


def _name(name: str) -> str:
    if (
        not name.strip()
        or name != name.strip()
        or len(name) > LONGEST_NAME
        or not name.isprintable()
    ):
        raise InputInvalid(name, gettext("a name without spaces at its ends"))
    return name


def _known(staff: Staff, name: str) -> Person:
    people = {one.name: one for one in staff.people}
    if name not in people:
        raise PersonUnknown(name, nearest(name, people))
    return people[name]


def _check_no_circle(people: dict[str, Person], person: Person) -> None:
    seen = {person.name}
    current = person.superior
    while current is not None and current in people:
        if current in seen:
            reason = gettext("the people above each other would form a circle.")
            raise StaffInvalid(person.name, reason)
        seen.add(current)
        current = people[current].superior


def _view(staff: Staff, person: Person, now: datetime) -> PersonView:
    roles: dict[str, list[str]] = {}
    for post in staff.posts:
        held = post.held_from <= now and (post.held_until is None or now < post.held_until)
        if post.person == person.name and held:
            roles.setdefault(post.site, []).append(post.role)
    away = (
        person.away_from is not None
        and person.away_from <= now
        and (person.away_until is None or now < person.away_until)
    )
    return PersonView(
        person.name,
        person.contact,
        person.department,
        person.superior,
        person.delegate,
        {site: tuple(names) for site, names in roles.items()},
        away,
        skills=tuple(one.skill for one in staff.skills if one.person == person.name),
        capacity=person.capacity,
        contacts={one.channel: one.address for one in staff.contacts if one.person == person.name},
        quiet=None if person.quiet_from is None else f"{person.quiet_from}-{person.quiet_until}",
    )
