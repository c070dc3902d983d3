"""What is to be seen after a step of a scenario, and what was seen instead.

Each expectation knows where it is written; asked, it yields what does not hold.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from workflow.definition.model import Field
from workflow.definition.nodes import Node
from workflow.definition.values import read_value, show_value
from workflow.errors.base import titled
from workflow.report import words
from workflow.report.reasons import moment
from workflow.service.views import CaseView, DeadlineView
from workflow.testing.scenarios.seen import CAME, Brought, Came, Seen, Told, alike
from workflow.translation import gettext, mark

Status = Literal["met", "missed", "ran_out", "cancelled", "done_late", "released"]
_LATER = {
    "ran_out": mark("ran out"),
    "done_late": mark("done late"),
    "released": mark("missed, then no longer owed"),
}
PAUSED = "paused"


class Unmet(NamedTuple):
    """Something that does not hold: where it is written, in words what was expected and found."""

    node: Node
    expected: str
    found: str


class Expectation(Protocol):
    """Something that is to be seen."""

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""


@dataclass(frozen=True, slots=True)
class InState:
    """The case is in a state."""

    node: Node
    state: str

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""
        titles = {name: one.title for name, one in seen.definition.states.items()}
        if seen.case.state != self.state:
            wanted, found = (titled(one, titles) for one in (self.state, seen.case.state))
            yield Unmet(self.node, f"state: {wanted}", f"state: {found}")


@dataclass(frozen=True, slots=True)
class OwnedBy:
    """Somebody owns the case; nothing is nobody."""

    node: Node
    owner: str

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""
        if (seen.case.owner or "") != self.owner:
            wanted, found = (_people([one or ""]) for one in (self.owner, seen.case.owner))
            yield Unmet(self.node, f"owner: {wanted}", f"owner: {found}")


@dataclass(frozen=True, slots=True)
class Opened:
    """Cases of these definitions were opened from others in the step, and no more."""

    node: Node
    definitions: tuple[str, ...]

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""
        if tuple(sorted(seen.opened)) != self.definitions:
            wanted, found = (
                gettext(", ").join(one) or gettext("nothing")
                for one in (self.definitions, sorted(seen.opened))
            )
            yield Unmet(self.node, f"opened: {wanted}", f"opened: {found}")


@dataclass(frozen=True, slots=True)
class Holds:
    """A field has a value, as a person writes it; ``None`` is none."""

    node: Node
    field: Field
    value: object

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""
        zone = ZoneInfo(seen.case.zone)
        found = {one.name: one.value for one in seen.case.fields}.get(self.field.name)
        wanted = None if self.value is None else read_value(self.field, self.value, zone)
        if found != wanted:
            yield Unmet(self.node, self._shown(wanted, zone), self._shown(found, zone))

    def _shown(self, value: object, zone: ZoneInfo) -> str:
        shown = show_value(self.field, value, zone) or gettext("nothing")
        return f"{self.field.name}: {shown}"


@dataclass(frozen=True, slots=True)
class HasStatus:
    """The last cycle of a deadline ended so; one that was missed, whatever came after that.

    Without a name: that of none did.
    """

    node: Node
    deadline: str
    status: Status

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""
        last = _last_cycles(seen.case)
        cycle = last.get(self.deadline)
        if self.deadline and (cycle is None or self.status not in _ended(cycle)):
            expected = _ending(_titled(seen, self.deadline), self.status)
            yield Unmet(self.node, expected, _standing(seen, self.deadline, cycle))
        for name, one in last.items() if not self.deadline else ():
            if self.status in _ended(one):
                expected = _ending(gettext("nothing"), self.status)
                yield Unmet(self.node, expected, _standing(seen, name, one))


@dataclass(frozen=True, slots=True)
class Owed:
    """All that is still owed: when each deadline is due, aware UTC, or ``None``: paused."""

    node: Node
    due: Mapping[str, tuple[Node, datetime | None]]

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""
        owed = {name: one for name, one in _last_cycles(seen.case).items() if one.running}
        for name, (node, due) in self.due.items():
            cycle = owed.get(name)
            if cycle is None or _due(cycle) != due:
                last = _last_cycles(seen.case).get(name)
                yield Unmet(node, _due_words(seen, name, due), _standing(seen, name, last))
        for name, cycle in owed.items():
            if name not in self.due:
                nothing = gettext("nothing more that is owed")
                yield Unmet(self.node, nothing, _due_words(seen, name, _due(cycle)))


@dataclass(frozen=True, slots=True)
class OwedBy:
    """All duties that are open: who owes each."""

    node: Node
    owed: Mapping[str, tuple[Node, str]]

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold."""
        found = {one.name: one.who for one in seen.case.duties if one.status == "open"}
        for name, (node, who) in self.owed.items():
            if found.get(name) != who:
                yield Unmet(node, _duty(seen, name, who), _duty(seen, name, found.get(name)))
        for name, who in found.items():
            if name not in self.owed:
                nothing = gettext("nothing more that is owed")
                yield Unmet(self.node, nothing, _duty(seen, name, who))


