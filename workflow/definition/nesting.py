"""Deadlines that are longer than another one that runs all the while."""

from collections.abc import Iterator
from itertools import islice

from workflow.calendars.amounts import DAYS, WORKING_UNITS
from workflow.definition.clocks import Runs
from workflow.definition.deadline import Deadline, Limit
from workflow.definition.lengths import DAY, least_minutes, most_minutes
from workflow.definition.model import NEW, Definition
from workflow.definition.nodes import Book
from workflow.definition.shape import Step, Ways, ways
from workflow.errors import Problem
from workflow.translation import gettext

MOST_STEPS = 1_000_000
"""So many steps of ways are walked at most: about a second."""
_ON_WAYS = frozenset({"entered", "left", "act", "closed"})


def doubt_nesting(definition: Definition, book: Book) -> Iterator[Problem]:
    """No deadline lasts longer than one that began before it and has not ended."""
    known = ways(definition)
    affordable = MOST_STEPS // sum(map(len, known.values()))
    told: set[str] = set()
    for inner, outer in islice(_longer_pairs(definition, book.runs), affordable):
        if inner.name not in told and _within(known, inner, outer):
            told.add(inner.name)
            wanted = gettext(
                "{name} is longer than {other}, which runs all the while: whoever needs all of "
                "its time has missed {other}."
            )
            text = wanted.format(name=inner.name, other=outer.name)
            place = book.at(("deadlines", inner.name, "within"))
            yield place.problem("D024", text, key=True, severity="warning")


def _longer_pairs(definition: Definition, found: Runs) -> Iterator[tuple[Deadline, Deadline]]:
    """Yield deadlines with others that can run wherever they do and are shorter."""
    extended = {one.deadline for step in definition.transitions.values() for one in step.extends}
    plain = [one for one in definition.deadlines.values() if _plain(one)]
    for inner in plain:
        for outer in plain:
            # Nobody misses what nobody owes.
            steady = outer.owed and not (outer.pauses or outer.applies or outer.name in extended)
            if (
                inner is not outer
                and steady
                and _ended_by_steps(outer)
                and _outlasts(inner, outer, found)
            ):
                yield inner, outer


def _ended_by_steps(deadline: Deadline) -> bool:
    """Whether the ways of a case tell all that ends it: duties are done anywhere."""
    return all(one.kind in _ON_WAYS for one in (*deadline.met, *deadline.cancelled))


def _plain(deadline: Deadline) -> bool:
    """Whether how long it is follows from the file alone."""
    acts = all(one.kind in ("entered", "left", "act") for one in deadline.starts)
    return bool(deadline.within) and not deadline.agreed and not deadline.factors and acts


def _outlasts(inner: Deadline, outer: Deadline, found: Runs) -> bool:
    if not found[inner.name].states <= found[outer.name].states:
        return False
    return all(_longer(one, inner, most, outer) for one in inner.within for most in outer.within)


def _longer(one: Limit, inner: Deadline, other: Limit, outer: Deadline) -> bool:
    first, second = one.amount, other.amount
    if not WORKING_UNITS.isdisjoint((first.unit, second.unit)):
        same = first.unit == second.unit and inner.calendar == outer.calendar
        return same and inner.count == outer.count and first.number > second.number
    # A day that the start does not count, and the rest of the last one, come to a day at most.
    spare = DAY if second.unit in DAYS else 0
    return least_minutes(first, inner.count) > most_minutes(second) + spare


def _within(known: Ways, inner: Deadline, outer: Deadline) -> bool:
    """Whether ``outer`` runs, since then or before, whenever ``inner`` does."""
    seen = {(NEW, False, False)}
    todo = list(seen)
    while todo:
        state, inside, around = todo.pop()
        for step in known[state]:
            began = _begins(outer, step) and (not around or outer.again != "keep")
            after = (step.target, _goes_on(inner, step, inside), _goes_on(outer, step, around))
            anew = began and inside and not _begins(inner, step)
            if after[1] and (not after[2] or anew):
                return False
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return True


def _begins(deadline: Deadline, step: Step) -> bool:
    return not step.moments.isdisjoint(deadline.starts)


def _goes_on(deadline: Deadline, step: Step, running: bool) -> bool:
    ends = not step.moments.isdisjoint((*deadline.met, *deadline.cancelled))
    return _begins(deadline, step) or (running and not ends)


DOUBTS = (doubt_nesting,)
