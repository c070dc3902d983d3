"""``digest``: the list for the morning."""

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.notify import told_of_trial, trial_data
from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.notify.trying import Trial
    from workflow.service.facade import Workflow
    from workflow.service.morning import Morning

MOST_DAYS = 366


@command(
    "digest",
    help=mark(
        "The list for the morning: what each person has to see to by the end of the day, and what "
        "is overdue.\n\n"
        "With --send everybody gets their list as one message, on the channels that reach them; "
        "the exit code is 9 if one of them did not go. That is said, with why, and nothing tries "
        "it again: repeat it for that person. Who has nothing due gets none."
    ),
    examples=(
        (mark("Everybody's list for today"), "complaints digest"),
        (
            mark("What Lin has to see to until the day after tomorrow"),
            "complaints digest lin --days 2",
        ),
        (mark("Every morning, from cron"), "complaints digest --send"),
    ),
)
@argument("person", required=False, metavar=mark("PERSON"))
@option(
    "--days",
    type=click.IntRange(0, MOST_DAYS),
    default=0,
    show_default=True,
    metavar=mark("NUMBER"),
    help=mark("How many days beyond today."),
)
@option("--send", is_flag=True, help=mark("Send it to the people, instead of showing it."))
def digest(settings: Settings, *, person: str | None, days: int, send: bool) -> int:
    """Show or send the list for the morning."""
    from workflow.report import mornings as report

    with settings.connected() as workflow:
        found = workflow.mornings(
            person=person, site=settings.site, days=days, actor=settings.reader
        )
        sent = {one.person: _sent(settings, workflow, one) for one in found if send}
    if settings.json:
        print_json({**report.data(found), **({"sent": _sent_data(sent)} if send else {})})
    elif send and found:
        print_blocks(
            [
                gettext("{person}, {sent}").format(person=name, sent=told_of_trial(one))
                for name, trials in sent.items()
                for one in trials
            ]
            + _unsent(sent, days)
        )
    else:
        print_blocks(report.shown(found, days, person))
    return FOUND_WRONG if any(one.why for trials in sent.values() for one in trials) else DONE


def _unsent(sent: Mapping[str, Sequence["Trial"]], days: int) -> list[str]:
    """Return whose list did not go, and how to repeat it: it waits in no outbox."""
    ahead = f" --days {days}" if days else ""
    commands = [
        f"`complaints digest {quote(name)}{ahead} --send`"
        for name, trials in sent.items()
        if any(one.why for one in trials)
    ]
    if not commands:
        return []
    text = gettext(
        "What did not go is not tried again by itself. Once the channel works: {commands}."
    )
    return [text.format(commands=gettext(", ").join(commands))]


def _sent_data(sent: Mapping[str, Sequence["Trial"]]) -> list[dict[str, object]]:
    return [{"person": name, **trial_data(one)} for name, trials in sent.items() for one in trials]


def _sent(settings: Settings, workflow: "Workflow", morning: "Morning") -> list["Trial"]:
    from workflow.cli.logs import logging_to_stderr
    from workflow.notify.trying import contacts, send_now
    from workflow.service.morning import letters

    reached = contacts(workflow, morning.person)
    carried = letters(workflow, morning, settings.messages.routes)
    with logging_to_stderr("text", debug=settings.debug):
        return list(send_now(settings.messages, morning.person, reached, carried, prefix="digest"))
