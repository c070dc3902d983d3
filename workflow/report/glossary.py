"""The titles a definition gives to its names, for showing a case that follows it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from workflow.calendars.local import zone
from workflow.definition.difference import with_names_of
from workflow.definition.lists import entry_field
from workflow.definition.model import (
    ANY_OPEN,
    ANY_STAFF,
    NEW,
    OWES,
    OWNER,
    SYSTEM,
    Definition,
    Field,
)
from workflow.definition.promise import Promise
from workflow.definition.values import show_value
from workflow.report.words import NOTHING, listed, titled
from workflow.service.views import CaseView, EventView
from workflow.translation import chosen, gettext, mark

if TYPE_CHECKING:
    from workflow.service.looking import Looking

_RESERVED = {
    NEW: mark("a new case"),
    ANY_OPEN: mark("any open state"),
    OWNER: mark("the owner"),
    SYSTEM: mark("the system"),
    ANY_STAFF: mark("all staff"),
    OWES: mark("whoever owes it"),
}


class Glossary:
    """Looks up titles. Without a definition, and for names it does not know, the name stands.

    ``plain``: titles alone, without the names, for who reads and does not type.
    """

    def __init__(
        self, definition: Definition | None, zone_name: str = "UTC", *, plain: bool = False
    ) -> None:
        self._definition = definition
        self._zone = zone_name
        self._plain = plain

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields it knows."""
        return self._definition.fields if self._definition else {}

    @property
    def promises(self) -> tuple[Promise, ...]:
        """The promises it knows."""
        return self._definition.promises if self._definition else ()

    def who(self, name: str) -> str:
        """Return a role, a party, or a word such as ``owner``, with its title."""
        if name in _RESERVED:
            return gettext(_RESERVED[name])
        if self._definition is None:
            return name
        return self._titled({**self._definition.roles, **self._definition.parties}, name)

    def addressee(self, name: str) -> str:
        """Return a person, or a party with its title."""
        return self._titled(self._definition.parties, name) if self._definition else name

    def state(self, name: str) -> str:
        """Return a state with its title."""
        if name in _RESERVED:
            return gettext(_RESERVED[name])
        return self._titled(self._definition.states, name) if self._definition else name

    def trigger(self, name: str) -> str:
        """Return a trigger with its title."""
        return self._titled(self._definition.transitions, name) if self._definition else name

    def deadline(self, name: str) -> str:
        """Return a deadline with its title."""
        return self._titled(self._definition.deadlines, name) if self._definition else name

    def owed(self, name: str) -> bool:
        """Whether somebody owes a deadline, and it is not a time that simply runs out."""
        known = self._definition.deadlines.get(name) if self._definition else None
        return known is None or known.owed

    def duty(self, name: str) -> str:
        """Return a duty with its title."""
        return self._titled(self._definition.duties, name) if self._definition else name

    def document(self, name: str) -> str:
        """Return a document with its title."""
        return self._titled(self._definition.documents, name) if self._definition else name

    def field(self, name: str) -> str:
        """Return a field with its title."""
        return self._titled(self._definition.fields, name) if self._definition else name

    def value(self, field: str, value: object) -> str:
        """Return the value of a field; a choice with its title beside the name to type."""
        known = self._definition.fields.get(field) if self._definition else None
        if known is None:
            return str(value)
        if isinstance(value, list):
            entry = entry_field(known)
            return listed([self._entry(entry, one) for one in value])
        return self._entry(known, value)

    def _entry(self, known: Field, value: object) -> str:
        for choice in known.of:
            if choice.value == value:
                return titled(choice.value, choice.title)
        return show_value(known, value, zone(self._zone)) or NOTHING

    def to_type(self, field: str, accepted: Sequence[str] | None = None) -> str:
        """Return what to type for a field: ``--set kind=service|product|safety``."""
        known = self._definition.fields.get(field) if self._definition else None
        values = "|".join(accepted or [one.value for one in known.of] if known else ())
        if known and "attachment" in (known.type, known.item):
            return f"--attach {field}=…"
        more = ",…" if known and known.type == "list" else ""
        return f"--set {field}={values or '…'}{more}"

    def counter(self, name: str) -> str:
        """Return a counter with its title."""
        return self._titled(self._definition.counters, name) if self._definition else name

    def _titled(self, known: Mapping[str, object], name: str) -> str:
        title = getattr(known.get(name), "title", None)
        if not title:
            return name
        return chosen(title, name) if self._plain else titled(name, title)


def glossary(workflow: "Looking", case: CaseView) -> Glossary:
    """Return the titles for a case, from its own edition."""
    names = case.followed, case.edition
    return Glossary(known_to(workflow, case.definition, *names), case.zone)


def told_by(
    workflow: "Looking", case: CaseView, events: Iterable[EventView]
) -> Mapping[int, Glossary]:
    """Return the titles for each event of a case, by its number: of the edition it happened under.

    What moved it to another edition is told by that, and by the names of the one it left.
    """
    happened = list(events)
    moves = [one.details for one in happened if "to_name" in one.details]
    now = str(moves[0]["from_name"]) if moves else case.edition
    known: dict[tuple[str, ...], Glossary] = {}
    found = {}
    for one in happened:
        names: tuple[str, ...] = (now,)
        if "to_name" in one.details:
            left, now = now, str(one.details["to_name"])
            names = (left, now)
        if names not in known:
            definition = known_to(workflow, case.definition, names[:-1], names[-1])
            known[names] = Glossary(definition, case.zone)
        found[one.seq] = known[names]
    return found


def known_to(workflow: "Looking", name: str, followed: Iterable[str], edition: str) -> Definition:
    """Return an edition that has the titles of earlier ones too, of what it does not have itself.

    For words only: nothing else of it is right.
    """
    found = workflow.definition(name, edition=edition)
    for one in followed:
        if one != edition:
            found = with_names_of(workflow.definition(name, edition=one), found)
    return found