@dataclass(frozen=True, slots=True)
class WholeOf:
    """Everything of its kind in a step: what fired, what was told, what was brought."""

    node: Node
    kind: Literal["fired", "told", "brought"]
    ones: Sequence[tuple[Node, Came]]

    def unmet(self, seen: Seen) -> Iterator[Unmet]:
        """Yield what does not hold: what did not come, then what came besides."""
        found: Sequence[Came] = [*CAME[self.kind](seen)]
        left = Counter(found)
        missing: list[tuple[Node, Came]] = []
        for node, one in self.ones:
            if left[one]:
                left[one] -= 1
            else:
                missing.append((node, one))
        besides = [*left.elements()]
        for node, one in missing:
            near = [each for each in besides if alike(each, one)]
            if near:
                besides.remove(near[0])
            instead = _words(seen, near[0]) if near else gettext("nothing of the kind")
            yield Unmet(node, _words(seen, one), instead)
        for one in besides:
            yield Unmet(self.node, gettext("nothing more"), _words(seen, one))


# --- what was seen ---------------------------------------------------------------------------


def _last_cycles(case: CaseView) -> dict[str, DeadlineView]:
    ordered = sorted(case.deadlines, key=lambda one: one.cycle)
    return {one.name: one for one in ordered}


def _ended(cycle: DeadlineView) -> tuple[str, ...]:
    """Return how a cycle ended, in all the words for it.

    A miss that was none, for it was done in time, is met; one that was done since is missed too.
    """
    if cycle.over_at is None:
        return (cycle.status,)
    if cycle.status == "missed":
        return "missed", "released" if cycle.released else "done_late"
    if cycle.status != "voided":
        return (cycle.status,)
    return ("cancelled",) if cycle.released else ("met",)


def _due(cycle: DeadlineView) -> datetime | None:
    return None if cycle.status == PAUSED else cycle.due_at


# --- in words --------------------------------------------------------------------------------


def _words(seen: Seen, one: Came) -> str:
    if isinstance(one, Brought):
        return f"brought: {_document(seen, one.document)}"
    parts = [moment(one.at, seen.case.zone, end=True)]
    if isinstance(one, Told):
        about = _titled(seen, one.deadline) if one.deadline else _document(seen, one.document)
        parts += [about, f"→ {_people(one.to)}"]
        return " ".join(parts)
    parts += [f"{one.kind}: {_titled(seen, one.deadline)}"]
    if one.to:
        parts += [f"→ {_people(one.to)}"]
    said = {"does": one.does, "refused": one.refused, "skipped": one.skipped}
    parts += [f"{key}: {value}" for key, value in said.items() if value]
    return " ".join(parts)


def _people(names: Sequence[str]) -> str:
    return gettext(", ").join(filter(None, names)) or gettext("nobody")


def _ending(deadline: str, status: Status) -> str:
    said = gettext(_LATER.get(status, status))
    return gettext("{deadline}: {status}").format(deadline=deadline, status=said)


def _titled(seen: Seen, deadline: str) -> str:
    titles = {name: one.title for name, one in seen.definition.deadlines.items()}
    return titled(deadline, titles)


def _duty(seen: Seen, name: str, who: str | None) -> str:
    titles = {one.name: one.title for one in seen.definition.duties.values()}
    text = gettext("{duty}, owed by {person}")
    return text.format(duty=titled(name, titles), person=who or gettext("nobody"))


def _document(seen: Seen, name: str) -> str:
    titles = {one: document.title for one, document in seen.definition.documents.items()}
    return titled(name, titles)


def _due_words(seen: Seen, name: str, due: datetime | None) -> str:
    when = gettext("paused") if due is None else moment(due, seen.case.zone, end=True)
    return gettext("{deadline}: {status}").format(deadline=_titled(seen, name), status=when)


def _standing(seen: Seen, name: str, cycle: DeadlineView | None) -> str:
    """Return how a deadline stands: due when, or how it ended."""
    if cycle is None:
        status = gettext("not started")
    elif cycle.over_at is None and cycle.status in {"armed", PAUSED}:
        return _due_words(seen, name, _due(cycle))
    else:
        when = moment(cycle.over_at or cycle.due_at, seen.case.zone, end=True)
        how = words.status(
            cycle.status,
            over=cycle.over_at is not None,
            overdue=False,
            released=cycle.released,
            owed=cycle.owed,
        )
        status = f"{how}, {when}"
    return gettext("{deadline}: {status}").format(deadline=_titled(seen, name), status=status)
