"""``doctor``: how things stand."""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, command
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.doctor import Diagnosis, Patient, Terminal

_STATES = {"ok": mark("[fine]"), "note": mark("[note]"), "wrong": mark("[WRONG]")}


@command(
    "doctor",
    help=mark(
        "Look at everything that is needed for messages to come in time, and say what mends what "
        "is wrong.\n\n"
        "The program, the database and its disk, the clock, the settings of messages, people, "
        "calendars, and what waits. Nothing is changed. Ends with exit code 9 if something is "
        "wrong; a note is no fault. Whether histories are whole is told by `complaints verify`."
    ),
    examples=(
        (mark("Why does nothing arrive?"), "complaints doctor"),
        (mark("For a program that watches"), "complaints doctor --json"),
    ),
)
def doctor(settings: Settings) -> int:
    """Look at everything."""
    from workflow.doctor import examine

    with ExitStack() as stack:
        found = examine(_patient(settings, stack))
    wrong = sum(one.state == "wrong" for one in found)
    if settings.json:
        checks = [{**one._asdict(), "cure": one.cure or None} for one in found]
        print_json({"ok": not wrong, "checks": checks})
    else:
        print_blocks(_told(found))
        notes = sum(one.state == "note" for one in found)
        text = gettext("Wrong: {wrong}. Worth knowing: {notes}.")
        print_blocks([text.format(wrong=wrong, notes=notes)])
    return FOUND_WRONG if wrong else DONE


def _told(found: "Sequence[Diagnosis]") -> list[str]:
    lines: list[str] = []
    for one in found:
        lines.append(f"{gettext(_STATES[one.state])} {one.text}")
        if one.cure:
            lines.append(f"    {one.cure}")
    return lines


def _patient(settings: Settings, stack: ExitStack) -> "Patient":
    """Return what is to be looked at, so far as it can be had."""
    from workflow import bootstrap
    from workflow.clock import now
    from workflow.doctor import Patient
    from workflow.errors import WorkflowError

    flow, trouble, messages, messages_trouble = None, "", None, ""
    try:
        flow = stack.enter_context(settings.connected(protected=False))
    except (WorkflowError, OSError) as error:
        trouble = str(error)
    try:
        messages = settings.messages
    except (WorkflowError, OSError) as error:
        messages_trouble = str(error)
    return Patient(
        bootstrap.shown_url(settings.database) if flow else "",
        now(),
        flow,
        trouble,
        messages,
        messages_trouble,
        _terminal(),
    )


def _terminal() -> "Terminal":
    from workflow.doctor import Terminal

    page = None
    if sys.platform == "win32":
        import ctypes

        page = ctypes.windll.kernel32.GetConsoleOutputCP()
    return Terminal(sys.stdout is not None and sys.stdout.isatty(), os.environ, page)
