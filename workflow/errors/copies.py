"""Errors of copying a database into another one."""

from collections.abc import Sequence

from workflow.errors.stores import StoreError
from workflow.translation import mark


class StoreUnfinished(StoreError):
    """The database is a copy of another that was not finished."""

    source: str
    message = mark("The database {url} is a copy of {source} that was not finished.")
    advice = mark(
        "Go on with `complaints db copy {source} {url}`, or remove it; {source} was left as it is."
    )


class CopyOfAnother(StoreError):
    """An unfinished copy is not of what is to be copied now."""

    source: str
    begun_at: str
    asked: str
    message = mark(
        "The database {url} is an unfinished copy of what {source} held on {begun_at}; {asked} "
        "holds something else now."
    )
    advice = mark("Nothing was changed. Remove {url}, or name another place, and copy anew.")


class CopyUnfit(StoreError):
    """The database holds values that the other kind of database cannot hold."""

    values: Sequence[str]
    message = mark("What the database {url} holds cannot be copied as it is: {values}.")
    advice = mark('Nothing was written. See docs/operations.md, "Moving to PostgreSQL, and back".')


class CopyDiffers(StoreError):
    """What was written is not what was copied."""

    tables: Sequence[str]
    message = mark("The copy {url} is not what was copied, in {tables}.")
    advice = mark(
        "It cannot be opened. Somebody wrote into it, or a disk is at fault: remove it and copy "
        "anew."
    )
