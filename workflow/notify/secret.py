"""A secret of a channel: where it stands, never what it is."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from workflow.errors import NotDelivered
from workflow.translation import gettext

LONGEST = 65_536
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class _Lacking(Exception):
    """Why a secret cannot be had."""


@dataclass(frozen=True)
class Secret:
    """The secret ``key`` of a channel, in a variable of the environment or in a file.

    It is looked up whenever it is needed, so that a new one in the file needs no restart.
    """

    channel: str
    key: str
    variable: str = ""
    file: Path | None = None

    @property
    def place(self) -> str:
        """Where it is looked for."""
        return self.variable if self.file is None else str(self.file)

    def reveal(self) -> str:
        """Return what it is. Raises ``NotDelivered`` if it is missing."""
        try:
            return self._found()
        except _Lacking as lacking:
            raise NotDelivered(self.channel, str(lacking), resting=True) from None

    def lacking(self) -> str:
        """Return why it cannot be had, or nothing if it can."""
        try:
            self._found()
        except _Lacking as lacking:
            return str(lacking)
        return ""

    def _found(self) -> str:
        if self.file is not None:
            return _read(self.file)
        found = os.environ.get(self.variable, "").strip()
        if not found:
            raise _Lacking(gettext("the variable {name} is not set").format(name=self.variable))
        return found


def _granted(path: Path) -> int:
    """Return which rights of others on a file tell nothing.

    A credential of systemd belongs to root, and its reader is added to a list of access, which
    looks as if the group might read it. Nobody else gets into its folder.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return stat.S_IRGRP if folder and path.parent == Path(folder) else 0


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            # Looked at once it is open: what is read is what was looked at.
            mode = os.fstat(file.fileno()).st_mode
            # Windows has other means to keep a file from others, and shows none of them here.
            if os.name == "posix" and mode & FOR_OTHERS & ~_granted(path):
                text = gettext("others than its owner may use {file}: run chmod 600 {file}")
                raise _Lacking(text.format(file=path))
            found = file.read(LONGEST).decode().strip()
    except UnicodeDecodeError:
        raise _Lacking(gettext("{file} is not a text in UTF-8").format(file=path)) from None
    except FileNotFoundError:
        raise _Lacking(gettext("there is no file {file}").format(file=path)) from None
    except OSError as error:
        text = gettext("{file} cannot be read ({reason})")
        raise _Lacking(text.format(file=path, reason=error.strerror)) from None
    if not found:
        raise _Lacking(gettext("{file} is empty").format(file=path))
    return found
