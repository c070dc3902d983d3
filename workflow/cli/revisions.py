"""``calendar revise`` and ``calendar revisions``: the official days a database counts by."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.calendars.rules import Rules
    from workflow.definition.announcement import Announcement
    from workflow.service.facade import Workflow
    from workflow.service.revision_views import Revising

_PLACE = re.compile(r"([A-Z]{2})(?:/([A-Za-z0-9-]+))?")
Place = tuple[str, str | None]


@command(
    "revisions",
    help=mark(
        "List the official days this database adopted: one line for each revision.\n\n"
        "The newest of a country is what deadlines that begin now are counted by."
    ),
    examples=((mark("What was adopted, when, by whom"), "complaints calendar revisions"),),
)
def revisions(settings: Settings) -> None:
    """List the adopted revisions."""
    from workflow.report import revisions as report
    from workflow.report import revisions_data

    with settings.connected() as workflow:
        known = workflow.revisions()
    if settings.json:
        print_json(revisions_data.revisions(known))
    else:
        print_blocks(report.revisions(known))


@command(
    "revise",
    help=mark(
        "Show what newer official days change, and adopt them with --yes.\n\n"
        "PLACE is a country (CN), a region of one (DE/BY), or a calendar that keeps its holidays; "
        "without it, every one adopted here. Newer days are those of the library `holidays` as it "
        "is installed, or those of a file. Open deadlines that are counted by them move, unless "
        "their definition keeps them; a recorded miss stays. If it is interrupted, the same "
        "command again goes on. Ends with exit code 9 if a case could not be counted."
    ),
    examples=(
        (mark("What a newer library would change"), "complaints calendar revise CN"),
        (
            mark("Adopt what the government announced"),
            "complaints calendar revise --file announced-2027.yaml --as wang --yes",
        ),
    ),
)
@argument("place", required=False, metavar=mark("PLACE"))
@option(
    "--file",
    type=click.Path(path_type=Path),
    metavar=mark("FILE"),
    help=mark("Official days as they were announced, in YAML: see docs/calendars.md."),
)
@option("--yes", is_flag=True, help=mark("Adopt them; otherwise nothing is written."))
def revise(settings: Settings, *, place: str | None, file: Path | None, yes: bool) -> int:
    """Show what newer official days change, or adopt them."""
    from workflow.report import revisions as report
    from workflow.report import revisions_data

    announced = _announced(file)
    named = None if place is None else _place(place)
    _check_same(named, announced)
    actor = settings.acting if yes else ""
    with settings.connected() as workflow:
        shown = [
            _revised(workflow, one, announced, actor) for one in _places(workflow, named, announced)
        ]
    if settings.json:
        print_json(revisions_data.revised(shown))
    else:
        print_blocks(report.revised(shown, asked=not yes))
        for case, why in (one for each in shown for one in each.failed):
            print_error(gettext("{case}: could not be counted: {why}").format(case=case, why=why))
    return FOUND_WRONG if any(one.failed for one in shown) else DONE


def _announced(file: Path | None) -> "Announcement | None":
    from workflow.definition.announcement import load

    return None if file is None else load(file)


def _place(text: str) -> Place:
    found = _PLACE.fullmatch(text)
    if found:
        return found[1], found[2]
    from workflow.cli.calendars import found_calendar

    find: Callable[[str], Rules] = found_calendar
    rules = find(text)
    if rules.country is None:
        wanted = gettext("The calendar {calendar} keeps nobody's public holidays.")
        raise click.UsageError(wanted.format(calendar=rules.name))
    return rules.country, rules.region


def _check_same(named: Place | None, announced: "Announcement | None") -> None:
    if named is None or announced is None:
        return
    of_file = (announced.country, announced.region)
    if named != of_file:
        text = gettext("The file is about {place}; leave the other out.")
        raise click.UsageError(text.format(place="/".join(filter(None, of_file))))


def _places(
    workflow: "Workflow", named: Place | None, announced: "Announcement | None"
) -> list[Place]:
    if announced is not None:
        return [(announced.country, announced.region)]
    if named is not None:
        return [named]
    known = dict.fromkeys((one.country, one.region or None) for one in workflow.revisions())
    return list(known)


def _revised(
    workflow: "Workflow", place: Place, announced: "Announcement | None", actor: str
) -> "Revising":
    country, region = place
    days = None if announced is None else announced.official
    if not actor:
        return workflow.preview_revision(country, region, announced=days)
    return workflow.adopt_revision(country, region, announced=days, actor=actor)
