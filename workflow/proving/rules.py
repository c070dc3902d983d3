"""The conditions of a definition, compiled once, and on which aspects of a case they depend."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from workflow.definition.clocks import Runs, runs
from workflow.definition.conditions import Condition, Names, compile_condition
from workflow.definition.deadline import every_moment
from workflow.definition.model import SYSTEM, Definition, Transition
from workflow.definition.promise import Promise
from workflow.definition.questions import Questions, Value
from workflow.definition.sets import fillings
from workflow.proving.aspects import NOTHING, Aspect, Aspects, asked_by, hanging_on, used_up
from workflow.proving.hearing import hearing
from workflow.proving.orders import orders
from workflow.proving.step import Step
from workflow.proving.windows import awaited_by

if TYPE_CHECKING:
    from workflow.proving.past import Past

NEVER = Condition("false", (), (), (), lambda _facts: False)


class Rules(NamedTuple):
    """The conditions of a transition; ``needs`` and ``has`` are fields, and when each is needed.

    ``awaited`` is what its window waits for, ``duties`` are those it can open, and under which
    condition each does.
    """

    when: Condition | None
    awaited: Condition | None
    branches: tuple[Condition | None, ...]
    needs: Mapping[str, Condition | None]
    has: Mapping[str, Condition | None]
    duties: Mapping[str, Condition | None] = {}

    @property
    def all(self) -> list[Condition]:
        """Every condition there is."""
        asked = (*self.needs.values(), *self.has.values(), *self.duties.values())
        found = [self.when, self.awaited, *self.branches, *asked]
        return [one for one in found if one is not None]


def either(name: str) -> Condition:
    """Return a condition that may hold or not: it is answered as one of an application is."""
    return Condition("false", (), (), (name,), lambda facts: facts.guard(name))


def branch_key(transition: str, number: int) -> str:
    """Return what a branch is counted under."""
    return f"{transition}#{number}"


class Book:
    """What is the same of a definition and a promise however much of a case is looked at.

    A case begins with a ``past``, or (``None``) where all begin. A promise about people is
    ``about`` a party, or one whose name a condition knows, or (empty) about anybody else of the
    staff.
    """

    def __init__(
        self,
        definition: Definition,
        promise: Promise,
        past: "Past | None" = None,
        about: str = "",
    ) -> None:
        self.definition = definition
        self.promise = promise
        self.past = past
        self.about = about
        self.copies = tuple(copy for _, one in fillings(definition) for copy in one.copies)
        self.asked_by = cache(self._asked_by)
        self._names = Names.of(definition)
        self.rules = {one.name: self._rules(one) for one in definition.transitions.values()}
        self.when = self._compiled(promise.when)
        self.rung_when = {
            (one.name, kind, at): self._compiled(rung.when)
            for one in definition.deadlines.values()
            for kind, rungs in (("remind", one.remind), ("missed", one.missed))
            for at, rung in enumerate(rungs)
        }
        self.orders = tuple(orders(definition, self._questions))
        self.in_order = {name: one for one in self.orders for name in one.names}
        self.hanging = {name: hanging_on(one) for name, one in definition.deadlines.items()}
        self.runs: Runs = runs(definition)
        self.hearing = hearing(definition, promise)

    def _asked_by(self, condition: Condition | None) -> Aspects:
        """Return what a condition asks about, and where that may be taken over from."""
        found = asked_by(condition, self.in_order)
        while (more := found.union(self._sources(found))) != found:
            found = more
        return found

    def _sources(self, known: Aspects) -> Iterator[Aspect]:
        return (Aspect("field", one.source) for one in self.copies if ("field", one.field) in known)

    def _compiled(self, text: str | None) -> Condition | None:
        return None if text is None else compile_condition(text, self._names)

    @cached_property
    def names(self) -> frozenset[str]:
        """Those of the staff with whom conditions compare whoever did something."""
        nobody = {"", SYSTEM, *self.definition.parties}
        asked = frozenset[Value]().union(*self._questions.performers.values())
        return frozenset(map(str, asked)) - nobody

    @cached_property
    def _questions(self) -> Questions:
        questions = Questions()
        conditions = (self.when, *self.rung_when.values())
        questions.ask(one for one in conditions if one is not None)
        for rules in self.rules.values():
            questions.ask(rules.all)
        return questions

    def _rules(self, transition: Transition) -> Rules:
        return Rules(
            self._compiled(transition.when),
            self._compiled(awaited_by(transition, self.definition)),
            tuple(self._compiled(one.when) for one in transition.branches),
            {one.field: self._compiled(one.condition) for one in transition.needs},
            dict.fromkeys(transition.has)
            | {one.field: self._compiled(one.condition) for one in transition.has_if},
            {name: self._compiled(when) for name, when in self._opened_by(transition)},
        )

    def _opened_by(self, transition: Transition) -> Iterator[tuple[str, str | None]]:
        targets = [one.to for one in transition.branches]
        moments = every_moment(transition.name, transition.sources, targets)
        for duty in self.definition.duties.values():
            if moments.intersection(duty.opens):
                yield duty.name, duty.when

    # --- what it depends on --------------------------------------------------------------------

    def of_promise(self) -> Aspects:
        """Return the aspects that the promise itself speaks of."""
        return self.asked_by(self.when)

    def of_path(self, path: Iterable[Step], known: Aspects) -> Aspects:
        """Return all aspects on which it depends whether a way can be gone, beside those known."""
        steps, found = list(path), known
        while (more := found.union(*(self._of_step(one, found) for one in steps))) != found:
            found = more
        return found

    def _of_step(self, step: Step, known: Aspects) -> Aspects:
        found = self._of_clock(step) if step.clock is not None else NOTHING
        return found | self._of_transition(step.name, known) if step.kind == "do" else found

    def _of_clock(self, step: Step) -> Aspects:
        name = step.clock or ""
        conditions = (one for key, one in self.rung_when.items() if key[0] == name)
        duties = (Aspect("duty", one) for one in self.hanging[name])
        return frozenset(duties).union(*map(self.asked_by, conditions))

    def _of_transition(self, name: str, known: Aspects) -> Aspects:
        transition, rules = self.definition.transitions[name], self.rules[name]
        asked = [self.asked_by(one) for one in (rules.when, rules.awaited, *rules.branches)]
        asked.append(used_up(name, transition))
        for number, branch in enumerate(transition.branches):
            asked.append(used_up(branch_key(name, number), branch))
            asked.append(frozenset(Aspect("duty", one) for one in (*branch.does, *branch.joins)))
        asked.append(frozenset(Aspect("field", one) for one in rules.has))
        asked.extend(self.asked_by(one) for one in rules.has.values())
        # A value can always be given, and a duty opened: that matters only to who looks at it.
        for kind, conditions in (("field", rules.needs), ("duty", rules.duties)):
            asked.extend(
                self.asked_by(one) for key, one in conditions.items() if (kind, key) in known
            )
        return NOTHING.union(*asked)
