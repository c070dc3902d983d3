"""Lengths of time in words."""

from workflow.calendars.amounts import Amount, Unit
from workflow.translation import ngettext


def amount(length: Amount) -> str:
    """Return an amount: ``3 calendar days``."""
    forms = {
        "minutes": ngettext("{number} minute", "{number} minutes", length.number),
        "working minutes": ngettext(
            "{number} working minute", "{number} working minutes", length.number
        ),
        "hours": ngettext("{number} hour", "{number} hours", length.number),
        "working hours": ngettext("{number} working hour", "{number} working hours", length.number),
        "calendar days": ngettext("{number} calendar day", "{number} calendar days", length.number),
        "working days": ngettext("{number} working day", "{number} working days", length.number),
        "weeks": ngettext("{number} week", "{number} weeks", length.number),
        "months": ngettext("{number} month", "{number} months", length.number),
    }
    unit: Unit = length.unit
    return forms[unit].format(number=length.number)
