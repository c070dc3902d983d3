"""Whether a case fits another edition: its state, its data, and the promises that are kept."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from workflow.calendars.amounts import SAME_TIME, asks_calendar
from workflow.definition.copied import filled
from workflow.definition.migration import Crossing
from workflow.definition.model import REFUSED, Definition, Field
from workflow.engine.case import Case
from workflow.engine.edition import Clock, Edition

Code = Literal[
    "state_gone", "final_changed", "undecided", "deadline_gone", "not_kept", "value_gone",
    "type_changed", "personal_changed", "field_gone", "duty_gone", "no_clock", "due_now",
    "uncountable", "stands", "promise_open",
]  # fmt: skip


class Refusal(NamedTuple):
    """Why a case stays: of which state, deadline, field, promise or event, and more about it."""

    code: Code
    name: str = ""
    detail: str = ""


def unfit(case: Case, crossing: Crossing, state: str) -> Iterator[Refusal]:
    """Yield what of a case has no place in the new edition, in which it would be in ``state``."""
    known = crossing.new.states.get(state)
    if known is None:
        yield Refusal("state_gone", case.state)
    elif known.final != case.final:
        yield Refusal("final_changed", case.state, state)
    for name in sorted({*case.fields, *case.personal}):
        yield from _field(case, crossing, name)
    for duty in case.duties.values():
        if duty.status == "open" and duty.name not in crossing.new.duties:
            yield Refusal("duty_gone", duty.name)


def undecided(case: Case, crossing: Crossing) -> Iterator[Refusal]:
    """Yield each deadline that runs and of which nobody said what becomes of it, though it must be.

    What becomes of the others can depend on it.
    """
    running = dict.fromkeys(one.name for one in case.deadlines.values() if one.done_at is None)
    for name in running:
        if not crossing.decided(name):
            yield Refusal("undecided" if name in crossing.new.deadlines else "deadline_gone", name)


def _field(case: Case, crossing: Crossing, name: str) -> Iterator[Refusal]:
    field, before = crossing.new.fields.get(name), crossing.old.fields.get(name)
    if field is None:
        yield Refusal("field_gone", name)
        return
    if field.personal != (name in case.personal):
        yield Refusal("personal_changed", name)
    if before is not None and before.type != field.type:
        yield Refusal("type_changed", name)
    elif not field.personal and not _fits(field, case.fields.get(name)):
        yield Refusal("value_gone", name)


def _fits(field: Field, value: object) -> bool:
    if value == REFUSED and (field.type != "choice" or field.refusable):
        return field.refusable
    return field.type != "choice" or value in {one.value for one in field.of}


def unkeepable(clock: Clock, edition: Edition, name: str) -> Iterator[Refusal]:
    """Yield what the ladder of an old clock needs of the new edition, and does not find there.

    And extensions that are counted by a calendar it does not have.
    """
    for known, one in _needed(clock, edition.definition):
        if one not in known:
            yield Refusal("not_kept", name, one)
    if clock.rules is None and any(_by_calendar(edition, name)):
        yield Refusal("not_kept", name, edition.clocks[name].deadline.calendar or "")


def _needed(clock: Clock, new: Definition) -> Iterator[tuple[Collection[str], str]]:
    """Yield each name that a ladder uses, with those of its kind that there are."""
    for rung in (*clock.deadline.remind, *clock.deadline.missed):
        if rung.does:
            yield new.transitions, rung.does
        for one in (*rung.prints, *(sent.document for sent in rung.sends)):
            yield new.documents, one
        for one in (*filled(rung), *(copy.source for copy in rung.copies)):
            yield new.fields, one
        for addressee in (*rung.to, *(to for sent in rung.sends for to in sent.to)):
            if addressee.kind == "party":
                yield new.parties, addressee.name
    for condition in clock.asked.values():
        for one in condition.counters:
            yield new.counters, one


def _by_calendar(edition: Edition, name: str) -> Iterator[bool]:
    """Yield of each amount a deadline can be extended by whether a calendar counts it."""
    for transition in edition.definition.transitions.values():
        for one in transition.extends:
            if one.deadline == name:
                yield from (asks_calendar(by, SAME_TIME) for by in (one.by, one.at_most) if by)
