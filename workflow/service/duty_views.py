"""Duties as they are shown."""

from collections.abc import Iterable

from workflow.definition.deadline import about
from workflow.definition.model import Definition
from workflow.engine.case import DutyState
from workflow.service.views import DutyView


def shown_about(
    definition: Definition, deadline: str, duties: Iterable[DutyState]
) -> tuple[DutyView, ...]:
    """Return those of some duties that a deadline is about."""
    names = about(definition.deadlines[deadline])
    return shown(definition, [one for one in duties if one.name in names])


def shown(definition: Definition, duties: Iterable[DutyState]) -> tuple[DutyView, ...]:
    """Return duties with their titles."""
    return tuple(
        DutyView(
            name=one.name,
            title=definition.duties[one.name].title,
            status=one.status,
            who=one.who,
            opened_at=one.opened_at,
            settled_at=one.settled_at,
            times=one.times,
        )
        for one in duties
    )
