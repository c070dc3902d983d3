"""``daemon status``: whether a daemon lives, for people and for monitoring."""

from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE, FOUND_WRONG, NOT_RUNNING
from workflow.cli.numbers import seconds
from workflow.cli.options import Settings, command, option
from workflow.cli.output import print_blocks, print_json
from workflow.cli.staff import site_zone
from workflow.errors import SiteMissing
from workflow.translation import mark

if TYPE_CHECKING:
    from datetime import timedelta

    from workflow.service.facade import Workflow


@command(
    "status",
    help=mark(
        "Say whether a daemon lives, whether it is late, and what waits for somebody.\n\n"
        "The exit code is for monitoring: 0 if all is well, 9 if something wants attention (late, "
        "in trouble, cases set aside, something that recurs failed, messages not sent or given "
        "up), 10 if no daemon lives; a round of `daemon --once` counts as one for five minutes. "
        "Times are local to the site, UTC if there are several in other zones."
    ),
    examples=(
        (mark("Does it live?"), "complaints daemon status"),
        (mark("For a program"), "complaints daemon status --max-age 60 --json"),
    ),
)
@option(
    "--max-age",
    callback=seconds,
    metavar=mark("SECONDS"),
    help=mark(
        "How long ago a daemon that lives was seen at most; 90 if not said, and 300 for the last "
        "round of `daemon --once`."
    ),
)
def status(settings: Settings, max_age: "timedelta | None") -> int:
    """Say whether a daemon lives."""
    from workflow.report import health, upkeep_data

    with settings.connected() as workflow:
        found = workflow.health(max_age=max_age)
        if settings.json:
            print_json(upkeep_data.health(found))
        else:
            print_blocks(health.health(found, _zone(settings, workflow)))
    if not found.lives:
        return NOT_RUNNING
    return FOUND_WRONG if found.attention else DONE


def _zone(settings: Settings, workflow: "Workflow") -> str:
    try:
        return site_zone(settings, workflow)
    except SiteMissing:
        return "UTC"
