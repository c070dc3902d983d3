"""``schedules``: what recurs by the calendar."""

from workflow.cli.options import Settings, argument, command, limit_option, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import mark


@command(
    "schedules",
    help=mark(
        "List what recurs by the calendar: when each schedule comes next at each site, and what "
        "came of it last.\n\n"
        "With --past every time it came, the latest first, and why nothing was done if nothing "
        "was. Times are local to each site."
    ),
    examples=(
        (mark("What recurs"), "complaints schedules"),
        (mark("Every time the schedule lobby came"), "complaints schedules lobby --past"),
        (mark("What was not done, for a program"), "complaints schedules --missed --json"),
    ),
)
@argument("name", metavar=mark("SCHEDULE"), required=False)
@option("--past", is_flag=True, help=mark("Every time it came, the latest first."))
@option(
    "--missed",
    is_flag=True,
    help=mark("The same, but only what was skipped, was refused, or failed and is tried again."),
)
@limit_option
def schedules(settings: Settings, name: str | None, past: bool, missed: bool, limit: int) -> None:
    """List what recurs."""
    from workflow.report import recurred as report

    with settings.looking() as workflow:
        found = [one for one in workflow.schedules() if name in {None, one.schedule.name}]
        if not past and not missed:
            came = None
        else:
            came = workflow.recurred(name, missed=missed, limit=limit)
    if came is None:
        if settings.json:
            print_json({"schedules": [report.schedule_data(one) for one in found]})
        else:
            print_blocks(report.schedules(found))
    elif settings.json:
        print_json({"recurred": [report.recurred_data(one) for one in came]})
    else:
        print_blocks(report.recurred(came, {one.site: one.zone for one in found}))
