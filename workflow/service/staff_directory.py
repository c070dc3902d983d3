"""The directory that our own staff tables answer."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time

from workflow.store.staff import Person, Post, Staff


class StaffDirectory:
    """Who is who, at one revision of the staff."""

    def __init__(self, staff: Staff) -> None:
        self.revision = staff.revision
        self._people = {one.name: one for one in staff.people}
        self._sites = {one.name: one for one in staff.sites}
        self._heads = {one.name: one.head for one in staff.departments}
        self._skills: dict[str, set[str]] = defaultdict(set)
        for one in staff.skills:
            self._skills[one.person].add(one.skill)
        self._contacts: dict[str, dict[str, str]] = defaultdict(dict)
        for contact in staff.contacts:
            self._contacts[contact.person][contact.channel] = contact.address
        self._posts: dict[str, list[Post]] = defaultdict(list)
        self._by_site: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._by_role: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in staff.posts:
            self._posts[post.person].append(post)
            self._by_site[post.person, post.site].append(post)
            self._by_role[post.site, post.role].append(post)

    def knows(self, name: str) -> bool:
        """Whether there is such a person."""
        return name in self._people

    def names(self) -> tuple[str, ...]:
        """Everybody."""
        return tuple(self._people)

    def roles(self, name: str, site: str, at: datetime) -> frozenset[str]:
        """The roles a person holds at a site at an instant."""
        posts = self._by_site.get((name, site), ())
        return frozenset([one.role for one in posts if _held(one, at)])

    def holders(self, role: str, site: str, at: datetime) -> tuple[str, ...]:
        """Who holds a role at a site at an instant, by name."""
        posts = self._by_role.get((site, role), ())
        return tuple(sorted({one.person for one in posts if _held(one, at)}))

    def works_at(self, name: str, site: str, at: datetime) -> bool:
        """Whether a person holds any role at a site."""
        for post in self._by_site.get((name, site), ()):  # noqa: SIM110 - asked with every act
            if _held(post, at):
                return True
        return False

    def department(self, name: str) -> str | None:
        """The department a person belongs to."""
        person = self._people.get(name)
        return person.department if person else None

    def head(self, department: str) -> str | None:
        """Who heads a department."""
        return self._heads.get(department)

    def superior(self, name: str) -> str | None:
        """Who is above a person."""
        person = self._people.get(name)
        return person.superior if person else None

    def skills(self, name: str) -> frozenset[str]:
        """What a person can do that not everybody can."""
        return frozenset(self._skills.get(name, ()))

    def capacity(self, name: str) -> int | None:
        """How many open cases a person may own at a site; ``None``: any number."""
        person = self._people.get(name)
        return person.capacity if person else None

    def contacts(self, name: str) -> Mapping[str, str]:
        """How a person is reached: addresses by channel."""
        return self._contacts.get(name, {})

    def quiet(self, name: str) -> tuple[time, time] | None:
        """From when until when, by local time, a person is told only what is urgent."""
        person = self._people.get(name)
        if person is None or person.quiet_from is None or person.quiet_until is None:
            return None
        return time.fromisoformat(person.quiet_from), time.fromisoformat(person.quiet_until)

    def delegate(self, name: str) -> str | None:
        """Who stands in for a person who is away."""
        person = self._people.get(name)
        return person.delegate if person else None

    def absent(self, name: str, at: datetime) -> bool:
        """Whether a person is away at an instant, or has left: every role has ended."""
        posts = self._posts.get(name)
        if posts and not [one for one in posts if _held(one, at)]:
            return True
        person = self._people.get(name)
        if person is None or person.away_from is None:
            return False
        return person.away_from <= at and (person.away_until is None or at < person.away_until)

    def fallback(self, site: str) -> str | None:
        """Who hears of what nobody else can be told, at a site."""
        found = self._sites.get(site)
        return found.fallback if found else None

    def sites(self) -> tuple[str, ...]:
        """Every site, by name."""
        return tuple(self._sites)

    def zone(self, site: str) -> str | None:
        """The IANA time zone of a site; ``None`` if there is no such site."""
        found = self._sites.get(site)
        return found.zone if found else None

    def person(self, name: str) -> Person | None:
        """A person by name."""
        return self._people.get(name)


def _held(post: Post, at: datetime) -> bool:
    return post.held_from <= at and (post.held_until is None or at < post.held_until)
