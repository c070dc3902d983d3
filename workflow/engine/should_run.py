"""Since when a deadline would be running if a case had always followed an edition, if it can."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflow.definition.deadline import Deadline, Moment
from workflow.definition.migration import Crossing
from workflow.definition.model import NEW
from workflow.definition.shape import reached_from, ways
from workflow.engine.case import Case
from workflow.engine.data import Data, Facts
from workflow.engine.due import start_of
from workflow.engine.edition import Edition
from workflow.engine.events import STEPS, Event, duty_moves
from workflow.engine.really import as_it_was
from workflow.engine.renamed import Renaming, as_called_now

if TYPE_CHECKING:
    from workflow.engine.draft import Draft


def since_when(
    deadline: Deadline, edition: Edition, draft: "Draft", case: Case, crossing: Crossing
) -> datetime | None:
    """Return when it would have started last, ``None`` if it would not be running.

    What happened is called by the names of the new edition. Which acts were possible is not asked.
    """
    running: datetime | None = None
    begun = False
    for event in told_anew(draft, crossing):
        happened = _moments(event)
        if happened.intersection(deadline.met) or happened.intersection(deadline.cancelled):
            running = None
        started = happened.intersection(deadline.starts)
        done = begun and running is None
        if done and event.type == "corrected":  # what was done stays done
            continue
        if started and (running is None or deadline.again != "keep"):
            running = _instant(started, event, edition, draft, case)
            begun = begun or running is not None
    return running


def meetable(
    deadline: Deadline, edition: Edition, draft: "Draft", case: Case, crossing: Crossing
) -> bool:
    """Whether somebody can meet a deadline of an edition that a case comes to.

    Nobody can where only settling a duty meets it which is not open, and was to be opened by what
    has happened, or by nothing that can happen any more.
    """
    if any(one.kind != "settled" for one in deadline.met):
        return True
    happened = {moment for event in told_anew(draft, crossing) for moment in _moments(event)}
    known = ways(edition.definition)
    coming = {
        moment
        for state in reached_from(known, case.state)
        for step in known[state]
        for moment in step.moments
    }
    duties = edition.definition.duties
    return any(
        case.owes(one.name)
        or (happened.isdisjoint(opens := duties[one.name].opens) and not coming.isdisjoint(opens))
        for one in deadline.met
    )


def told_anew(draft: "Draft", crossing: Crossing) -> list[Event]:
    """Return all that happened to a case, by the names of the edition it comes to."""
    plan = crossing.plan
    deadlines = {name: one.name for name, one in plan.deadlines.items() if one.how != "drop"}
    history = as_it_was([*draft.context.history(draft.case), *draft.events])
    return as_called_now(history, Renaming(plan.states, plan.steps, deadlines))


def _moments(event: Event) -> set[Moment]:
    payload: Mapping[str, Any] = event.payload
    found: set[Moment] = set()
    if event.type in STEPS:
        found.add(Moment("act", payload["trigger"]))
        if payload.get("entered", True):
            found.add(Moment("entered", payload["to"]))
            found.add(Moment("left", payload.get("from", NEW)))
    if event.type == "deadline_missed":
        found.add(Moment("missed", payload["deadline"]))
    if event.type == "child_closed" and payload["last"]:
        found.add(Moment("closed", payload["workflow"]))
    for move in duty_moves(event):
        if move["change"] == "opened":
            found.add(Moment("opened", move["duty"]))
        elif move["change"] in {"done", "waived"}:
            found.add(Moment("settled", move["duty"]))
    given: Any = payload.get("fields") or ()
    found.update(Moment("field", name) for name in given)
    return found


def _instant(
    started: Iterable[Moment], event: Event, edition: Edition, draft: "Draft", case: Case
) -> datetime | None:
    for moment in started:
        if moment.kind == "field":
            data = Data({moment.name: case.fields.get(moment.name, "refused")})
            return start_of(edition, case, moment.name, Facts(case, draft.context, data))
    return event.at
