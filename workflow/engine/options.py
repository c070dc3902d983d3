"""What can be done next with a case, by whom, and what it needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from workflow.definition.conditions import Condition
from workflow.definition.deadline import Moment
from workflow.definition.model import ANY_STAFF, OWES, OWNER, SYSTEM, Transition
from workflow.engine.authority import check_performer
from workflow.engine.barring import bar_of, bars
from workflow.engine.case import Case
from workflow.engine.counting import Counting
from workflow.engine.data import Facts
from workflow.engine.directory import Context
from workflow.engine.duties import is_owed, owed_for, waited_for
from workflow.engine.edition import Edition, Step
from workflow.engine.past import Past, moments_of
from workflow.engine.windows import Window, hours_of, next_opening, window_of
from workflow.errors import NotAuthorised, PersonUnknown, WindowError

if TYPE_CHECKING:
    from workflow.engine.decide import Situation


class Option(NamedTuple):
    """A step possible now. ``needs`` always, ``needs_if`` (field, condition) only sometimes.

    ``narrowed`` says of which fields it takes only some values. ``since`` is when it becomes
    possible, ``until`` the last instant at which it is; ``None`` where it is possible already, or
    no end is known. It is refused as long as the duties it ``waits_for`` are open.
    """

    transition: Transition
    needs: tuple[str, ...]
    needs_if: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    narrowed: Mapping[str, tuple[str, ...]]
    since: datetime | None = None
    until: datetime | None = None
    waits_for: tuple[str, ...] = ()


def options(edition: Edition, case: Case, context: Context, now: datetime) -> tuple[Option, ...]:
    """Return the steps that are possible from the case's state, in the order of the definition.

    A step is left out when it is used up, when only the system takes it, when its condition fails
    whatever data is brought, when it does a duty that nobody owes, or when its window is over or
    waits for something else to happen.
    """
    counting = Counting(edition, case, context, now) if edition.definition.counters else None
    facts = Facts(case, context, counting=counting)
    found = []
    for step in (edition.steps[name] for name in edition.triggers(case.state)):
        if step.transition.by == (SYSTEM,) or not _open(step, case, facts):
            continue
        option: Option | None = _option(step, case, context, now)
        if option is not None and step.windowed:
            option = _timed(option, step, Past(edition, case, facts, context), now)
        if option is not None:
            found.append(option)
    return tuple(found)


class Chances(NamedTuple):
    """The steps possible right now: those somebody can take, and who the others are for."""

    own: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]


def chances(situation: "Situation", *, performer: str, recorder: str) -> Chances:
    """Return what of the options is possible at this instant, for somebody and for others.

    Somebody who records can enter what a party does, too.
    """
    own: list[str] = []
    others: dict[str, tuple[str, ...]] = {}
    for one in options(*situation):
        if one.since is not None or one.waits_for:
            continue
        step = one.transition
        parties = [name for name in step.by if name in situation.edition.definition.parties]
        names = dict.fromkeys((performer, recorder, *parties))
        if any(_may(situation, step, name, recorder) for name in names):
            own.append(step.name)
        else:
            others[step.name] = one.people or tuple(name for name in step.by if name != SYSTEM)
    return Chances(tuple(own), others)


def _may(situation: "Situation", step: Transition, performer: str, recorder: str) -> bool:
    edition, case, context, now = situation
    try:
        check_performer(
            edition.definition,
            step,
            case=case,
            performer=performer,
            recorder=recorder,
            directory=context.directory,
            at=now,
        )
    except (NotAuthorised, PersonUnknown):
        return False
    if performer in edition.definition.parties:
        return True
    barred = bars(step.barred, case, case.fields, lambda: context.history(case))
    return bar_of(performer, barred, context.directory, now) is None


def _timed(option: Option, step: Step, past: Past, now: datetime) -> Option | None:
    """Return the option with when it is possible; ``None`` if no time that comes is."""
    brought = {Moment("field", name) for name in step.transition.brings}
    try:
        window = Window() if brought.intersection(moments_of(step)) else window_of(step, past)
    except WindowError:
        return option  # who takes the step is told what is wrong
    since = max(window.since or now, now)
    hours = None if _brings(step, step.unless) else hours_of(step, past)
    if hours is not None:
        since = next_opening(hours, since) or since
    if window.awaited or (window.until is not None and window.until < since):
        return None
    return option._replace(since=since if since > now else None, until=window.until)


def _brings(step: Step, condition: Condition | None) -> bool:
    """Whether the data that comes with a step can decide on a condition."""
    if condition is None:
        return False
    read = {*condition.fields, *condition.personal}
    return bool(condition.guards) or not read.isdisjoint(step.transition.brings)


def used_up(transition: Transition, case: Case) -> bool:
    """Whether a step was done as often as it may be."""
    if transition.at_most is None:
        return False
    counts = case.counts if transition.per == "case" else case.entry_counts
    return counts.get(transition.name, 0) >= transition.at_most


def _open(step: Step, case: Case, facts: Facts) -> bool:
    if used_up(step.transition, case) or not is_owed(step, case):
        return False
    condition = step.when
    return condition is None or _brings(step, condition) or condition.test(facts)


def _option(step: Step, case: Case, context: Context, now: datetime) -> Option:
    return Option(
        step.transition,
        tuple(name for name, condition in step.needs if condition is None) + _anew(step),
        tuple((name, condition.text) for name, condition in step.needs if condition is not None),
        _people(step.transition, case, context, now),
        step.narrowed or {},
        waits_for=waited_for(step, case) if case.duties else (),
    )


def _anew(step: Step) -> tuple[str, ...]:
    splits = step.transition.splits
    return splits.needs if splits is not None else ()


def _people(transition: Transition, case: Case, context: Context, now: datetime) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for who in transition.by:
        if who == OWNER:
            names[case.owner] = None
        elif who == OWES:
            names.update(dict.fromkeys(one.who for one in owed_for(case, transition)))
        elif who not in {SYSTEM, ANY_STAFF}:
            names.update(dict.fromkeys(context.directory.holders(who, case.site, now)))
    barred = bars(transition.barred, case, case.fields, lambda: context.history(case))
    left = names.keys() - {one.name for one in barred}
    return tuple(name for name in names if name in left)
