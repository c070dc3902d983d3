"""Backups of a database that is a file: a copy made while it is used, and looked at."""

import shlex
from datetime import datetime
from pathlib import Path
from stat import S_IMODE
from typing import NamedTuple

from workflow.errors import (
    BackupThere,
    BackupUnsound,
    InputInvalid,
    ServerBacksUp,
    StoreMissing,
)
from workflow.store import copying
from workflow.store.copying import Contents
from workflow.store.database import named
from workflow.store.location import check_place, is_url, shown
from workflow.store.schema import REVISIONS
from workflow.translation import gettext

DUMP = "pg_dump --format=custom --file={file} {url}"


class Backup(NamedTuple):
    """A copy that was made and looked at. ``unprotected`` are guards that the database lacks."""

    file: Path
    size: int
    cases: int
    events: int
    newest: datetime | None
    sha256: str
    unprotected: tuple[str, ...] = ()


def back_up(url: str, file: Path, *, force: bool = False) -> Backup:
    """Copy a database into a file while it is used, and look at the copy.

    ``force`` overwrites a file that is there. Raises ``ServerBacksUp``, ``InputInvalid`` for a URL,
    ``BackupThere``, ``BackupUnsound``, ``StoreMissing``, ``StoreTooNew`` and ``StoreUnusable``;
    then there is no new file.
    """
    source = file_of(url, DUMP, file)
    if not source.exists():
        raise StoreMissing(url)
    if is_url(str(file)):
        expected = gettext("a file; if its name has a colon, with its folder: ./NAME")
        raise InputInvalid(shown(str(file)), expected)
    check_place(str(file), file)
    if file.exists() and (not force or file.samefile(source)):
        raise BackupThere(str(file))
    with copying.draft_beside(file) as draft:
        held = copying.copy(source, draft)
        missing = _looked_at(draft, held, source)
        draft.chmod(S_IMODE(source.stat().st_mode))
        copying.flush(draft)
        size, sha256 = draft.stat().st_size, copying.digest(draft)
        draft.replace(file)
    copying.flush_folder(file.parent)
    return Backup(file, size, held.cases, held.events, held.newest, sha256, missing)


def _looked_at(draft: Path, held: Contents, source: Path) -> tuple[str, ...]:
    """Return the guards a copy lacks. Raises ``BackupUnsound``."""
    if copying.looked_at(draft, source) != held:
        raise BackupUnsound(str(source), gettext("it does not hold what the database holds."))
    return copying.unprotected(draft) if held.revision == REVISIONS[-1] else ()


def file_of(url: str, command: str, file: Path) -> Path:
    """Return the file that a URL or a path names.

    Raises ``ServerBacksUp`` with a ``command`` for a server, and ``StoreUnusable``.
    """
    place = named(url)
    if isinstance(place, Path):
        return place
    secrets = ("password", "sslpassword")
    plain = place.difference_update_query(secrets)
    plain = plain._replace(drivername=plain.get_backend_name(), password=None)
    open_to_see = plain.render_as_string(hide_password=False)
    typed = command.format(file=shlex.quote(str(file)), url=shlex.quote(open_to_see))
    raise ServerBacksUp(open_to_see, typed)
