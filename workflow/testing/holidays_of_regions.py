"""Whether a calendar says whose public holidays it keeps where a country's regions differ."""

from datetime import date

from workflow.calendars.rules import Rules
from workflow.definition.accepted import left
from workflow.definition.nodes import Book
from workflow.errors import Problem
from workflow.service.official_days import regions_apart
from workflow.translation import gettext


def holidays_of_regions(rules: Rules, book: Book, today: date) -> list[Problem]:
    """Return a warning if the calendar keeps those of a whole country, and its regions differ."""
    if rules.country is None or rules.region is not None:
        return []
    apart = regions_apart(rules.country, (today.year, today.year + 1))
    if not apart:
        return []
    wanted = gettext(
        "Regions of {country} have public holidays of their own, and only those of the whole "
        "country count here: add region, one of {known}."
    )
    text = wanted.format(country=rules.country, known=gettext(", ").join(apart))
    found = book.at(("holidays", "country")).problem("K027", text, severity="warning")
    return left([found], book.source)
