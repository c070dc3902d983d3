"""``outbox``: what was not sent yet, and what to do about what did not arrive."""

from workflow.cli.options import (
    Settings,
    argument,
    command,
    group,
    limit_option,
    option,
    page_option,
    reason_option,
)
from workflow.cli.output import print_blocks, print_json
from workflow.errors import InputInvalid, WorkflowError
from workflow.translation import gettext, mark, ngettext


@command(
    "list",
    help=mark(
        "List messages that did not go out yet, the oldest first: to whom, about which "
        "deadline.\n\n"
        "They wait for a daemon, until whoever is told is at work, to go with others, or for the "
        "next attempt after one failed. What was given up waits for somebody: retry, drop or "
        "redirect it. The channel is known once a daemon has made it ready to go, and the id is "
        "another from then on. What was sent is in the log of the daemon. Nothing is sent by "
        "looking."
    ),
    examples=(
        (mark("Everything that waits"), "complaints outbox list"),
        (mark("What did not arrive and is tried no more"), "complaints outbox list --dead"),
        (
            mark("What Wang will be told at one site"),
            "complaints outbox list --to wang --site garden",
        ),
        (mark("What somebody ended, and why"), "complaints outbox list --dropped"),
    ),
)
@option("--to", "recipient", metavar=mark("PERSON"), help=mark("Only messages to this person."))
@option("--dead", is_flag=True, help=mark("Only what was given up."))
@option(
    "--dropped",
    is_flag=True,
    help=mark("Instead what was dropped or sent to somebody else: by whom, and why."),
)
@limit_option
@page_option
def list_messages(
    settings: Settings,
    *,
    recipient: str | None,
    dead: bool,
    dropped: bool,
    limit: int,
    page: int,
) -> None:
    """List the messages that wait, or that somebody ended."""
    from workflow.report import message_data
    from workflow.report import messages as report

    if dead and dropped:
        raise InputInvalid("--dead --dropped", gettext("one of them"))
    with settings.looking() as workflow:
        found = workflow.messages(
            actor=settings.reader,
            site=settings.site,
            recipient=recipient,
            given_up=True if dead else None,
            ended=dropped,
            limit=limit,
            offset=(page - 1) * limit,
        )
    if settings.json:
        print_json(message_data.waiting(found))
    else:
        channels = _channels(settings)
        print_blocks(report.waiting(found, given_up=dead, ended=dropped, channels=channels))


def _channels(settings: Settings) -> tuple[str, ...] | None:
    """Return the channels of the settings; of settings that cannot be read nobody knows."""
    try:
        return settings.messages.routes.channels
    except (WorkflowError, OSError):
        return None


@command(
    "retry",
    help=mark(
        "Let a message that did not arrive be tried again, or with --all everything that was given "
        "up or waits for its next attempt. A daemon does so within half a minute, or when its "
        "channel has rested, to the address of the person now.\n\n"
        "MESSAGE is its id in `complaints outbox list`, or the beginning of it."
    ),
    examples=(
        (mark("One message"), "complaints outbox retry 3f9c"),
        (mark("All of them, once the mail server works again"), "complaints outbox retry --all"),
    ),
)
@argument("message", required=False, metavar=mark("MESSAGE"))
@option(
    "--all",
    "everything",
    is_flag=True,
    help=mark("Everything that was given up or waits for its next attempt."),
)
def retry(settings: Settings, message: str | None, everything: bool) -> None:
    """Try again."""
    if everything == (message is not None):
        raise InputInvalid(message or "retry", gettext("a message, or --all"))
    with settings.connected() as workflow:
        waited = workflow.try_messages_now() if everything else ()
        ids = workflow.retry_message(message)
        waited_for = workflow.channels_waited_for()
    if settings.json:
        print_json({"deliveries": list(ids), **({"waited": list(waited)} if everything else {})})
        return
    print_blocks(_retried(ids, waited) if everything else [_again(len(ids))])
    channels = _channels(settings)
    if missing := [one for one in waited_for if channels is not None and one not in channels]:
        from workflow.report.messages import unserved

        print_blocks([unserved(missing)])


def _again(number: int) -> str:
    text = ngettext(
        "{n} message is tried again by the daemon.",
        "{n} messages are tried again by the daemon.",
        number,
    )
    return text.format(n=number)


def _retried(given_up: tuple[str, ...], waited: tuple[str, ...]) -> list[str]:
    """Return how many there were of each kind, in words."""
    first = ngettext(
        "{n} message that was given up is tried again by the daemon.",
        "{n} messages that were given up are tried again by the daemon.",
        len(given_up),
    )
    second = ngettext(
        "{n} message that waited for its next attempt is tried now.",
        "{n} messages that waited for their next attempt are tried now.",
        len(waited),
    )
    return [first.format(n=len(given_up)), second.format(n=len(waited))]


@command(
    "drop",
    help=mark(
        "End a message that did not arrive, or waits, and is not wanted any more.\n\n"
        "MESSAGE is its id in `complaints outbox list`, or the beginning of it. The history of "
        "each case it is about says who did so and why. It needs the right to assign the case. "
        "Leave personal data out of the reason."
    ),
    examples=(
        (
            mark("The case was settled meanwhile"),
            "complaints outbox drop 3f9c --reason 'Told by telephone' --as wang",
        ),
    ),
)
@argument("message", metavar=mark("MESSAGE"))
@reason_option
def drop(settings: Settings, message: str, reason: str) -> None:
    """End a message."""
    actor = settings.acting
    with settings.connected() as workflow:
        id_ = workflow.drop_message(message, reason=reason, actor=actor)
    if settings.json:
        print_json({"delivery": id_})
    else:
        print_blocks([gettext("The message {id} is dropped.").format(id=id_)])


@command(
    "redirect",
    help=mark(
        "Send a message that did not arrive, or waits, to somebody else.\n\n"
        "Or to the same person, if it waits on a channel that the settings do not have any more, "
        "or was given up on one where they have no address: it goes by those that there are. "
        "MESSAGE is its id in `complaints outbox list`, or the beginning of it. The history of "
        "each case it is about says so. It needs the right to assign the case. "
        "Leave personal data out of the reason."
    ),
    examples=(
        (
            mark("Lin cannot be reached; Chen is told"),
            "complaints outbox redirect 3f9c chen --reason 'Mailbox full' --as wang",
        ),
    ),
)
@argument("message", metavar=mark("MESSAGE"))
@argument("person", metavar=mark("PERSON"))
@reason_option
def redirect(settings: Settings, message: str, person: str, reason: str) -> None:
    """Send a message to somebody else."""
    actor = settings.acting
    with settings.connected() as workflow:
        id_, cases = workflow.redirect_message(
            message, person, reason=reason, actor=actor, channels=_channels(settings)
        )
    if settings.json:
        print_json({"delivery": id_, "cases": list(cases), "to": person})
        return
    told = gettext("The message {id} goes to {person}: {cases}.")
    print_blocks([told.format(id=id_, person=person, cases=gettext(", ").join(cases))])


outbox = group(
    "outbox",
    (list_messages, retry, drop, redirect),
    help=mark("Messages that were not sent yet, or did not arrive."),
    examples=((mark("Everything that waits"), "complaints outbox list"),),
)
