"""``notify``: whether messages arrive."""

from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, argument, command, group, option
from workflow.cli.output import print_blocks, print_json, print_text
from workflow.translation import current_language, gettext, mark

if TYPE_CHECKING:
    from workflow.notify.settings import Channel
    from workflow.notify.settings import Settings as MessageSettings
    from workflow.notify.trying import Trial


@command(
    "test",
    help=mark(
        "Send a message to a person, to see whether it arrives.\n\n"
        "It goes out on every channel the person has an address on, otherwise on the default "
        "ones. No case is touched. The exit code is 9 if one of them did not go."
    ),
    examples=(
        (mark("Does Lin hear of it?"), "complaints notify test lin"),
        (mark("By one channel only"), "complaints notify test lin --channel mail"),
    ),
)
@argument("person", metavar=mark("PERSON"))
@option("--channel", metavar=mark("CHANNEL"), help=mark("Only this channel of the settings."))
def test(settings: Settings, person: str, channel: str | None) -> int:
    """Send one message on each channel of a person."""
    from workflow.cli.logs import logging_to_stderr
    from workflow.notify.trying import contacts, try_out

    with settings.connected() as workflow:
        reached = contacts(workflow, person)
    with logging_to_stderr("text", debug=settings.debug):
        trials = list(try_out(settings.messages, person, reached, channel))
    if settings.json:
        print_json({"person": person, "channels": [trial_data(one) for one in trials]})
    else:
        print_blocks([told_of_trial(one) for one in trials])
    return FOUND_WRONG if any(one.why for one in trials) else DONE


def trial_data(trial: "Trial") -> dict[str, object]:
    """Return how a message went, for programs."""
    return {
        "channel": trial.channel,
        "address": trial.address,
        "delivery": trial.delivery,
        "sent": not trial.why,
        "reason": trial.why or None,
    }


def told_of_trial(trial: "Trial") -> str:
    """Return how a message went, in words."""
    if trial.why and trial.address is None:
        text = gettext("{channel}: not sent: {reason}.")
    elif trial.why:
        text = gettext("{channel}: not sent to {address}: {reason}.")
    else:
        text = gettext("{channel}: sent to {address}, as {delivery}.")
    address = trial.address or gettext("nobody in particular")
    return text.format(
        channel=trial.channel, address=address, delivery=trial.delivery, reason=trial.why
    )


@command(
    "channels",
    help=mark(
        "List the channels of the settings, and which secrets or programs are missing.\n\n"
        "The settings are the file of --config. Without one, messages go to the log of the "
        "daemon. What goes there without an address is beside each, by default or for alarms; who "
        "has one there is in `complaints staff list`. Templates of the house are tried too. "
        "The exit code is 9 if one is missing or a template cannot be used. No database is needed."
    ),
    examples=(
        (mark("What is set up?"), "complaints notify channels"),
        (mark("Is a file in order?"), "complaints notify channels --config complaints.toml"),
    ),
)
def channels(settings: Settings) -> int:
    """List the channels."""
    from workflow.notify.trying import broken_words

    found = settings.messages
    broken = broken_words(found)
    lacking = {one.name: one.lacking for one in found.channels}
    if settings.json:
        told = [_channel_data(found, one, lacking[one.name]) for one in found.channels]
        file = None if found.file is None else str(found.file)
        print_json({"settings": file, "channels": told, "templates": broken})
    else:
        from workflow.report.table import Table

        headings = gettext("Channel"), gettext("Type"), gettext("No address"), gettext("Missing")
        rows = [
            (
                one.name,
                one.type,
                gettext(", ").join(_used(found, one)) or "-",
                lacking[one.name] or "-",
            )
            for one in found.channels
        ]
        print_blocks([_source(found), Table(headings, rows), *broken])
    return FOUND_WRONG if broken or any(lacking.values()) else DONE


def _used(settings: "MessageSettings", channel: "Channel") -> list[str]:
    routes = settings.routes
    found = [gettext("by default")] if channel.name in routes.defaults else []
    return [*found, gettext("for alarms")] if channel.name in routes.alarms else found


def _source(settings: "MessageSettings") -> str:
    if settings.file is None:
        return gettext(
            "There is no file of settings. `complaints notify sample` prints one to begin with."
        )
    return gettext("Settings: {file}").format(file=settings.file)


def _channel_data(
    settings: "MessageSettings", channel: "Channel", lacking: str
) -> dict[str, object]:
    return {
        "name": channel.name,
        "type": channel.type,
        "default": channel.name in settings.routes.defaults,
        "alarms": channel.name in settings.routes.alarms,
        "missing": lacking or None,
    }


@command(
    "sample",
    help=mark(
        "Print settings with every type of channel, to begin with.\n\n"
        "Keep what the house uses, and name the file with --config or COMPLAINTS_CONFIG. No "
        "database is needed."
    ),
    examples=((mark("In Chinese"), "complaints notify sample --lang zh"),),
)
def sample(settings: Settings) -> None:
    """Print a sample."""
    from workflow.notify.settings import sample as text

    found = text(current_language())
    if settings.json:
        print_json({"sample": found})
    else:
        print_text(found)


notify = group(
    "notify",
    (test, channels, sample),
    help=mark("See by which channels messages go out, and whether they arrive."),
    examples=((mark("Does Lin hear of it?"), "complaints notify test lin"),),
)
