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
    advice = mark("Create it with `complaints init`, or name another with --db.")


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


class StoreUnprotected(StoreError):
    """The triggers that keep the history append-only are missing."""

    missing: Sequence[str] = ()
    message = mark("The history in {url} is not protected: {missing} missing.")
    advice = mark("Run `complaints verify`, then `complaints init` to put the protection back.")
