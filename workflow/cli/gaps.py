"""``gaps``: when nothing was running."""

from workflow.cli.options import Settings, command, limit_option
from workflow.cli.output import print_blocks, print_json
from workflow.cli.staff import site_zone
from workflow.translation import mark


@command(
    "gaps",
    help=mark(
        "List the times in which nothing was running and something came late by it, the latest "
        "first.\n\n"
        "Times are local to the site. A daemon counts as running, and so does whatever else fires "
        "what is due. Times in which nothing was due are not listed."
    ),
    examples=(
        (mark("Was anything late while the machine was off?"), "complaints gaps"),
        (mark("In the time of one site, for a program"), "complaints gaps --site garden --json"),
    ),
)
@limit_option
def gaps(settings: Settings, limit: int) -> None:
    """List the gaps."""
    from workflow.report import lists, upkeep_data

    with settings.connected() as workflow:
        found = workflow.gaps(limit=limit)
        if settings.json:
            print_json(upkeep_data.gaps(found))
        else:
            print_blocks(lists.gaps(found, site_zone(settings, workflow)))
