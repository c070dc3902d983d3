"""``schedules`` and ``skip``: what recurs by the calendar, and an end to what failed."""

from workflow.cli.options import (
    Settings,
    argument,
    command,
    limit_option,
    option,
    reason_option,
)
from workflow.cli.output import print_blocks, print_json
from workflow.translation import mark, ngettext


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
        site = settings.site
        found = workflow.schedules(schedule=name, site=site)
        if not past and not missed:
            came = None
        else:
            came = workflow.recurred(name, site=site, missed=missed, limit=limit)
    if came is None:
        if settings.json:
            print_json({"schedules": [report.schedule_data(one) for one in found]})
        else:
            print_blocks(report.schedules(found))
    elif settings.json:
        print_json({"recurred": [report.recurred_data(one) for one in came]})
    else:
        print_blocks(report.recurred(came, {one.site: one.zone for one in found}))


@command(
    "skip",
    help=mark(
        "Skip what recurs and failed: it is not tried again.\n\n"
        "SCHEDULE is its name and TIME when it was due, local to its site, both as `complaints "
        "schedules --missed` shows them, such as lobby and '2026-11-21 10:20'. Who skipped it and "
        "why is kept, and shown there. It needs the right to assign the case. Leave personal data "
        "out of the reason."
    ),
    examples=(
        (
            mark("The round was walked without a case"),
            "complaints skip lobby '2026-11-21 10:20' --reason 'Walked, on paper' --as wang",
        ),
        (
            mark("All that failed in a night"),
            "complaints skip lobby '2026-11-21 22:00' --until '2026-11-22 06:00' --site garden "
            "--reason 'Nobody was there' --as wang",
        ),
    ),
)
@argument("name", metavar=mark("SCHEDULE"))
@argument("time", metavar=mark("TIME"))
@option("--until", metavar=mark("TIME"), help=mark("All that was due from then until this time."))
@option(
    "--definition",
    metavar=mark("DEFINITION"),
    help=mark("Whose schedule it is, if several have one of this name."),
)
@reason_option
def skip(
    settings: Settings,
    *,
    name: str,
    time: str,
    until: str | None,
    definition: str | None,
    reason: str,
) -> None:
    """Skip what failed."""
    from workflow.report import recurred as report

    actor = settings.acting
    with settings.connected() as workflow:
        found = workflow.skip_recurring(
            name,
            time,
            until,
            site=settings.site,
            definition=definition,
            reason=reason,
            actor=actor,
        )
    if settings.json:
        print_json({"skipped": [report.recurred_data(one) for one in found]})
        return
    text = ngettext(
        "{n} time is skipped, and not tried again.",
        "{n} times are skipped, and not tried again.",
        len(found),
    )
    print_blocks([text.format(n=len(found))])
