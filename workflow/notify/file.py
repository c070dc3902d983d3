"""Letters to a file, one line of JSON each."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import NotDelivered
from workflow.notify.entries import Entries
from workflow.notify.payload import payload
from workflow.notify.words import Words
from workflow.service.delivery import Delivery
from workflow.translation import gettext

ADDRESSED = False

OWN = 0o600
# Windows would write ends of lines of its own.
HOW = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


@dataclass(eq=False)
class FileSender:
    """Appends each delivery. It is on the disk, whole, before it counts as sent."""

    channel: str
    file: Path
    words: Words = field(repr=False)

    def send(self, delivery: Delivery) -> None:
        """Append one line."""
        line = payload(delivery, self.words) + b"\n"
        try:
            # Opened each time: whoever keeps the file short may put another in its place.
            descriptor = os.open(self.file, HOW, OWN)
            try:
                with _locked(descriptor):
                    _append(descriptor, line)
                _keep_name(self.file.parent)
            finally:
                os.close(descriptor)
        except OSError as error:
            text = gettext("{file} cannot be written ({reason})")
            reason = text.format(file=self.file, reason=error.strerror)
            raise NotDelivered(self.channel, reason, resting=True) from None


def _append(descriptor: int, line: bytes) -> None:
    """Write a line and see it onto the disk; leave the file as it was if that fails."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size and _last(descriptor, size) != b"\n":
        line = b"\n" + line  # somebody was killed in the middle of a line
    try:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _keep_name(folder: Path) -> None:
    """See the name of a file onto the disk, where that is asked for apart."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _last(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1)


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    """Keep other programs that write to the file waiting."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there is none elsewhere

        # Windows locks bytes: one far behind the end stands for the file.
        os.lseek(descriptor, 1 << 40, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(descriptor, 1 << 40, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - there is none on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX)  # given up when the file is closed
        yield


def make(entries: Entries, words: Words) -> FileSender:
    """Make the sender of a channel out of what is written of it."""
    file = entries.file("path")
    if file is None and "path" not in entries.values:
        entries.text("path")
    elif file is not None and not file.parent.is_dir():
        entries.note("path", gettext("there is no folder {file}").format(file=file.parent))
    return FileSender(channel=entries.name, file=file or entries.folder, words=words)
