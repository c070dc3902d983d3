"""Whether somebody hears of a case in the time that is promised."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from workflow.calendars.amounts import Where, add
from workflow.calendars.local import zone as zone_named
from workflow.calendars.rules import OfficialDays
from workflow.calendars.working import WorkingTime
from workflow.definition.model import Definition
from workflow.definition.promise import Promise
from workflow.engine.case import RAN_OUT
from workflow.engine.events import STEPS
from workflow.service.simulated.firings import Firing
from workflow.service.simulated.rehearsal import Rehearsal
from workflow.service.views import EventView


class Heard(NamedTuple):
    """By which deadlines somebody heard of a case in time, or knows already.

    If by none, it may have ``gone_on``: it is over, or another step came, and the time begins anew.
    """

    by: tuple[str, ...] = ()
    gone_on: bool = False

    @property
    def nobody(self) -> bool:
        """Whether the case lay there, and nobody heard of it."""
        return not (self.by or self.gone_on)


def listen(simulation: Rehearsal, definition: Definition, promise: Promise, case: str) -> Heard:
    """Let so much time pass as is promised; return who heard of a case by then.

    Deadlines whose time is over come before those that only remind. What others hear of other
    cases, which it opened perhaps, does not count. The time begins with the last step of the case.
    """
    if simulation.show(case).final:
        return Heard(gone_on=True)
    fired = [one for one in simulation.fired if one.case == case]
    if known := _known(simulation, case, fired):
        return Heard(known)
    steps = _steps(simulation, case)
    since = max(one.at for one in steps)
    end = _end(simulation, definition, promise, since)
    then = simulation.run_until(end) if end > simulation.flow.now() else []
    then += [one for one in fired if one.at > since]
    telling = [one for one in then if one.case == case and _tells(one)]
    telling.sort(key=lambda one: one.kind == "reminder")
    heard = dict.fromkeys(one.deadline for one in telling)
    return Heard((*heard,), gone_on=len(_steps(simulation, case)) > len(steps))


def _known(simulation: Rehearsal, case: str, fired: Collection[Firing]) -> tuple[str, ...]:
    """Return the deadlines whose time is over and of which somebody has been told."""
    told = {(one.deadline, one.cycle) for one in fired if _told(one)}
    over = (one for one in simulation.show(case).deadlines if one.status in {"missed", RAN_OUT})
    open_ = (one for one in over if one.over_at is None)
    return tuple(dict.fromkeys(one.name for one in open_ if (one.name, one.cycle) in told))


def _told(one: Firing) -> bool:
    return bool(one.recipients) or (one.alarm and not one.skipped)


def _tells(one: Firing) -> bool:
    """Whether somebody hears of it, or it moves the case on."""
    return _told(one) or bool(one.does and not one.refused)


def _steps(simulation: Rehearsal, case: str) -> list[EventView]:
    return [one for one in simulation.flow.history(case) if one.type in STEPS]


def _end(
    simulation: Rehearsal, definition: Definition, promise: Promise, since: datetime
) -> datetime:
    """Return until when somebody has to hear of what was done then."""
    within = promise.within
    assert within is not None  # noqa: S101 - for the type checker
    flow = simulation.flow
    where: Where = zone_named(simulation.zone)
    if promise.calendar is not None:
        rules = definition.calendars[promise.calendar]
        known = rules.country and flow.official_days(rules.country, rules.region)
        where = WorkingTime(rules, known or OfficialDays())
    return add(since, within, where, promise.count)
