"""Every code that checking a file can report. The one place where they are told."""

from collections.abc import Mapping

from workflow.definition.codes import (
    calendars,
    deadlines,
    doubtful_deadlines,
    duties,
    filling,
    plans,
    reading,
    recurring,
    related,
    reuse,
    scenarios,
    shape,
    text,
    values,
    who,
    windows,
)
from workflow.definition.codes.code import Code

__all__ = ["CODES", "Code"]

_PARTS = (
    text, reading, reuse, values, filling, who, shape, windows, related, deadlines,
    doubtful_deadlines, duties, recurring, calendars, scenarios, plans,
)  # fmt: skip
CODES: Mapping[str, Code] = {one.code: one for part in _PARTS for one in part.CODES}
