"""Situations a case can be in, told apart as far as conditions and one promise do."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from workflow.definition.conditions import Condition, Names, compile_condition
from workflow.definition.deadline import Moment
from workflow.definition.domains import PEOPLE, domain, sums, too_many
from workflow.definition.model import NEW, Definition, Transition
from workflow.definition.promise import Promise
from workflow.definition.questions import Questions
from workflow.proving.hearing import hearing

NOTHING_COUNTED: Mapping[str, Decimal | None] = {}


class Situation(NamedTuple):
    """A case as far as it matters. The order of each tuple is that of the scope's names.

    ``fields`` holds ``None`` for what is empty. ``counts`` and ``here`` stop counting where nothing
    asks any more. ``last`` is who did something last, ``done_by_x`` what the one did whom a promise
    is about, ``owed`` which of the deadlines by which a promise is kept have begun and not ended.
    ``duties`` are open (true), settled (false), or never opened.
    """

    state: str
    fields: tuple[object, ...]
    counts: tuple[int, ...]
    here: tuple[int, ...]
    missed: tuple[bool, ...] = ()
    last: tuple[str | None, ...] = ()
    done_by_x: tuple[bool, ...] = ()
    owed: tuple[bool, ...] = ()
    duties: tuple[bool | None, ...] = ()


class Rules(NamedTuple):
    """The conditions of a transition; ``needs`` and ``has`` are fields, and when each is needed.

    ``duties`` are those it can open, and under which condition each does.
    """

    when: Condition | None
    branches: tuple[Condition | None, ...]
    needs: Mapping[str, Condition | None]
    has: Mapping[str, Condition | None]
    duties: Mapping[str, Condition | None] = {}

    @property
    def all(self) -> list[Condition]:
        """Every condition there is."""
        asked = (*self.needs.values(), *self.has.values(), *self.duties.values())
        found = [self.when, *self.branches, *asked]
        return [one for one in found if one is not None]


class Scope:
    """What must be told apart to decide one promise of a definition."""

    def __init__(self, definition: Definition, promise: Promise) -> None:
        self.definition = definition
        self.promise = promise
        self._names = Names.of(definition)
        self.rules = {one.name: self._rules(one) for one in definition.transitions.values()}
        self.when = self._compiled(promise.when)
        self.rung_when = {
            (one.name, kind, at): self._compiled(rung.when)
            for one in definition.deadlines.values()
            for kind, rungs in (("remind", one.remind), ("missed", one.missed))
            for at, rung in enumerate(rungs)
        }
        questions = self._asked()
        self.loose = tuple(dict.fromkeys(self._loose(questions)))
        self.domains: Mapping[str, tuple[object, ...]] = {
            name: domain(definition.fields[name], asked, questions.lengths.get(name, 0))
            for name, asked in questions.values.items()
        }
        self.fields = tuple(name for name in self.domains if self._lasts(name))
        self.counts, self.here = dict(questions.counts), dict(questions.here)
        self.missed = tuple(sorted(questions.missed))
        self.performers = tuple(sorted(questions.performers))
        # What other cases have counted is not known here: it may be anything.
        self.sums = {name: sums(asked) for name, asked in questions.sums.items()}
        self.by_x = self._followed()
        self.hearing = hearing(definition, promise)

    def reads(self, transition: str) -> frozenset[str]:
        """Return the fields that the conditions of a transition ask about."""
        conditions = self.rules[transition].all
        return frozenset(name for one in conditions for name in (*one.fields, *one.personal))

    def start(self) -> Situation:
        """Return the situation before there is a case."""
        return Situation(
            state=NEW,
            fields=(None,) * len(self.fields),
            counts=(0,) * len(self.counts),
            here=(0,) * len(self.here),
            missed=(False,) * len(self.missed),
            last=(None,) * len(self.performers),
            done_by_x=(False,) * len(self.by_x),
            duties=(None,) * len(self.definition.duties),
            owed=(False,) * len(self.hearing.sure),
        )

    def _compiled(self, text: str | None) -> Condition | None:
        return None if text is None else compile_condition(text, self._names)

    def _rules(self, transition: Transition) -> Rules:
        return Rules(
            self._compiled(transition.when),
            tuple(self._compiled(one.when) for one in transition.branches),
            {one.field: self._compiled(one.condition) for one in transition.needs},
            dict.fromkeys(transition.has)
            | {one.field: self._compiled(one.condition) for one in transition.has_if},
            {name: self._compiled(when) for name, when in self._opened_by(transition)},
        )

    def _opened_by(self, transition: Transition) -> Iterator[tuple[str, str | None]]:
        moments = {Moment("act", transition.name)}
        moments |= {Moment("left", one) for one in transition.sources}
        moments |= {Moment("entered", one.to) for one in transition.branches if one.to is not None}
        for duty in self.definition.duties.values():
            if moments.intersection(duty.opens):
                yield duty.name, duty.when

    def _asked(self) -> Questions:
        questions = Questions()
        for one in self.definition.transitions.values():
            questions.ask(self.rules[one.name].all)
            for name in self.rules[one.name].has:
                questions.values.setdefault(name, set())
            if one.at_most is not None:
                questions.count(one.name, one.at_most, here=one.per == "entry")
            for at, branch in enumerate(one.branches):
                if branch.at_most is not None:
                    name = branch_key(one.name, at)
                    questions.count(name, branch.at_most, here=branch.per == "entry")
        rungs = [one for one in self.rung_when.values() if one is not None]
        questions.ask(rungs if self.when is None else [*rungs, self.when])
        for name in (*self.promise.without, *self.promise.unless):
            questions.count(name, 1)
        return questions

    def _loose(self, questions: Questions) -> Iterator[str]:
        """Yield the conditions that cannot be followed exactly; see to it for the others."""
        yield from questions.loose
        for name, asked in questions.values.items():
            if too_many(self.definition.fields[name], asked, questions.lengths.get(name, 0)):
                yield f'count("{name}")'
                asked.clear()
                questions.lengths[name] = 0
        for one in questions.counted:
            most = [self._most(name, here=one.here) for name in one.transitions]
            if None in most:
                yield one.condition
                continue
            for name, number in zip(one.transitions, most, strict=True):
                questions.count(name, number or 0, here=one.here)
                for field in one.fields:
                    questions.values[field].update(range((number or 0) + 1))
        people = [name for name in questions.values if self._is_person(name)]
        if questions.performers and len(people) + len(questions.performers) > len(PEOPLE):
            yield "performer()"

    def _is_person(self, name: str) -> bool:
        return self.definition.fields[name].type == "person"

    def _most(self, transition: str, *, here: bool) -> int | None:
        """Return how often a transition can be done at most; ``None``: without end."""
        found = self.definition.transitions[transition]
        return found.at_most if here or found.per == "case" else None

    def _lasts(self, name: str) -> bool:
        """Whether a value on file matters: not if it is given anew wherever it is read."""
        readers = [one for one in self.rules if name in self.reads(one)]
        fresh = all(
            name in self.rules[one].needs and self.rules[one].needs[name] is None for one in readers
        )
        others = [one for one in (*self.rung_when.values(), self.when) if one is not None]
        asked = any(name in (*one.fields, *one.personal) for one in others)
        on_file = any(name in one.has for one in self.rules.values())
        return asked or on_file or not fresh

    def _followed(self) -> tuple[str, ...]:
        """Return the acts of which it matters whether one and the same person did them."""
        if self.promise.kind != "different_people":
            return ()
        transitions = self.definition.transitions
        others = {name for one in self.promise.of for name in transitions[one].other_than}
        return tuple(sorted({*self.promise.of, *others}))


class Sight:
    """What conditions see of a situation, with the data of an act in; see ``definition.facts``."""

    def __init__(
        self,
        scope: Scope,
        situation: Situation,
        given: Mapping[str, object],
        guards: Mapping[str, bool],
        counted: Mapping[str, Decimal | None] = NOTHING_COUNTED,
    ) -> None:
        known = zip(scope.fields, situation.fields, strict=True)
        values = {name: value for name, value in known if value is not None} | dict(given)
        personal = {name for name in values if scope.definition.fields[name].personal}
        self.fields: Mapping[str, Any] = {
            name: value for name, value in values.items() if name not in personal
        }
        self.personal: Mapping[str, int] = dict.fromkeys(personal, 1)
        self.counts: Mapping[str, int] = dict(zip(scope.counts, situation.counts, strict=True))
        self.entry_counts: Mapping[str, int] = dict(zip(scope.here, situation.here, strict=True))
        last = zip(scope.performers, situation.last, strict=True)
        self.performers = {name: (who,) for name, who in last if who is not None}
        self._missed = dict(zip(scope.missed, situation.missed, strict=True))
        self._duties = dict(zip(scope.definition.duties, situation.duties, strict=True))
        self._guards = guards
        self._counted = counted

    def missed(self, deadline: str) -> bool:
        """Whether that deadline was ever missed."""
        return self._missed.get(deadline, False)

    def owed(self, duty: str) -> bool | None:
        """Whether a duty is open or settled."""
        return self._duties[duty]

    def count(self, counter: str) -> Decimal | None:
        """What a counter is taken to have counted."""
        return self._counted[counter]

    def guard(self, name: str) -> bool:
        """What the host application is taken to answer."""
        return self._guards[name]


def branch_key(transition: str, number: int) -> str:
    """Return what a branch is counted under."""
    return f"{transition}#{number}"
