"""``daemon`` and ``demo``: the parts that keep running by themselves."""

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from workflow.cli.daemon_status import status
from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.logs import FORMATS, Format, logging_to_stderr
from workflow.cli.numbers import seconds
from workflow.cli.options import Settings, command, option
from workflow.cli.output import print_blocks, print_json
from workflow.cli.translated import Command, Group
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from datetime import timedelta

    from workflow.notify.settings import Settings as MessageSettings
    from workflow.service.facade import Workflow


MOST_PORT = 65_535
LOOPBACK = "127.0.0.1"


def _address(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> tuple[str, int] | None:
    """Read ``[HOST:]PORT``; an address of IPv6 stands in brackets."""
    if text is None:
        return None
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) <= MOST_PORT):
        raise click.BadParameter(gettext("expected a port, or HOST:PORT."))
    return host.removeprefix("[").removesuffix("]") or LOOPBACK, int(port)


@command(
    "daemon",
    help=mark(
        "Keep deadlines: remind, escalate and send, until stopped.\n\n"
        "With --once it does what is due now and ends, with exit code 9 if a case is set aside, "
        "or a message could not be sent or was given up. The log goes to the error stream, its "
        "times are UTC. SIGHUP lets it read the settings of messages again."
    ),
    examples=(
        (mark("Until stopped"), "complaints daemon"),
        (mark("Once, for example from a scheduler"), "complaints daemon --once"),
        (
            mark("With metrics for Prometheus, and a log for machines"),
            "complaints daemon --metrics 9464 --log-format json",
        ),
    ),
)
@option("--once", is_flag=True, help=mark("Do what is due now, then end."))
@option(
    "--log-format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    help=mark("Lines for people, or an object of JSON on each line."),
)
@option(
    "--metrics",
    callback=_address,
    metavar=mark("[HOST:]PORT"),
    help=mark("Serve metrics for Prometheus there; without HOST only to this machine."),
)
@option(
    "--drain",
    callback=seconds,
    metavar=mark("SECONDS"),
    help=mark("How long what was begun may take to end when it is stopped; 25 if not said."),
)
def run(
    settings: Settings,
    *,
    once: bool,
    form: Format,
    metrics: tuple[str, int] | None,
    drain: "timedelta | None",
) -> int:
    """Keep deadlines."""
    from workflow.bootstrap import run_daemon

    messages = settings.messages
    with settings.connected() as workflow, logging_to_stderr(form, debug=settings.debug):
        if once:
            return _one_round(settings, workflow, messages)
        run_daemon(workflow, messages, settings.message_file, drain=drain, metrics=metrics)
        return DONE


def acting_group(made: Command, *commands: Command) -> Group:
    """Make a command a group that still does what it does, if no command of it is named."""

    def act(**given: object) -> object:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            return made.callback(**given) if made.callback else None
        for name in given:
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                text = gettext("Name options of `{group}` without a command after it.")
                raise click.UsageError(text.format(group=context.command_path))
        return None

    return Group(
        made.name,
        commands=list(commands),
        callback=act,
        invoke_without_command=True,
        params=made.params,
        help=made.help,
        examples=made.examples,
    )


daemon = acting_group(run, status)


def _one_round(settings: Settings, workflow: "Workflow", messages: "MessageSettings") -> int:
    from workflow.bootstrap import run_round

    done = run_round(workflow, messages)
    for trouble in done.troubles:
        raise trouble
    aside, given_up = workflow.aside(), workflow.given_up()
    if settings.json:
        counts = {"fired": done.fired, "sent": done.sent, "unsent": done.unsent, "aside": aside}
        counts |= {"recurred": done.recurred, "recurring_failed": done.failing}
        print_json({**counts, "given_up": given_up})
    else:
        text = gettext("Fired: {fired}. Sent: {sent}. Not sent: {unsent}. Set aside: {aside}.")
        said = [
            text.format(fired=done.fired, sent=done.sent, unsent=done.unsent, aside=aside),
        ]
        if done.recurred or done.failing:
            text = gettext("Recurred: {recurred}. Failed, to be tried again: {failing}.")
            said.append(text.format(recurred=done.recurred, failing=done.failing))
        if given_up:
            text = gettext("Given up: {number}. `complaints outbox list --dead` lists them.")
            said.append(text.format(number=given_up))
        print_blocks(said)
    return FOUND_WRONG if aside or done.unsent or done.failing or given_up else DONE


@command(
    "demo",
    help=mark(
        "Play a whole complaint through on a simulated clock.\n\n"
        "Uses a database of its own that is thrown away: nothing of yours is touched. One that is "
        "named with --db must be empty; the demonstration stays in it, to be looked at."
    ),
    examples=(
        (mark("See how it works"), "complaints demo"),
        (mark("In a database of its own that stays"), "complaints demo --db demo.db"),
    ),
)
def demo(settings: Settings) -> None:
    """Play the demonstration."""
    from workflow.bootstrap import full_url
    from workflow.cli.demo import run

    run(None if settings.db is None else full_url(settings.db))
