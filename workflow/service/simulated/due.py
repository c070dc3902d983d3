"""When the deadlines of a case are due, as a simulation tells it."""

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.definition.near import nearest
from workflow.errors import DeadlineNotStarted, DeadlineUnknown
from workflow.service.facade import Workflow
from workflow.service.views import CaseView, DeadlineView


def last_cycle(flow: Workflow, view: CaseView, name: str) -> DeadlineView:
    """Return the last cycle of a deadline. Raises ``DeadlineUnknown``, ``DeadlineNotStarted``."""
    cycles = [one for one in view.deadlines if one.name == name]
    if cycles:
        return max(cycles, key=lambda one: one.cycle)
    known = tuple(flow.definition(view.definition, edition=view.edition).deadlines)
    if name not in known:
        raise DeadlineUnknown(view.case, name, known, nearest(name, known))
    started = dict.fromkeys(one.name for one in view.deadlines)
    raise DeadlineNotStarted(view.case, name, tuple(started))


def due_text(deadline: DeadlineView, view: CaseView) -> str:
    """Return when a deadline is due, as local text; 24:00 is the end of the day."""
    return show_local(deadline.due_at, zone_named(view.zone), end=True)
