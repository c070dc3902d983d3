"""Whether somebody hears of a case in the time that is promised."""

from datetime import datetime

from workflow.calendars.amounts import Where, add
from workflow.calendars.local import zone as zone_named
from workflow.calendars.rules import OfficialDays
from workflow.calendars.working import WorkingTime
from workflow.definition.model import Definition
from workflow.definition.promise import Promise
from workflow.engine.case import RAN_OUT
from workflow.engine.events import STEPS
from workflow.service.simulated.rehearsal import Rehearsal


def heard_by(
    simulation: Rehearsal, definition: Definition, promise: Promise, case: str
) -> tuple[str, ...]:
    """Return the deadlines by which somebody hears of a case in time, or knows already.

    Those whose time is over come before those that only remind. What others hear of other cases,
    which it opened perhaps, does not count. The time begins with the last step of the case.
    """
    fired = [one for one in simulation.fired if one.case == case]
    told = {(one.deadline, one.cycle) for one in fired if one.recipients}
    over = (one for one in simulation.show(case).deadlines if one.status in {"missed", RAN_OUT})
    open_ = (one for one in over if one.over_at is None)
    known = [one.name for one in open_ if (one.name, one.cycle) in told]
    if not known:
        history = simulation.flow.history(case)
        since = max(one.at for one in history if one.type in STEPS)
        end = _end(simulation, definition, promise, since)
        then = simulation.run_until(end) if end > simulation.flow.now() else []
        then += [one for one in fired if one.at > since]
        telling = [one for one in then if one.case == case and (one.recipients or one.does)]
        telling.sort(key=lambda one: one.kind == "reminder")
        known = [one.deadline for one in telling]
    return tuple(dict.fromkeys(known))


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
