"""``daemon`` and ``demo``: the parts that keep running by themselves."""

from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, command, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.notify.settings import Settings as MessageSettings
    from workflow.service.facade import Workflow


@command(
    "daemon",
    help=mark(
        "Keep deadlines: remind, escalate and send, until stopped.\n\n"
        "With --once it does what is due now and ends, with exit code 9 if a case is set aside or "
        "a message could not be sent. The log goes to the error stream, its times are UTC."
    ),
    examples=(
        (mark("Until stopped"), "complaints daemon"),
        (mark("Once, for example from a scheduler"), "complaints daemon --once"),
    ),
)
@option("--once", is_flag=True, help=mark("Do what is due now, then end."))
def daemon(settings: Settings, once: bool) -> int:
    """Keep deadlines."""
    from workflow.bootstrap import run_daemon
    from workflow.cli.logs import logging_to_stderr

    messages = settings.messages
    with settings.connected() as workflow, logging_to_stderr(debug=settings.debug):
        if once:
            return _one_round(settings, workflow, messages)
        run_daemon(workflow, messages)
        return DONE


def _one_round(settings: Settings, workflow: "Workflow", messages: "MessageSettings") -> int:
    from workflow.bootstrap import run_round

    done = run_round(workflow, messages)
    for trouble in done.troubles:
        raise trouble
    aside = workflow.aside()
    if settings.json:
        print_json({"fired": done.fired, "sent": done.sent, "unsent": done.unsent, "aside": aside})
    else:
        print_blocks(
            [
                gettext(
                    "Fired: {fired}. Sent: {sent}. Not sent: {unsent}. Set aside: {aside}."
                ).format(fired=done.fired, sent=done.sent, unsent=done.unsent, aside=aside)
            ]
        )
    return FOUND_WRONG if aside or done.unsent else DONE


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
