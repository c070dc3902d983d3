"""Windows as they close: before they begin, never, or for good."""

from collections.abc import Callable, Iterable, Iterator

from workflow.calendars.amounts import WORKING_UNITS
from workflow.definition.deadline import Edge, Moment, Point
from workflow.definition.lengths import least_minutes, most_minutes
from workflow.definition.model import NEW, Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.shape import Step, Ways, reached_from, ways
from workflow.errors import Problem
from workflow.translation import gettext

OF_STEPS = frozenset({"entered", "left", "act"})
REST_OF_A_DAY = 26 * 60
"""So many minutes later days may end by the way they are counted, and when clocks change."""


def check_order(definition: Definition, book: Book) -> Iterator[Problem]:
    """No window is over before it begins."""
    known = ways(definition)
    for one in definition.transitions.values():
        begins, ends = one.not_before, one.not_after
        if begins is None or ends is None:
            continue

        def over(first: Edge, step: Transition = one, last: Point = ends) -> bool:
            return _any_or_all(last, "later")(_after(known, step, first, each) for each in last.of)

        if _any_or_all(begins, "earlier")(map(over, begins.of)):
            wanted = gettext("{name} can never be done: its time is over before it begins.")
            place = book.at(("transitions", one.name, "not_after"))
            yield place.problem("W002", wanted.format(name=one.name), key=True)


def _any_or_all(point: Point, strict: str) -> Callable[[Iterable[bool]], bool]:
    """Return whether one edge is enough, or (of those ``strict``) it takes all of them."""
    return all if point.choose == strict and len(point.of) > 1 else any


def _after(known: Ways, step: Transition, first: Edge, last: Edge) -> bool:
    """Whether one edge is later than another for sure, where a step is possible."""
    moment, own = first.moment, Moment("act", step.name)
    if moment.kind not in OF_STEPS or moment == own:  # the first time nothing is waited for
        return False
    here = moment == Moment("entered", step.sources[0]) and len(step.sources) == 1
    before = here and last.moment.kind in {"entered", "left"} and _surely(known, step, last.moment)
    return (moment == last.moment or before) and _longer(first, last)


def _surely(known: Ways, step: Transition, moment: Moment) -> bool:
    """Whether it has happened on every way to a step."""
    without = {
        state: [one for one in steps if moment not in one.moments] for state, steps in known.items()
    }
    return reached_from(without, NEW).isdisjoint(step.sources)


def _longer(first: Edge, last: Edge) -> bool:
    """Whether the time after one is longer than that after another on any day."""
    longer, shorter = first.plus, last.plus
    if longer is None or shorter is None:
        return longer is not None and least_minutes(longer, first.count) > 0
    alike = first.count == last.count and first.calendar == last.calendar
    if {first.count.last_closed, last.count.last_closed} != {"stays"}:
        return False  # both may come to the same day
    if alike and longer.unit == shorter.unit:
        return longer.number > shorter.number
    if not WORKING_UNITS.isdisjoint({longer.unit, shorter.unit}):
        return False
    if {first.count.start_closed, last.count.start_closed} != {"as_is"}:
        return False
    return least_minutes(longer, first.count) > most_minutes(shorter) + REST_OF_A_DAY


def doubt_closing(definition: Definition, book: Book) -> Iterator[Problem]:
    """When the time of a step is over, a case can still be closed."""
    known = ways(definition)
    reached = reached_from(known, NEW)
    for state, one in definition.states.items():
        closing = [
            each.name
            for each in definition.transitions.values()
            if state in each.sources and each.not_after and not _is_endless(known, each)
        ]
        if (
            closing
            and not one.final
            and state in reached
            and not _goes_on(definition, known, state)
        ):
            wanted = gettext(
                "When the time of {steps} is over, a case in the state “{name}” can never be "
                "closed: nothing else leads on from there."
            )
            text = wanted.format(steps=gettext(", ").join(closing), name=state)
            place = book.at(("states", state))
            yield place.problem("S025", text, key=True, severity="warning")


def _goes_on(definition: Definition, known: Ways, state: str) -> bool:
    """Whether a case can be closed from a state where all that had a time is over."""
    start = (state, frozenset[Moment]())
    seen, todo = {start}, [start]
    while todo:
        now, fresh = todo.pop()
        if definition.states[now].final:
            return True
        for one in known[now]:
            if _in_time(definition, known, one, fresh):
                follows = (one.target, fresh | _begun(definition, one))
                if follows not in seen:
                    seen.add(follows)
                    todo.append(follows)
    return False


def _begun(definition: Definition, step: Step) -> frozenset[Moment]:
    """Return what of a step a window is counted from."""
    ends = (one.not_after for one in definition.transitions.values())
    return step.moments & {edge.moment for end in ends if end for edge in end.of}


def _in_time(definition: Definition, known: Ways, step: Step, fresh: frozenset[Moment]) -> bool:
    """Whether a step is possible when only what is counted from ``fresh`` moments is not over."""
    acts = [definition.transitions[one.name] for one in step.moments if one.kind == "act"]
    return all(
        one.not_after is None
        or any(
            each.moment.kind not in OF_STEPS or each.moment in fresh for each in one.not_after.of
        )
        or _is_endless(known, one)
        for one in acts
    )


def _is_endless(known: Ways, step: Transition) -> bool:
    """Whether nothing that its end is counted from can have happened before it."""
    end = step.not_after
    return end is not None and all(_cannot_come(known, step, one.moment) for one in end.of)


def doubt_never_over(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a window is over by can have happened before the step."""
    known = ways(definition)
    for one in definition.transitions.values():
        if _is_endless(known, one):
            wanted = gettext(
                "This limits nothing: it is counted from what cannot have happened before {name}."
            )
            place = book.at(("transitions", one.name, "not_after"))
            yield place.problem("W007", wanted.format(name=one.name), severity="warning")


def _cannot_come(known: Ways, step: Transition, moment: Moment) -> bool:
    if moment.kind not in OF_STEPS:
        return False
    reached = reached_from(known, NEW)
    after = {one.target for name in reached for one in known[name] if moment in one.moments}
    return all(reached_from(known, name).isdisjoint(step.sources) for name in after)


CHECKS = (check_order,)
DOUBTS = (doubt_closing, doubt_never_over)
