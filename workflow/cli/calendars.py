"""``calendar``: when a house works."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.files import check_files, checking
from workflow.cli.options import Settings, argument, command, edition_option, group, option
from workflow.cli.output import print_blocks, print_json
from workflow.cli.revisions import revise, revisions
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.calendars.rules import OfficialDays, Rules
    from workflow.definition.model import Definition

MOST_DAYS = 1000

definition_option = option(
    "--definition",
    metavar=mark("DEFINITION"),
    help=mark("The calendar as an edition of this definition has it."),
)


@command(
    "list",
    help=mark("List the calendars that come with the program.\n\nNo database is needed."),
    examples=((mark("All calendars"), "complaints calendar list"),),
)
def list_calendars(settings: Settings) -> None:
    """List the shipped calendars."""
    from workflow.definition import shipped
    from workflow.report import calendar_data, calendars

    known = [found_calendar(name) for name in shipped.calendar_names()]
    if settings.json:
        print_json(calendar_data.calendars(known))
    else:
        print_blocks([calendars.calendars(known)])


@command(
    "show",
    help=mark(
        "Show a calendar: its week, its seasons, its public holidays and its own days.\n\n"
        "CALENDAR is the name of one that comes with the program, or a YAML file. With "
        "--definition it is the name of one of a published definition, shown as its edition counts "
        "by it: later changes of the file change nothing there."
    ),
    examples=(
        (mark("One that comes with the program"), "complaints calendar show office-cn"),
        (mark("A file"), "complaints calendar show ./office.yaml"),
        (
            mark("What new complaints are counted by"),
            "complaints calendar show office-cn --definition complaint",
        ),
    ),
)
@argument("calendar", metavar=mark("CALENDAR"))
@definition_option
@edition_option
def show(settings: Settings, calendar: str, *, definition: str | None, edition: str | None) -> None:
    """Show a calendar."""
    from workflow.report import calendar_data, calendars

    rules, pinned = _meant(settings, calendar, definition, edition)
    if settings.json:
        print_json(calendar_data.calendar(rules, pinned))
    else:
        print_blocks(calendars.calendar(rules, pinned))


def _meant(
    settings: Settings, name: str, definition: str | None, edition: str | None
) -> "tuple[Rules, Definition | None]":
    """Return a calendar, as a published edition has it if one is named, and that edition."""
    if definition is None:
        if edition is not None:
            raise click.UsageError(gettext("--edition needs --definition: whose edition is meant?"))
        return found_calendar(name), None
    from workflow.definition.near import nearest
    from workflow.errors import CalendarNotPinned

    with settings.connected() as workflow:
        found = workflow.definition(definition, edition=edition)
    if name not in found.calendars:
        known = tuple(found.calendars)
        raise CalendarNotPinned(
            name, known, nearest(name, known), definition=found.workflow, edition=found.edition
        )
    return found.calendars[name], found


def found_calendar(name: str) -> "Rules":
    """Return a calendar that comes with the program, or that of a file."""
    from workflow.definition import shipped
    from workflow.definition.calendar_file import load

    if name.endswith((".yaml", ".yml")):
        return load(Path(name))
    return load(shipped.calendar_path(name))


@command(
    "check",
    help=mark(
        "Check calendar files and report every problem, with its place and what to do.\n\n"
        "No database is needed. Ends with exit code 7 if there is an error."
    ),
    examples=(
        (mark("One file"), "complaints calendar check office.yaml"),
        (
            mark("Several, for a program"),
            "complaints calendar check office.yaml hotline.yaml --json",
        ),
    ),
)
@checking
def check(settings: Settings, paths: tuple[Path, ...], *, form: str | None, strict: bool) -> int:
    """Check calendar files."""
    return check_files(settings, paths, form=form, strict=strict, kind="calendar")


def _date(_context: click.Context, _parameter: click.Parameter, text: str) -> date:
    """Read a date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise click.BadParameter(gettext("expected a date that exists, such as 2026-12-24."))
    return day


def _revision(_context: click.Context, _parameter: click.Parameter, text: str | None) -> int | None:
    """Read the number of a revision; 0 is none of them."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise click.BadParameter(gettext("expected a whole number, 0 or more."))
    return int(text)


@command(
    "days",
    help=mark(
        "Show day by day when a calendar works, and why not.\n\n"
        "At most 1,000 days at once. CALENDAR is the name of one that comes with the program, or "
        "a YAML file; with --definition, of one of a published definition. Public holidays are "
        "those adopted in the database, if there is one, otherwise those of the installed package; "
        "which it was is said below."
    ),
    examples=(
        (
            mark("A week with a public holiday"),
            "complaints calendar days office-cn --from 2026-09-28 --to 2026-10-11",
        ),
        (
            mark("By an earlier revision of the official days"),
            "complaints calendar days office-cn --from 2027-02-01 --to 2027-02-14 --revision 1",
        ),
    ),
)
@argument("calendar", metavar=mark("CALENDAR"))
@option(
    "--from",
    "first",
    required=True,
    callback=_date,
    metavar=mark("DATE"),
    help=mark("The first day, such as 2026-12-24."),
)
@option(
    "--to",
    "last",
    required=True,
    callback=_date,
    metavar=mark("DATE"),
    help=mark("The last day; it is shown too."),
)
@definition_option
@edition_option
@option(
    "--revision",
    metavar=mark("REVISION"),
    callback=_revision,
    help=mark(
        "Official days of this revision; 0: those of the installed package. Otherwise the newest."
    ),
)
def days(
    settings: Settings,
    calendar: str,
    *,
    first: date,
    last: date,
    definition: str | None,
    edition: str | None,
    revision: int | None,
) -> None:
    """Show the days of a calendar."""
    from workflow.report import calendar_data, calendars
    from workflow.service.official_days import days_between

    _check_range(first, last)
    rules, pinned = _meant(settings, calendar, definition, edition)
    adopted = _adopted(settings, rules, revision)
    found = days_between(rules, first, last, adopted)
    if settings.json:
        print_json(calendar_data.days(found, rules, pinned=pinned, adopted=adopted))
    else:
        print_blocks(calendars.days(found, rules, pinned=pinned, adopted=adopted))


def _adopted(settings: Settings, rules: "Rules", revision: int | None) -> "OfficialDays | None":
    """Return the official days to count by; ``None`` means those of the installed package."""
    if rules.country is None:
        if revision:
            wanted = gettext("The calendar {calendar} keeps nobody's public holidays.")
            raise click.UsageError(wanted.format(calendar=rules.name))
        return None
    if revision == 0:
        return None
    from workflow.errors import StoreMissing

    try:
        with settings.connected() as workflow:
            return workflow.official_days(rules.country, rules.region, revision=revision)
    except StoreMissing:
        if revision is not None or settings.db is not None:
            raise
        return None


def _check_range(first: date, last: date) -> None:
    if last < first:
        text = gettext("--to {last} lies before --from {first}; name the earlier day first.")
        raise click.UsageError(text.format(first=first, last=last))
    number = (last - first).days + 1
    if number > MOST_DAYS:
        text = gettext("These are {number} days; ask for at most {most} at once.")
        raise click.UsageError(text.format(number=number, most=MOST_DAYS))


calendar = group(
    "calendar",
    (list_calendars, show, check, days, revise, revisions),
    help=mark("Check and show calendars, and the official days they are counted by."),
    examples=((mark("What a calendar says"), "complaints calendar show office-cn"),),
)
