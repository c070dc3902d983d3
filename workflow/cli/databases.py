"""``db``: copies of the database, putting one back, and moving to another."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.moving import copy
from workflow.cli.options import Settings, argument, command, group, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.service.backups import Backup
    from workflow.service.restoring import Restored


@command(
    "backup",
    help=mark(
        "Copy the database into a file, while everything runs.\n\n"
        "The copy is the database at one instant. It is checked before it takes its name: a file "
        "that is there under that name is a whole one. Keep it on another disk, and the SHA-256 "
        "with it. Ends with exit code 9 if the history in the database is not protected: the copy "
        "is made all the same."
    ),
    examples=(
        (mark("A backup of today"), "complaints db backup /backup/complaints-2026-11-21.db"),
        (mark("Always under the same name"), "complaints db backup /backup/newest.db --force"),
    ),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
@option("--force", is_flag=True, help=mark("Overwrite a file that is there."))
def backup(settings: Settings, file: Path, *, force: bool) -> int:
    """Make a backup."""
    from workflow import bootstrap
    from workflow.service.backups import back_up

    made = back_up(bootstrap.full_url(settings.database), file, force=force)
    if settings.json:
        print_json(_backup_data(made))
    else:
        print_blocks(_told(made, _zones(settings)))
        if made.unprotected:
            from workflow.errors import StoreUnprotected

            where = bootstrap.shown_url(settings.database)
            print_error(str(StoreUnprotected(where, made.unprotected)))
    return FOUND_WRONG if made.unprotected else DONE


def _zones(settings: Settings) -> tuple[str, ...]:
    """Return the zones of the house; of one that cannot be opened they are not known."""
    from workflow.errors import WorkflowError

    with suppress(WorkflowError), settings.connected(protected=False) as workflow:
        return tuple(one.zone for one in workflow.sites())
    return ()


def _told(made: "Backup", zones: tuple[str, ...]) -> list[str]:
    from workflow.report.words import at_home

    return [
        gettext("Backup: {file}").format(file=made.file),
        gettext("Bytes: {size}, cases: {cases}, events: {events}, the newest of {newest}.").format(
            size=made.size,
            cases=made.cases,
            events=made.events,
            newest=at_home(made.newest, zones),
        ),
        f"SHA-256: {made.sha256}",
    ]


def _backup_data(made: "Backup") -> dict[str, object]:
    from workflow.report.data import instant

    return {
        **made._asdict(),
        "file": str(made.file),
        "newest": instant(made.newest),
        "unprotected": list(made.unprotected),
    }


@command(
    "restore",
    help=mark(
        "Put a backup in the place of the database.\n\n"
        "Stop the daemon first: it is refused while any program has the database open. The backup "
        "is checked, and brought up to date if it is an older one. "
        "The database that was there is kept beside it under a dated name. If it has events that "
        "the backup lacks, or cannot be read, or if histories in the backup are damaged, it needs "
        "--force and a reason, which is kept in a file beside it."
    ),
    examples=(
        (mark("The newest backup"), "complaints db restore /backup/complaints-2026-11-21.db"),
        (
            mark("Though something was recorded since"),
            "complaints db restore /backup/complaints-2026-11-21.db --force "
            "--reason 'The disk was damaged'",
        ),
    ),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
@option("--force", is_flag=True, help=mark("Do it though something is lost by it."))
@option("--reason", metavar=mark("TEXT"), help=mark("Why, with --force."))
def restore(settings: Settings, file: Path, *, force: bool, reason: str | None) -> int:
    """Put a backup back."""
    from workflow import bootstrap
    from workflow.clock import now
    from workflow.service.restoring import restore as put_back

    if force != bool(reason and reason.strip()):
        raise click.UsageError(gettext("--force and --reason go together."))
    done = put_back(bootstrap.full_url(settings.database), file, now=now(), reason=reason)
    if settings.json:
        print_json(_restored_data(done))
    else:
        print_blocks(_restored_told(done, _zones(settings)))
    return FOUND_WRONG if done.damaged else DONE


def _restored_told(done: "Restored", zones: tuple[str, ...]) -> list[str]:
    from workflow.report.words import at_home

    text = gettext(
        "Restored: {database}. Cases: {cases}, events: {events}, the newest of {newest}."
    )
    told = [
        text.format(
            database=done.database,
            cases=done.cases,
            events=done.events,
            newest=at_home(done.newest, zones),
        )
    ]
    if done.upgraded_from is not None:
        text = gettext(
            "The backup was of an older version ({revision}) and was brought up to date."
        )
        told.append(text.format(revision=done.upgraded_from))
    if done.kept is not None:
        told.append(gettext("What was there is kept as {file}.").format(file=done.kept))
    if done.kept_beside:
        text = gettext("To it belong {files}: what was written last may be in them.")
        files = gettext(", ").join(map(str, done.kept_beside))
        told.append(text.format(files=files))
    if done.given_up:
        told.append(gettext("Events only it has: {events}.").format(events=done.given_up))
    if done.damaged:
        text = gettext("Cases whose history is not what was recorded: {cases}.")
        told.append(text.format(cases=gettext(", ").join(done.damaged)))
    return [*told, gettext("Look at it with `complaints verify` before the daemon is started.")]


def _restored_data(done: "Restored") -> dict[str, object]:
    from workflow.report.data import instant

    return {
        **done._asdict(),
        "database": str(done.database),
        "newest": instant(done.newest),
        "kept": None if done.kept is None else str(done.kept),
        "kept_beside": list(map(str, done.kept_beside)),
        "damaged": list(done.damaged),
    }


db = group(
    "db",
    (backup, restore, copy),
    help=mark("Copy the database while it is used, put a copy back, or move to another database."),
    examples=(
        (mark("A backup of today"), "complaints db backup /backup/complaints-2026-11-21.db"),
    ),
)
