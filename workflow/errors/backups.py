"""Errors of copying a database and of putting a copy in its place."""

from workflow.errors.stores import StoreError, StoreMissing
from workflow.translation import mark


class ServerBacksUp(StoreError):
    """The database is on a server, which has programs of its own for this."""

    command: str
    message = mark("The database {url} is on a PostgreSQL server, which has a program for this.")
    advice = mark("Nothing was done. Run: {command}")


class BackupOfFile(ServerBacksUp):
    """What is to be put back is a copy of a file, and the database is on a server."""

    file: str
    message = mark("{file} is a copy of a SQLite file, and the database {url} is on a server.")
    advice = mark("Nothing was done. Into a database that is empty it goes by: {command}")


class BackupForeign(StoreMissing):
    """What is to be put back is a file of something else, or an empty one."""

    message = mark("{url} is no backup of a complaints database.")
    advice = mark("Nothing was changed. Name another file.")


class BackupThere(StoreError):
    """A file of that name is there."""

    message = mark("{url} is there already and is not overwritten.")
    advice = mark("Name another file, or overwrite it with --force.")


class BackupUnsound(StoreError):
    """A copy, or the backup it was made of, is damaged."""

    reason: str
    message = mark("The copy of {url} is not sound: {reason}")
    advice = mark("It was not kept, and nothing was changed. See docs/operations.md.")


class StoreOpenElsewhere(StoreError):
    """Another program has the database open, so that it cannot be replaced."""

    message = mark("Another program has the database {url} open.")
    advice = mark(
        "Nothing was changed. Stop the daemon and whatever else uses the database, then try again."
    )


class DaemonLives(StoreOpenElsewhere):
    """A daemon was seen on the database a moment ago, though it may have it closed just now."""

    seconds: int
    message = mark("A daemon was seen on the database {url} in the last {seconds} seconds.")
    advice = mark(
        "Nothing was changed. Stop the daemon and try again. If it was killed, it cannot say that "
        "it stopped: wait {seconds} seconds. `complaints daemon status` says where it runs."
    )


class StoreNewer(StoreError):
    """The database holds what the backup does not."""

    events: int
    newest: str
    message = mark(
        "Events in the database {url} that the backup lacks: {events}, the last of {newest}."
    )
    advice = mark(
        "Nothing was changed. To go back to the backup all the same, repeat with --force and "
        "--reason; the database is kept beside it."
    )


class StoreUnreadable(StoreError):
    """The database that is to be replaced cannot be read, so that nobody knows what it holds."""

    reason: str
    message = mark("What the database {url} holds cannot be told ({reason}).")
    advice = mark(
        "Nothing was changed. Stop every program that uses it, then repeat with --force and "
        "--reason; the file is kept beside the new one."
    )
