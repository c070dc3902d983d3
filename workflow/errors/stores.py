"""Databases that cannot be used."""

from collections.abc import Sequence

from workflow.errors.base import WorkflowError
from workflow.translation import mark


class StoreError(WorkflowError):
    """Base of what can be wrong with the database."""

    url: str


class StoreMissing(StoreError):
    """There is no database yet, or no tables in it."""

    message = mark("There is no complaints database at {url}.")
    advice = mark("Create it with `complaints init` and the same --db, or name another.")


class SourceMissing(StoreMissing):
    """What is to be read from is not there."""

    advice = mark("Nothing was changed. Check the name of what is to be read from.")


class StoreOutdated(StoreError):
    """The database is of an older version."""

    revision: str
    message = mark("The database {url} is of an older version ({revision}).")
    advice = mark("Upgrade it with `complaints init`; make a copy first.")


class StoreTooNew(StoreError):
    """The database is of a newer version than this program."""

    revision: str
    message = mark("The database {url} was made by a newer version of this program ({revision}).")
    advice = mark("Install the newer version; nothing was changed.")


class StoreUnusable(StoreError):
    """The database cannot be opened, read or written."""

    reason: str
    message = mark("The database {url} cannot be used: {reason}")
    advice = mark("Nothing was changed. See docs/operations.md for the cure.")


class StoreBusy(StoreError):
    """Another program kept the database locked for too long."""

    seconds: float
    message = mark("The database {url} was locked by another program for {seconds} seconds.")
    advice = mark("Nothing was changed. Try again; if it stays, see docs/operations.md.")


class StoreContended(StoreError):
    """Several programs wanted what the others held, again and again, and this one gave way."""

    message = mark("Several programs changed the same things in {url} at the same time.")
    advice = mark("Nothing was changed. Try again.")


class StoreLost(StoreUnusable):
    """The connection to the server broke off, and nobody knows what became of a commit."""

    reason: str = ""
    message = mark("The connection to the database {url} was lost.")
    advice = mark(
        "What was not committed was undone. Look before repeating something; with a key of your "
        "own repeating does no harm."
    )


class SentUnrecorded(StoreError):
    """Messages went out, and that could not be written down: the next round sends them again."""

    number: int
    trouble: str
    message = mark("What was sent could not be written down ({number}): {trouble}")
    advice = mark(
        "It goes again a minute later at the earliest, once the database works, under the same "
        "ids: whoever gets it can tell it as a repeat."
    )


class StoreClockAhead(StoreError):
    """The clock of this computer is ahead of the database's: what it records would be wrong."""

    seconds: int
    message = mark(
        "The clock of this computer is {seconds} seconds ahead of that of the database {url}."
    )
    advice = mark(
        "Nothing fires and nothing is recorded by it: set the clock, or let it be set by NTP."
    )


class StoreClockBehind(StoreError):
    """The clock of this computer is behind the database's: what it records would be wrong."""

    seconds: int
    message = mark(
        "The clock of this computer is {seconds} seconds behind that of the database {url}."
    )
    advice = mark(
        "Nothing fires and nothing is recorded by it: set the clock, or let it be set by NTP."
    )


class StoreInUse(StoreError):
    """The database is not empty, as it would have to be."""

    holds: Sequence[str]
    message = mark("The database {url} is not empty: it holds {holds}.")
    advice = mark("Nothing was changed. Name one that is empty, or that is not there yet.")


class StoreUnprotected(StoreError):
    """The triggers that keep the history append-only are missing."""

    missing: Sequence[str] = ()
    message = mark("The history in {url} is not protected: {missing} missing.")
    advice = mark("Run `complaints verify`, then `complaints init` to put the protection back.")
