"""Backups of a database that is a file: a copy made while it is used, and looked at."""

import shlex
from datetime import datetime
from pathlib import Path
from stat import S_IMODE
from typing import NamedTuple

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from workflow.errors import BackupThere, BackupUnsound, ServerBacksUp, StoreMissing, StoreUnusable
from workflow.store import copying
from workflow.store.copying import Contents
from workflow.store.location import shown
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

    ``force`` overwrites a file that is there. Raises ``ServerBacksUp``, ``BackupThere``,
    ``BackupUnsound``, ``StoreMissing``, ``StoreTooNew`` and ``StoreUnusable``; then there is no new
    file.
    """
    source = file_of(url, DUMP, file)
    if not source.exists():
        raise StoreMissing(url)
    check_place(file)
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
    if "://" not in url:
        return Path(url).expanduser()
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # What cannot be read may hold a password in any place; so may the error.
        reason = gettext("it cannot be read as a database URL.")
        raise StoreUnusable(shown(url), reason) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return Path(str(parsed.database)).expanduser()
    secrets = ("password", "sslpassword")
    plain = parsed.difference_update_query(secrets)._replace(drivername=backend, password=None)
    open_to_see = plain.render_as_string(hide_password=False)
    if backend == "postgresql":
        typed = command.format(file=shlex.quote(str(file)), url=shlex.quote(open_to_see))
        raise ServerBacksUp(open_to_see, typed)
    raise StoreUnusable(open_to_see, gettext("it must name a file."))


def check_place(file: Path) -> None:
    """Raise ``StoreUnusable`` for a place where no file can be."""
    if not file.parent.is_dir():
        reason = gettext("the folder {folder} does not exist; make it, or name another place.")
        raise StoreUnusable(str(file), reason.format(folder=file.parent))
    if file.is_dir():
        raise StoreUnusable(str(file), gettext("it is a folder, not a file; name a file in it."))
