"""When an act happened that brings the time itself: as if it had been recorded as of then."""

from collections.abc import Mapping
from datetime import datetime

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.clock import from_text
from workflow.definition.kinds import ValueInvalid
from workflow.definition.model import REFUSED, Definition
from workflow.definition.values import read_value
from workflow.errors import DataInvalid
from workflow.translation import gettext


def field_saying(definition: Definition, trigger: str, data: Mapping[str, object]) -> str:
    """Return the field among the data of an act that says when it happened; nothing if none."""
    step = definition.transitions.get(trigger)
    field = step.happened if step is not None else None
    return field if field is not None and field in data else ""


def said_at(
    definition: Definition,
    trigger: str,
    data: Mapping[str, object],
    at: datetime | None,
    *,
    case: str,
    zone: str,
) -> datetime | None:
    """Return when an act is said to have happened: ``at``, or when its data say; ``None``: now.

    Raises ``DataInvalid`` if both are said and differ. A value that is no time is refused where
    all data are read.
    """
    field = field_saying(definition, trigger, data)
    if not field:
        return at
    try:
        local = zone_named(zone)
        value = read_value(definition.fields[field], data[field], local)
    except ValueInvalid:
        return at
    if value == REFUSED:
        return at
    said = from_text(str(value))
    if at is not None and at != said:
        wanted = gettext("the time it is recorded as of, {at}")
        raise DataInvalid(case, field, wanted.format(at=show_local(at, local)))
    return said
