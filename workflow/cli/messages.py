"""``messages``: what was not sent yet."""

from workflow.cli.options import Settings, command, limit_option, option, page_option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import mark


@command(
    "messages",
    help=mark(
        "List messages that wait to be sent, the oldest first: to whom, about which deadline.\n\n"
        "They wait for a daemon, until whoever is told is at work, or for the next attempt after "
        "one failed. What was sent is in the log of the daemon. Nothing is sent by looking."
    ),
    examples=(
        (mark("Everything that waits"), "complaints messages"),
        (mark("What Wang will be told at one site"), "complaints messages --to wang --site garden"),
    ),
)
@option("--to", "recipient", metavar=mark("PERSON"), help=mark("Only messages to this person."))
@limit_option
@page_option
def messages(settings: Settings, recipient: str | None, limit: int, page: int) -> None:
    """List the messages that wait."""
    from workflow.report import message_data
    from workflow.report import messages as report

    with settings.connected() as workflow:
        found = workflow.messages(
            actor=settings.reader,
            site=settings.site,
            recipient=recipient,
            limit=limit,
            offset=(page - 1) * limit,
        )
    if settings.json:
        print_json(message_data.waiting(found))
    else:
        print_blocks(report.waiting(found))
