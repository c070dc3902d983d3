"""Times that fields name, and at which something is due."""

from datetime import date, datetime

from workflow.calendars.local import end_of, show_local
from workflow.calendars.local import zone as zone_named
from workflow.clock import from_text
from workflow.definition.model import REFUSED
from workflow.engine.case import Case
from workflow.engine.data import Data
from workflow.engine.edition import Edition
from workflow.errors import DataInvalid
from workflow.translation import gettext

_DAY = len("2026-11-26")


def check_agreed(edition: Edition, data: Data, *, case: Case, at: datetime, now: datetime) -> None:
    """Raise ``DataInvalid`` if a time that something is due at is already over.

    Over is what was before the act ``at``, which may be later than ``now``: what is on record of
    the case then was recorded by a clock that was ahead.
    """
    for name in edition.agreed_fields:
        agreed = data.plain.get(name, REFUSED)
        if agreed == REFUSED or (end := end_named(str(agreed), case.zone)) > at:
            continue
        expected = gettext("a time that is still to come")
        if end > now:
            expected = gettext(
                "a time after {last}, which the last event of the case has on record. If a clock "
                "was ahead then, `complaints doctor` names the case, and `complaints deadlines "
                "void` puts it right"
            ).format(last=show_local(at, zone_named(case.zone)))
        raise DataInvalid(case.number, name, expected)


def end_named(text: str, zone: str) -> datetime:
    """Return the instant that the value of a field names as an end: a date is its 24:00."""
    if len(text) == _DAY:
        return end_of(date.fromisoformat(text), zone_named(zone))
    return from_text(text)
