"""Letters to a program of the house, as JSON on its standard input."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import NotDelivered
from workflow.notify.entries import Entries
from workflow.notify.payload import payload
from workflow.notify.timing import seconds
from workflow.notify.words import Words
from workflow.service.delivery import Delivery
from workflow.translation import gettext

ADDRESSED = False

HOPELESS = frozenset({65, 67, 68})
"""What a program ends with if trying again makes no sense, as in sysexits.h: the data are wrong,
there is no such user, there is no such host."""


@dataclass(eq=False)
class CommandSender:
    """Starts the program for each delivery. What it prints goes nowhere: it may be personal."""

    channel: str
    command: tuple[str, ...]
    timeout: float
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Start the program and wait for its end."""
        given = payload(delivery, self.words)
        try:
            # No shell reads it: nothing of a case can become a command.
            program = subprocess.Popen(  # noqa: S603
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # A group of its own, so that what it started ends with it.
                start_new_session=True,
            )
        except OSError as error:
            text = gettext("{program} cannot be started ({reason})")
            raise self._failed(
                text.format(program=self.command[0], reason=error.strerror)
            ) from None
        with program:
            try:
                program.communicate(given, self.timeout)
            except subprocess.TimeoutExpired:
                _end(program)
                text = gettext("{program} did not end within {seconds:g} seconds")
                reason = text.format(program=self.command[0], seconds=self.timeout)
                raise self._failed(reason) from None
        if program.returncode != 0:
            text = gettext("{program} ended with code {code}")
            raise NotDelivered(
                self.channel,
                text.format(program=self.command[0], code=program.returncode),
                retryable=program.returncode not in HOPELESS,
            )

    def lacking(self) -> str:
        """Return why the program cannot be started, or nothing if it can."""
        if shutil.which(self.command[0]) is not None:
            return ""
        text = gettext("{program} is no program that can be started here")
        return text.format(program=self.command[0])

    def _failed(self, reason: str) -> NotDelivered:
        return NotDelivered(self.channel, reason, resting=True)


def _end(program: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        program.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
    if program.stdin is not None:
        with suppress(OSError):
            program.stdin.close()


def make(entries: Entries, words: Words) -> CommandSender:
    """Make the sender of a channel out of what is written of it."""
    command = entries.texts("run")
    # "./program" has a folder, though to a Path it has none.
    if command and os.path.dirname(command[0]):  # noqa: PTH120
        program = entries.folder / Path(command[0]).expanduser()
        command = (str(program.absolute()), *command[1:])
    return CommandSender(
        channel=entries.name, command=command, timeout=seconds(entries), words=words
    )
