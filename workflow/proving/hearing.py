"""Which deadlines see to it that somebody hears of a case in time, and why the others do not.

One that does is due so long after the last step at the latest, whatever else happens, and then
tells somebody. What an act may put off, or only data of the case could tell, is no such deadline.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from workflow.calendars.amounts import Count
from workflow.calendars.factors import WHOLE, product, scaled
from workflow.calendars.rules import Rules
from workflow.calendars.wording import amount
from workflow.definition.clocks import runs
from workflow.definition.deadline import Deadline, every_moment
from workflow.definition.hindrances import hindrances
from workflow.definition.model import Definition, Transition
from workflow.definition.promise import Promise
from workflow.proving.lengths import Length, never_longer
from workflow.proving.unheard import before_it_tells, going_round, tells_at_once
from workflow.translation import gettext

OF_STEPS = frozenset({"act", "entered", "left"})


@dataclass(frozen=True, slots=True)
class Hearing:
    """The deadlines by which a promise is kept; of the others, why not, and where they can run."""

    sure: tuple[str, ...] = ()
    unsure: Mapping[str, str] = field(default_factory=dict)
    runs: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def obstacle(self, state: str, heard: Iterable[str]) -> str:
        """Return why a deadline is not enough by which somebody ``heard`` of a case in a state.

        If it was by none of these, why one is not that can run there; empty if none can.
        """
        there = (name for name in self.unsure if state in self.runs[name])
        return next((self.unsure[name] for name in (*heard, *there) if name in self.unsure), "")


def hearing(definition: Definition, promise: Promise) -> Hearing:
    """Return which deadlines keep a promise to be heard of."""
    if promise.within is None:
        return Hearing()
    calendars = definition.calendars
    most = Length(promise.within, promise.count, calendars.get(promise.calendar or ""))
    states = {name: one.states for name, one in runs(definition).items()}
    unsure = {
        name: reason
        for name, one in definition.deadlines.items()
        if (reason := next(_reasons(one, most, definition, states[name]), ""))
    }
    sure = tuple(name for name in definition.deadlines if name not in unsure)
    return Hearing(sure, unsure, states)


def _reasons(
    one: Deadline, most: Length, definition: Definition, states: frozenset[str]
) -> Iterator[str]:
    """Yield why a deadline may not be due in time, or may not tell anybody.

    ``states`` are those in which it can run.
    """
    name = one.name
    if not any(map(tells_at_once, one.missed)):
        missed = gettext("{name} tells nobody for sure when it is missed")
        over = gettext("{name} tells nobody for sure when it runs out")
        yield (missed if one.owed else over).format(name=name)
    if not one.owed:
        yield from _goes_on(one, definition, states)
    if field := one.agreed or one.due:
        text = gettext("{field} says when {name} is due")
        yield text.format(name=name, field=field)
    moments = dict.fromkeys((*one.starts, *one.met, *one.cancelled))
    if others := [f"{each.kind}: {each.name}" for each in moments if each.kind not in OF_STEPS]:
        text = gettext("{name} is not started and ended by steps alone: {moments}")
        yield text.format(name=name, moments=", ".join(others))
    if one.applies is not None:
        text = gettext("{name} applies only if {condition}")
        yield text.format(name=name, condition=one.applies)
    yield from _stands_still(one)
    for factor in one.factors:
        if factor.percent > WHOLE and factor.when is not None:
            text = gettext("{name} may have {percent} percent of its limit")
            yield text.format(name=name, percent=factor.percent)
    for transition in definition.transitions.values():
        if any(extension.deadline == name for extension in transition.extends):
            text = gettext("{step} gives {name} more time")
            yield text.format(name=name, step=transition.name)
    yield from _put_off(one, definition, states)
    if one.on_transfer == "restart":
        yield gettext("{name} starts anew with another owner").format(name=name)
    yield from _too_long(one, most, definition.calendars.get(one.calendar or ""))


def _goes_on(deadline: Deadline, definition: Definition, states: Collection[str]) -> Iterator[str]:
    """Yield why a case may go on when its time is over that nobody owes: nothing is left of it.

    Unless it then surely does a step that ends it, wherever it runs.
    """
    taken = [one.does for one in deadline.missed if one.does and not (one.after or one.when)]
    steps = [definition.transitions[name] for name in taken]
    ending = [one for one in steps if _ends(one, deadline, states)]
    if any(not hindrances(one, definition) for one in ending):
        return
    if ending:
        step = ending[0]
        text = gettext("nobody owes {name}, and {step}, which is to end it, may be refused: {keys}")
        keys = ", ".join(hindrances(step, definition))
        yield text.format(name=deadline.name, step=step.name, keys=keys)
    else:
        text = gettext("nobody owes {name}, and the case may go on when it has run out")
        yield text.format(name=deadline.name)


def _ends(step: Transition, deadline: Deadline, states: Collection[str]) -> bool:
    """Whether a step is possible in some states, and ends a deadline whichever way it goes."""
    over = {*deadline.met, *deadline.cancelled}
    return {*states} <= {*step.sources} and all(
        not over.isdisjoint(every_moment(step.name, [source], [branch.to]))
        for source in states
        for branch in step.branches
    )


def _stands_still(one: Deadline) -> Iterator[str]:
    for pause in one.pauses:
        if pause.duty is not None:
            text = gettext("{name} stands still while {duty} is open")
            yield text.format(name=one.name, duty=pause.duty)
        if pause.when is not None:
            text = gettext("{name} stands still if {condition}")
            yield text.format(name=one.name, condition=pause.when)


def _put_off(one: Deadline, definition: Definition, states: frozenset[str]) -> Iterator[str]:
    """Yield what comes by itself, again and again, and ends it or lets it start anew.

    Nobody hears of what recurs, or of a step with which a clock tells nobody.
    """
    recurring = {schedule.does for schedule in definition.schedules.values()}
    round_and_round = going_round(definition)
    silent = before_it_tells(definition, one)
    for step in definition.transitions.values():
        moments = every_moment(step.name, step.sources, [branch.to for branch in step.branches])
        if moments.isdisjoint((*one.starts, *one.met, *one.cancelled)):
            continue
        if step.name in recurring:
            text = gettext("{step}, which recurs by itself, ends {name} or starts it anew")
            yield text.format(step=step.name, name=one.name)
        elif step.name in round_and_round:
            text = gettext("{step}, which clocks take again and again, ends {name} or restarts it")
            yield text.format(step=step.name, name=one.name)
        elif step.name in silent and not states.isdisjoint(step.sources):  # it may run there
            text = gettext("{step}, which a clock takes in silence, ends {name} or starts it anew")
            yield text.format(step=step.name, name=one.name)


def _too_long(one: Deadline, most: Length, calendar: Rules | None) -> Iterator[str]:
    always = product(factor.percent for factor in one.factors if factor.when is None)
    for limit in one.within:
        length = Length(scaled(limit.amount, always), one.count, calendar)
        if not never_longer(length, most):
            yield _why(length, most).format(
                amount=amount(length.amount),
                name=one.name,
                most=amount(most.amount),
                how=", ".join(_otherwise(length, most)),
            )
        elif one.pauses and length.is_days and one.count.ends == "same_time":
            # The time of day is that of the start: later, it may be, than that of the last step.
            yield gettext("{name} stands still, and is due at the time of day it began").format(
                name=one.name
            )


def _why(length: Length, most: Length) -> str:
    """Return in words, with blanks, why a length may be longer than another."""
    if never_longer(replace(length, count=most.count, calendar=most.calendar), most):
        return gettext(
            "{amount} of {name} cannot be said to be within {most}: they are counted otherwise "
            "than those of the promise ({how})"
        )
    if never_longer(most, length):
        return gettext(
            "{name} may take {amount}, longer than {most}; only misses count, no reminders"
        )
    return gettext("{amount} of {name} cannot be said to be within {most}")


def _otherwise(length: Length, most: Length) -> Iterator[str]:
    """Yield how a length is counted otherwise than another, as it is written."""
    if length.calendar != most.calendar:
        name = gettext("none") if length.calendar is None else length.calendar.name
        yield f"calendar: {name}"
    for one in fields(Count) if length.is_days else ():
        said = getattr(length.count, one.name)
        if said != getattr(most.count, one.name):
            yield f"{one.name}: {said}"
