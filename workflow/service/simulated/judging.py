"""Whether what is on record of a case broke a promise, however it came to be."""

from collections.abc import Collection, Iterable, Iterator

from workflow.definition.conditions import Names, compile_condition
from workflow.definition.model import SYSTEM, Definition
from workflow.definition.promise import Promise
from workflow.engine.case import Case
from workflow.engine.data import Facts
from workflow.engine.directory import Context
from workflow.engine.events import STEPS, Event
from workflow.engine.fold import begin, evolve
from workflow.service.acts_counted import counting
from workflow.service.facade import Workflow
from workflow.service.naming import serial_of
from workflow.service.surroundings import Surroundings
from workflow.store.events import history

Lived = tuple[Event, Case]
"""Something that happened, and the case after it."""
TAKING_BACK = frozenset({"erased", "firing_voided", "clock_corrected"})
"""What changes what is on record, and breaks nothing by that."""


def was_broken(flow: Workflow, definition: Definition, promise: Promise, case: str) -> bool:
    """Return whether a promise about what is done, and by whom, was ever broken in a case.

    Whether somebody hears of it is not on record, but listened for.
    """
    with flow.transactions.reading() as connection:
        around = Surroundings(connection, flow.directory(connection), flow.registry)
        events = [one.event() for one in history(connection, serial_of(case))]
        lived = [*_lived(events, case)]
        if promise.kind == "different_people":
            performers = lived[-1][1].performers
            did = [{*performers.get(name, ())} - {SYSTEM} for name in promise.of]
            return any(one & other for at, one in enumerate(did) for other in did[at + 1 :])
        return any(_breaking(definition, promise, lived, around))


def _lived(events: Iterable[Event], number: str) -> Iterator[Lived]:
    case: Case | None = None
    for event in events:
        if case is None:
            case = begin(event, serial=serial_of(number), uuid="", number=number)
        else:
            case = evolve(case, event)
        yield event, case


def _breaking(
    definition: Definition, promise: Promise, lived: Iterable[Lived], around: Context
) -> Iterator[bool]:
    """Yield of each thing that happened whether it broke the promise."""
    text = promise.when
    when = None if text is None else compile_condition(text, Names.of(definition))
    done: frozenset[str] = frozenset()
    for event, case in lived:
        steps = event.type in STEPS
        entered = steps and bool(event.payload.get("entered", True))
        if promise.kind == "always_before":
            of_it = steps and event.payload["trigger"] in promise.of
            yield of_it and not _excused(promise, done)
        if steps:
            done = counting(promise, done, event)
        if promise.kind == "never":
            there = case.state in promise.of and (entered or when is not None)
            there = there and event.type not in TAKING_BACK
            holds = there and (when is None or when.test(Facts(case, around)))
            yield holds and not _excused(promise, done)


def _excused(promise: Promise, done: Collection[str]) -> bool:
    has_to = bool(promise.without) and all(name in done for name in promise.without)
    return has_to or any(name in done for name in promise.unless)
