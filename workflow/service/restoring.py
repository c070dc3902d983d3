"""Putting a backup in the place of a database: all of it or nothing, and nothing is lost by it."""

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE
from typing import NamedTuple

from workflow.clock import to_text
from workflow.errors import (
    BackupForeign,
    BackupOfFile,
    BackupUnsound,
    DaemonLives,
    InputInvalid,
    ServerBacksUp,
    SourceMissing,
    StoreMissing,
    StoreNewer,
    StoreUnreadable,
)
from workflow.service.backups import file_of
from workflow.service.damage import damaged_histories
from workflow.service.facade import Workflow
from workflow.service.health import MAX_AGE
from workflow.store import copying, replacing
from workflow.store.copying import Contents
from workflow.store.location import check_place
from workflow.store.replacing import Held
from workflow.store.schema import REVISIONS
from workflow.translation import gettext, shortened

RESTORE = "pg_restore --clean --if-exists --single-transaction --dbname={url} {file}"


class Restored(NamedTuple):
    """A backup that took the place of a database.

    ``kept`` is where that is now, if there was one, and ``kept_beside`` what stood beside it and
    could not be written back. ``upgraded_from`` is the revision of an older
    backup. ``given_up`` counts the events that only the database had, ``None`` if it could not be
    read. ``damaged`` are cases whose history is not what was recorded.
    """

    database: Path
    cases: int
    events: int
    newest: datetime | None
    kept: Path | None = None
    kept_beside: tuple[Path, ...] = ()
    upgraded_from: str | None = None
    given_up: int | None = 0
    damaged: tuple[str, ...] = ()


def restore(url: str, file: Path, *, now: datetime, reason: str | None = None) -> Restored:
    """Put a backup in the place of a database, which is kept beside it.

    With a ``reason`` also if the database has events that the backup lacks, or cannot be read, or
    if histories in the backup are damaged. Raises ``ServerBacksUp``, ``BackupOfFile``,
    ``StoreOpenElsewhere``, ``StoreNewer``, ``StoreUnreadable``, ``BackupUnsound``,
    ``BackupForeign``, ``SourceMissing``, ``StoreTooNew`` and ``StoreUnusable``; then nothing has
    changed.
    """
    try:
        target = file_of(url, RESTORE, file)
    except ServerBacksUp as refusal:
        if not copying.is_sqlite(file):
            raise
        command = f"complaints db copy {shlex.quote(str(file))} {shlex.quote(refusal.url)}"
        raise BackupOfFile(refusal.url, command, str(file)) from None
    if not file.is_file():
        raise SourceMissing(str(file))
    check_place(str(target), target)
    if target.exists() and target.samefile(file):
        raise InputInvalid(str(file), gettext("another file than the database itself"))
    with copying.draft_beside(target) as draft:
        held = _copied(file, draft)
        copying.looked_at(draft, file)
        damaged = _made_ready(draft, held)
        if damaged and not reason:
            text = gettext("the history of {cases} is not what was recorded.")
            raise BackupUnsound(str(file), text.format(cases=shortened(damaged)))
        draft.chmod(S_IMODE(file.stat().st_mode))
        copying.flush(draft)
        found = Restored(target, held.cases, held.events, held.newest, damaged=damaged)
        if held.revision != REVISIONS[-1]:
            found = found._replace(upgraded_from=held.revision)
        found = _placed(draft, found, reason, now)
    if reason:
        _note(found, file, reason, now)
    return found


def _copied(file: Path, draft: Path) -> Contents:
    try:
        return copying.copy(file, draft)
    except StoreMissing as error:
        raise BackupForeign(str(file)) from error


def _placed(draft: Path, found: Restored, reason: str | None, now: datetime) -> Restored:
    target = found.database
    kept = _free(target, now)
    if not target.exists():
        replacing.put_where_none_is(draft, target, kept)
        return found
    with replacing.held(target) as old:
        # One with nothing to do has it closed, and would go on with what was restored.
        if replacing.daemon_seen(old, now - MAX_AGE, now + MAX_AGE):
            raise DaemonLives(str(target), int(MAX_AGE.total_seconds()))
        given_up = _given_up(target, old, draft, reason)
        replacing.put_in_place(draft, target, kept, old.connection)
    files = tuple(one for one in copying.beside(kept) if one.exists())
    return found._replace(kept=kept, kept_beside=files, given_up=given_up)


def _made_ready(draft: Path, held: Contents) -> tuple[str, ...]:
    """Bring a copy up to date; return the cases whose history is not what was recorded."""
    if held.revision != REVISIONS[-1]:
        Workflow.create(str(draft)).close()
    replacing.write_ahead(draft)
    with Workflow(str(draft), protected=False) as flow, flow.transactions.reading() as connection:
        return tuple(damaged_histories(connection))


def _given_up(target: Path, old: Held, draft: Path, reason: str | None) -> int | None:
    """Return how many events only the database has. Raises if there are some, without a reason."""
    try:
        lost, newest = replacing.lost(old, target, draft)
    except StoreUnreadable:
        if reason:
            return None
        raise
    if lost and not reason:
        raise StoreNewer(str(target), lost, newest)
    return lost


def _free(target: Path, now: datetime) -> Path:
    """Return a dated name beside a database that nothing has yet."""
    stem = f"{target.stem}.replaced-{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    kept, number = target.with_name(f"{stem}{target.suffix}"), 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{stem}-{number}{target.suffix}")
    return kept


def _note(found: Restored, file: Path, reason: str, now: datetime) -> None:
    """Keep why it was done beside what was replaced: no history could hold it."""
    if found.kept is None:
        return
    told = {
        "at": to_text(now),
        "reason": reason,
        "backup": str(file),
        "events_given_up": found.given_up,
        "damaged": list(found.damaged),
    }
    text = json.dumps({"format": 1, **told}, ensure_ascii=False, indent=1)
    note = found.kept.with_name(found.kept.name + ".json")
    note.write_text(text + "\n", encoding="utf-8")
