"""Who is who, as our own tables hold it. Every change raises the revision of the staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from workflow.store.staff_seals import seal
from workflow.store.statements import upsert
from workflow.store.tables import (
    STAFF_REVISION,
    contacts,
    departments,
    people,
    posts,
    settings,
    sites,
    skills,
)


class Site(NamedTuple):
    """A house, its IANA time zone, and who hears of what nobody else can be told."""

    name: str
    zone: str
    fallback: str | None


class Person(NamedTuple):
    """A member of staff."""

    name: str
    contact: str | None
    department: str | None
    superior: str | None
    delegate: str | None
    away_from: datetime | None
    away_until: datetime | None
    capacity: int | None = None
    quiet_from: str | None = None
    quiet_until: str | None = None


class Contact(NamedTuple):
    """How a person is reached on a channel."""

    person: str
    channel: str
    address: str


class Skill(NamedTuple):
    """Something a person can do that not everybody can."""

    person: str
    skill: str


class Post(NamedTuple):
    """A role a person holds at a site."""

    person: str
    site: str
    role: str
    held_from: datetime
    held_until: datetime | None


class Department(NamedTuple):
    """A department and who heads it."""

    name: str
    head: str


class Staff(NamedTuple):
    """All of it, at one revision."""

    revision: int
    sites: tuple[Site, ...]
    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    departments: tuple[Department, ...]
    skills: tuple[Skill, ...] = ()
    contacts: tuple[Contact, ...] = ()


_REVISION = select(settings.c.number).where(settings.c.name == STAFF_REVISION)
_SITES = select(*(sites.c[name] for name in Site._fields)).order_by(sites.c.name)
_PEOPLE = select(*(people.c[name] for name in Person._fields)).order_by(people.c.name)
_POSTS = select(*(posts.c[name] for name in Post._fields)).order_by(posts.c.id)
_DEPARTMENTS = select(*(departments.c[name] for name in Department._fields)).order_by(
    departments.c.name
)
_SKILLS = select(skills.c.person, skills.c.skill).order_by(skills.c.person, skills.c.skill)
_CONTACTS = select(contacts.c.person, contacts.c.channel, contacts.c.address).order_by(
    contacts.c.person, contacts.c.channel
)
_PUT_CONTACT = upsert(contacts, ["person", "channel"], ["address"])
_DROP_CONTACT = delete(contacts).where(
    contacts.c.person == bindparam("who"), contacts.c.channel == bindparam("which")
)
_ADD_SKILL = upsert(skills, ["person", "skill"])
_DROP_SKILL = delete(skills).where(
    skills.c.person == bindparam("who"), skills.c.skill == bindparam("what")
)
_PUT_DEPARTMENT = upsert(departments, ["name"], ["head"])
_PUT_PERSON = upsert(people, ["name"], Person._fields[1:])
_PUT_SITE = upsert(sites, ["name"], Site._fields[1:])
_CHANGED = (
    update(settings)
    .where(settings.c.name == STAFF_REVISION)
    .values(number=settings.c.number + bindparam("by"))
)


def staff_revision(connection: Connection) -> int:
    """Return the revision of the staff; it rises with every change."""
    found: int = connection.execute(_REVISION).scalar_one()
    return found


def load_staff(connection: Connection) -> Staff:
    """Return everybody, every site, every post and who heads which department."""
    found: Any = connection.execute
    return Staff(
        staff_revision(connection),
        tuple(map(Site._make, found(_SITES))),
        tuple(map(Person._make, found(_PEOPLE))),
        tuple(map(Post._make, found(_POSTS))),
        tuple(map(Department._make, found(_DEPARTMENTS))),
        tuple(map(Skill._make, found(_SKILLS))),
        tuple(map(Contact._make, found(_CONTACTS))),
    )


def put_site(connection: Connection, site: Site) -> None:
    """Add or change a site."""
    connection.execute(_PUT_SITE, site._asdict())
    _staff_changed(connection, sites)


def put_department(connection: Connection, department: Department) -> None:
    """Say who heads a department."""
    connection.execute(_PUT_DEPARTMENT, department._asdict())
    _staff_changed(connection, departments)


def put_person(connection: Connection, person: Person, new_posts: Sequence[Post]) -> None:
    """Add or change a person, and add posts."""
    connection.execute(_PUT_PERSON, person._asdict())
    if new_posts:
        connection.execute(insert(posts), [one._asdict() for one in new_posts])
    _staff_changed(connection, people, *([posts] if new_posts else []))


def change_skills(
    connection: Connection, name: str, *, gained: Sequence[str], lost: Sequence[str]
) -> None:
    """Record what a person can do, and can do no longer. The person is put with it."""
    if gained:
        connection.execute(_ADD_SKILL, [{"person": name, "skill": one} for one in gained])
    if lost:
        connection.execute(_DROP_SKILL, [{"who": name, "what": one} for one in lost])
    if gained or lost:
        seal(connection, [skills.name])


def change_contacts(connection: Connection, name: str, addresses: Mapping[str, str]) -> None:
    """Record how a person is reached, by channel; an empty address is taken away.

    The person is put with it.
    """
    for channel, address in addresses.items():
        if address:
            contact = Contact(name, channel, address)
            connection.execute(_PUT_CONTACT, contact._asdict())
        else:
            connection.execute(_DROP_CONTACT, {"who": name, "which": channel})
    if addresses:
        seal(connection, [contacts.name])


def close_posts(
    connection: Connection, name: str, *, site: str | None, roles: Sequence[str], at: datetime
) -> None:
    """End the open posts of a person at an instant; only those of a site and in roles, if given."""
    ending = update(posts).where(posts.c.person == name, posts.c.held_until.is_(None))
    if site is not None:
        ending = ending.where(posts.c.site == site)
    if roles:
        ending = ending.where(posts.c.role.in_(roles))
    connection.execute(ending.values(held_until=at))
    _staff_changed(connection, posts)


def _staff_changed(connection: Connection, *changed: Table) -> None:
    # The revision first: whoever changes something at the same time waits for it.
    connection.execute(_CHANGED, {"by": 1})
    seal(connection, [one.name for one in changed])
