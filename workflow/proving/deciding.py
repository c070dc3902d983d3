"""Deciding a promise, with no more of a case looked at than it takes."""

from collections.abc import Iterator, Sequence

from workflow.definition.model import Definition
from workflow.definition.promise import Promise
from workflow.proving.aspects import NOTHING, Aspect, Aspects
from workflow.proving.orders import as_given
from workflow.proving.past import Past
from workflow.proving.rules import Book
from workflow.proving.search import Verdict, Watch, broken_by, walk
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope
from workflow.proving.step import Step
from workflow.proving.steps import Ways

MOST_SITUATIONS = 200_000
"""So many situations are looked at for a promise: a minute or two, and some hundred megabytes."""
MOST_AT_ONCE = 1_000
"""So many situations are followed side by side when one way is gone."""


def decide(
    definition: Definition,
    promise: Promise,
    *,
    most: int = MOST_SITUATIONS,
    watch: Watch | None = None,
    past: Past | None = None,
) -> Verdict:
    """Decide a promise of a definition.

    ``watch`` is told now and then how many situations were looked at so far. With a ``past`` it is
    decided of a case that begins there, and not where all do.
    """
    verdicts = []
    for book in books(definition, promise, past):
        found = decide_of(book, most, watch)
        if found.answer == "broken":
            return found
        verdicts.append(found)
    worst = max(verdicts, key=lambda one: one.answer != "proved")
    return worst._replace(situations=sum(one.situations for one in verdicts))


def books(definition: Definition, promise: Promise, past: Past | None = None) -> Iterator[Book]:
    """Yield what is looked at of a promise: if it is about people, for each kind of them.

    Apart from the staff that is every party that may do two of the acts itself, and everybody of
    the staff with whom a condition compares whoever did something.
    """
    others = Book(definition, promise, past)
    yield others
    if promise.kind == "different_people":
        by = [definition.transitions[name].by for name in promise.of]
        for party in definition.parties:
            if sum(party in one for one in by) > 1:
                yield Book(definition, promise, past, party)
        for name in sorted(others.names):
            yield Book(definition, promise, past, name)


def decide_of(book: Book, most: int, watch: Watch | None = None) -> Verdict:
    """Decide a promise about some people, with no more looked at than it takes.

    First only what the promise speaks of is looked at: so more can happen than does, and what is
    proved is proved. Of a way that breaks it, what stops it is looked at too, until nothing stops
    it or there is none. Only where that leads nowhere everything is looked at from the beginning.
    """
    looked_at, left = book.of_promise(), most
    stopping: Aspects = NOTHING
    while not (scope := Scope(book, looked_at)).loose:
        found = walk(scope, left, watch)._replace(about=book.about)
        if found.answer == "too_many":
            return found._replace(situations=most)
        if found.answer != "broken":
            return found
        whole = book.of_path(found.path, looked_at)
        seen = Scope(book, whole)
        way = gone(seen, found.path)
        if len(way) == len(found.path):
            return found._replace(path=as_given(book.orders, seen.fields, way), looked_at=whole)
        more = _more(book, looked_at, found.path[: len(way) + 1])
        stopping = book.of_path(found.path[len(way) : len(way) + 1], NOTHING)
        if more == looked_at:
            break
        looked_at, left = more, left - found.situations
    scope = Scope(book)
    found = walk(scope, most, watch)._replace(about=book.about)
    return found._replace(
        path=as_given(book.orders, scope.fields, found.path),
        # Of the conditions that cannot be followed the one that stopped a way is told first.
        loose=tuple(sorted(found.loose, key=lambda one: Aspect("loose", one) not in stopping)),
    )


def _more(book: Book, looked_at: Aspects, path: Sequence[Step]) -> Aspects:
    """Return what has to be looked at for the last step of a way to be stopped, as it is."""
    for steps in (path[-1:], path):
        wanted = book.of_path(steps, looked_at)
        # What cannot be followed exactly stops nothing for sure.
        more = frozenset(one for one in wanted if one.kind != "loose")
        if more != looked_at:
            break
    return more


def gone(scope: Scope, path: Sequence[Step]) -> tuple[Step, ...]:
    """Go a way as far as it can be gone; return its steps, now with all they depend on."""
    ways, broken = Ways(scope), broken_by(scope)
    reached: dict[Situation, tuple[Step, ...]] = dict.fromkeys(scope.starts() or (), ())
    for number, wanted in enumerate(path, 1):
        further: dict[Situation, tuple[Step, ...]] = {}
        for situation, before in reached.items():
            for step, after in ways.following(situation):
                if not _is_one(step, wanted) or len(further) == MOST_AT_ONCE:
                    continue
                if number < len(path) or broken(situation, step, after):
                    further.setdefault(after, (*before, step))
        if not further:
            break
        reached = further
    return next(iter(reached.values()), ())


def _is_one(step: Step, wanted: Step) -> bool:
    """Whether a step is one that was found with less looked at."""
    by = wanted.who in {None, step.who}
    return by and (step.kind, step.name, step.clock) == (wanted.kind, wanted.name, wanted.clock)
