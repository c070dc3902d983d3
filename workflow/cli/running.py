"""``daemon`` and ``demo``: the parts that keep running by themselves."""

from workflow.cli.options import Settings, command, option
from workflow.translation import mark


@command(
    "daemon",
    help=mark(
        "Keep deadlines: remind, escalate and send, until stopped.\n\n"
        "With --once it does what is due now and ends, with exit code 9 if a case had to be set "
        "aside."
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

    with settings.connected() as workflow:
        return run_daemon(workflow, once=once)


@command(
    "demo",
    help=mark(
        "Play a whole complaint through on a simulated clock.\n\n"
        "Uses a database of its own that is thrown away: nothing of yours is touched."
    ),
    examples=((mark("See how it works"), "complaints demo"),),
)
def demo(settings: Settings) -> None:  # noqa: ARG001 - every command is given the settings
    """Play the demonstration."""
    from workflow.cli.demo import run

    run()
