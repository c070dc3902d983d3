"""What is known of a case in whose middle a promise begins to be looked at."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from workflow.definition.domains import PEOPLE
from workflow.definition.model import SYSTEM
from workflow.proving.orders import placed
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope


class Past(NamedTuple):
    """A case as it stands, by the names of the definition that the promise belongs to.

    ``fields`` are the values on file, ``personal`` the names of those that are not looked into.
    ``counts`` is how often each step was done (as ``step#branch``, each branch taken), ``here`` the
    same since the state was entered. ``done`` are the acts that count for the promise,
    ``missed`` deadlines, ``performers`` who did each step, in order, ``children`` how many cases
    that it opened are open, and how many closed, by their definitions. ``duties`` are open (true)
    or settled. ``running`` are the deadlines that run by the limits of the definition.
    """

    state: str
    fields: Mapping[str, object] = {}
    personal: frozenset[str] = frozenset()
    counts: Mapping[str, int] = {}
    here: Mapping[str, int] = {}
    done: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    performers: Mapping[str, tuple[str, ...]] = {}
    children: Mapping[str, tuple[int, int]] = {}
    duties: Mapping[str, bool] = {}
    running: frozenset[str] = frozenset()

    def situations(self, scope: Scope) -> frozenset[Situation] | None:
        """Return the situations it may be, whoever the promise is about.

        ``None`` where more people would have to be told apart than are.
        """
        if any(self.fields.get(one) and _lists_people(scope, one) for one in scope.fields):
            return None
        people = frozenset(self._people(scope))
        did = {who for name in scope.by_x for who in self.performers.get(name, ())}
        known = {SYSTEM, *scope.definition.parties, *scope.book.names}
        about = {scope.book.about} if scope.book.about else {*people, *did} - known
        found = set()
        for who in (*about, None) if scope.by_x or not about else about:
            if len(people - {who}) > 1:
                return None
            found.add(self._situation(scope, who))
        return frozenset(found)

    def _situation(self, scope: Scope, who: str | None) -> Situation:
        """Return the situation it is if the promise is about somebody (``None``: somebody else)."""
        children = [self.children.get(name, (0, 0)) for name in scope.children]
        fields = tuple(self._value(scope, name, who) for name in scope.fields)
        return scope.start()._replace(
            state=self.state,
            fields=placed(scope.book.orders, scope.fields, fields),
            counts=_counted(scope.counts, self.counts),
            here=_counted(scope.here, self.here),
            done=tuple(name in self.done for name in scope.promise.acts),
            missed=tuple(name in self.missed for name in scope.missed),
            last=tuple(
                self._performer(scope, name, who) if self.performers.get(name) else None
                for name in scope.performers
            ),
            done_by_x=tuple(
                who is not None and who in self.performers.get(name, ()) for name in scope.by_x
            ),
            children=tuple(
                min(is_open, most)
                for (is_open, _), most in zip(children, scope.children.values(), strict=True)
            ),
            shut=tuple(closed > 0 for _, closed in children),
            owed=tuple(name in self.running for name in scope.hearing.sure),
            duties=tuple(self.duties.get(name) for name in scope.duties),
        )

    def _people(self, scope: Scope) -> Iterator[str]:
        """Yield who is named in what is told apart: in the data, or as who did something last.

        Other than by words that conditions compare them with.
        """
        last = {name: did[-1] for name in scope.performers if (did := self.performers.get(name))}
        yield from (who for name, who in last.items() if who not in _told_apart(scope, name))
        for name in scope.fields:
            if self._is_somebody(scope, name):
                yield str(self.fields[name])

    def _is_somebody(self, scope: Scope, name: str) -> bool:
        """Whether a field names a person, other than by a word that conditions compare it with."""
        value, field = self.fields.get(name), scope.definition.fields[name]
        asked = {*scope.values(name)} - {*PEOPLE}
        return field.type == "person" and value is not None and value not in asked

    def _performer(self, scope: Scope, name: str, who: str | None) -> str:
        last = self.performers[name][-1]
        return last if last in _told_apart(scope, name) else _known_as(scope, last, who)

    def _value(self, scope: Scope, name: str, who: str | None) -> object:
        if name in self.personal:
            return True
        value = self.fields.get(name)
        if self._is_somebody(scope, name):
            return _known_as(scope, str(value), who)
        return tuple(map(_plain, value)) if isinstance(value, list) else _plain(value)


def _lists_people(scope: Scope, name: str) -> bool:
    field = scope.definition.fields[name]
    return field.type == "list" and field.item == "person"


def _plain(value: object) -> object:
    """Return a value that conditions can look into; of a file they ask only whether it is there."""
    return True if isinstance(value, Mapping) else value


def _told_apart(scope: Scope, transition: str) -> frozenset[str]:
    """Return the names by which it is known who did something."""
    return frozenset((SYSTEM, *scope.definition.parties, *scope.named[transition]))


def _known_as(scope: Scope, name: str, who: str | None) -> str:
    return scope.x if name == who else PEOPLE[1]


def _counted(most: Mapping[str, int], counts: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(min(counts.get(name, 0), number) for name, number in most.items())
