"""How far situations are told apart for one promise, and what conditions see of them."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from workflow.definition.conditions import Condition
from workflow.definition.domains import PEOPLE, Together, domain, sums, together, too_many
from workflow.definition.lists import narrowed_to
from workflow.definition.model import NEW, Branch, Transition
from workflow.definition.questions import Questions, Value
from workflow.proving.aspects import Aspect, Aspects, used_up
from workflow.proving.rules import NEVER, Book, Rules, branch_key, either
from workflow.proving.situation import NOTHING_COUNTED, Situation


class Scope:
    """What must be told apart to decide one promise of a definition.

    Of the aspects of a case only those ``looked_at`` (``None``: all). What depends on others may
    turn out either way: so more can happen than does, and never less.
    """

    def __init__(self, book: Book, looked_at: Aspects | None = None) -> None:
        self.book = book
        self.definition = definition = book.definition
        self.promise = book.promise
        self.when = book.when
        self.hearing = book.hearing
        self._looked_at = looked_at
        self.duties = tuple(one for one in definition.duties if self._sees(Aspect("duty", one)))
        self.rules = {name: self._seen(name, one) for name, one in book.rules.items()}
        self.rung_when = {
            key: one if self._follows(one) else None for key, one in book.rung_when.items()
        }
        self._questions = questions = self._asked()
        self.loose = tuple(dict.fromkeys(self._loose(questions)))
        self.domains: Mapping[str, tuple[object, ...]] = {
            name: self.values(name) for name in questions.values
        }
        self.fields = tuple(name for name in self.domains if self._lasts(name))
        self.counts, self.here = dict(questions.counts), dict(questions.here)
        self.missed = tuple(sorted(questions.missed))
        self.performers = tuple(sorted(questions.performers))
        self.named = {
            name: tuple(sorted(map(str, asked))) for name, asked in questions.performers.items()
        }
        self.x = book.about or PEOPLE[0]
        self.children = dict(questions.children)
        # What other cases have counted is not known here: it may be anything.
        self.sums = {name: sums(asked) for name, asked in questions.sums.items()}
        self.by_x = self._followed()
        # Then there is but one who is not the one a promise is about.
        self.two_people = not self.by_x and self._people(questions) <= len(PEOPLE)

    def values(self, name: str, accepted: Collection[str] = ()) -> tuple[object, ...]:
        """Return the values of a field that are told apart, of those ``accepted`` if some are."""
        if (order := self.book.in_order.get(name)) is not None:
            return order.values_of(self.definition.fields[name])
        field, asked = narrowed_to(self.definition.fields[name], accepted), self._questions
        return domain(field, asked.values[name], asked.lengths.get(name, 0))

    def together(self, name: str, held: Any, more: Any) -> Together:
        """Return a list with another added, and the one to add; ``None`` if it cannot be."""
        asked = self._questions
        field = self.definition.fields[name]
        return together(field, asked.values[name], asked.lengths.get(name, 0), held, more)

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
            done=(False,) * len(self.promise.acts),
            missed=(False,) * len(self.missed),
            last=(None,) * len(self.performers),
            done_by_x=(False,) * len(self.by_x),
            children=(0,) * len(self.children),
            shut=(False,) * len(self.children),
            duties=(None,) * len(self.duties),
            owed=(False,) * len(self.hearing.sure),
        )

    def starts(self) -> frozenset[Situation] | None:
        """Return the situations a case may begin in.

        ``None`` where more people would have to be told apart than are.
        """
        past = self.book.past
        return frozenset((self.start(),)) if past is None else past.situations(self)

    def _sees(self, aspect: Aspect) -> bool:
        return self._looked_at is None or aspect in self._looked_at

    def _follows(self, condition: Condition | None) -> bool:
        return self._looked_at is None or self.book.asked_by(condition) <= self._looked_at

    def _seen(self, name: str, rules: Rules) -> Rules:
        """Return the conditions of a transition as far as they are followed."""
        return Rules(
            rules.when if self._follows(rules.when) else None,
            rules.awaited if self._follows(rules.awaited) else None,
            tuple(self._branch(name, number, one) for number, one in enumerate(rules.branches)),
            {key: one if self._follows(one) else NEVER for key, one in rules.needs.items()},
            {
                key: one if self._follows(one) else NEVER
                for key, one in rules.has.items()
                if self._sees(Aspect("field", key))
            },
            {
                key: one if self._follows(one) else either(f"duty {key}")
                for key, one in rules.duties.items()
                if key in self.duties
            },
        )

    def _branch(self, name: str, number: int, condition: Condition | None) -> Condition | None:
        branch = self.definition.transitions[name].branches[number]
        key = branch_key(name, number)
        known = all(map(self._sees, used_up(key, branch)))
        return condition if known and self._follows(condition) else either(key)

    def _asked(self) -> Questions:
        questions = Questions()
        for one in self.definition.transitions.values():
            questions.ask(self.rules[one.name].all)
            for name in self.rules[one.name].has:
                questions.values.setdefault(name, set())
            self._count(questions, one.name, one)
            for at, branch in enumerate(one.branches):
                self._count(questions, branch_key(one.name, at), branch)
        rungs = [one for one in self.rung_when.values() if one is not None]
        questions.ask(rungs if self.when is None else [*rungs, self.when])
        self._follow(questions)
        return questions

    def _count(self, questions: Questions, key: str, step: Transition | Branch) -> None:
        if step.at_most is not None and all(map(self._sees, used_up(key, step))):
            questions.count(key, step.at_most, here=step.per == "entry")

    def _follow(self, questions: Questions) -> None:
        """Ask of what is taken over all that is asked of where it goes."""
        copies = self.book.copies
        for _ in copies:  # one may hang on the next
            for one in copies:
                if one.field in questions.values:
                    questions.values.setdefault(one.source, set())
                    lengths = (questions.lengths.get(name, 0) for name in (one.field, one.source))
                    questions.lengths[one.source] = max(lengths)
        asked = (one for one in copies if one.field in questions.values)
        questions.beside += ([one.field, one.source] for one in asked)

    def _loose(self, questions: Questions) -> Iterator[str]:
        """Yield the conditions that cannot be followed exactly; see to it for the others."""
        questions.loosen(self.book.in_order)
        yield from questions.loose
        questions.share()
        if questions.loose:
            self._share_people(questions)
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

    def _people(self, questions: Questions) -> int:
        return sum(map(self._is_person, questions.values)) + len(questions.performers)

    def _is_person(self, name: str) -> bool:
        return self.definition.fields[name].type == "person"

    def _share_people(self, questions: Questions) -> None:
        """Let whoever acts, and is named in the data, be whom others of them are compared with."""
        fields = self.definition.fields
        people = [
            asked
            for name, asked in questions.values.items()
            if "person" in {fields[name].type, fields[name].item}
        ]
        people += questions.performers.values()
        known = set[Value]().union(*people)
        for asked in people:
            asked.update(known)

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
        added = any(name in one.adds for one in self.definition.transitions.values())
        others = [one for one in (*self.rung_when.values(), self.when) if one is not None]
        asked = any(name in (*one.fields, *one.personal) for one in others)
        on_file = any(name in one.has for one in self.rules.values())
        copied = any(one.source == name and one.field in self.domains for one in self.book.copies)
        return asked or on_file or copied or added or not fresh

    def _followed(self) -> tuple[str, ...]:
        """Return the acts of which it matters whether one and the same person did them."""
        if self.promise.kind != "different_people":
            return ()
        transitions = self.definition.transitions
        others = {name for one in self.promise.of for name in transitions[one].other_than}
        return tuple(sorted({*self.promise.of, *others}))


class Unanswered(Exception):
    """A condition asks a guard that was not answered yet."""

    def __init__(self, guard: str) -> None:
        super().__init__(guard)
        self.guard = guard


class Sight:
    """What conditions see of a situation, with the data of an act in; see ``definition.facts``."""

    def __init__(self, scope: Scope, situation: Situation) -> None:
        self._declared = scope.definition.fields
        self.fields: Mapping[str, Any] = {}
        self.personal: Mapping[str, int] = {}
        known = zip(scope.fields, situation.fields, strict=True)
        self._put({name: value for name, value in known if value is not None})
        self.counts: Mapping[str, int] = dict(zip(scope.counts, situation.counts, strict=True))
        self.entry_counts: Mapping[str, int] = dict(zip(scope.here, situation.here, strict=True))
        last = zip(scope.performers, situation.last, strict=True)
        self.performers = {name: (who,) for name, who in last if who is not None}
        self._missed = dict(zip(scope.missed, situation.missed, strict=True))
        self._children = dict(zip(scope.children, situation.children, strict=True))
        self._duties = dict(zip(scope.duties, situation.duties, strict=True))
        self._guards: Mapping[str, bool] = {}
        self._counted = NOTHING_COUNTED

    def with_step(
        self,
        given: Mapping[str, object],
        guards: Mapping[str, bool],
        counted: Mapping[str, Decimal | None],
    ) -> "Sight":
        """Return the same with the data of an act in, and what is answered to it."""
        seen = object.__new__(Sight)
        seen.__dict__.update(self.__dict__)
        seen._guards, seen._counted = guards, counted
        if given:
            seen._put(given)
        return seen

    def _put(self, values: Mapping[str, object]) -> None:
        personal = [name for name in values if self._declared[name].personal]
        open_to_all = {name: one for name, one in values.items() if name not in personal}
        self.fields = {**self.fields, **open_to_all}
        self.personal = {**self.personal, **dict.fromkeys(personal, 1)}

    def missed(self, deadline: str) -> bool:
        """Whether that deadline was ever missed."""
        return self._missed.get(deadline, False)

    def open_children(self, workflow: str) -> int:
        """How many cases are open that were opened from it."""
        return self._children[workflow]

    def owed(self, duty: str) -> bool | None:
        """Whether a duty is open or settled."""
        return self._duties[duty]

    def count(self, counter: str) -> Decimal | None:
        """What a counter is taken to have counted."""
        return self._counted[counter]

    def guard(self, name: str) -> bool:
        """What the host application is taken to answer."""
        if name not in self._guards:
            raise Unanswered(name)
        return self._guards[name]
