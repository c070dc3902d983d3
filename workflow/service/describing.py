"""What went wrong, in one line."""

import os
import traceback
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from workflow.errors import WorkflowError
from workflow.store.failures import words


def described(error: Exception) -> str:
    """Return an error in one line, for the log and for whoever looks at a case set aside.

    What others wrote into an error may be personal: only its kind and its place are told, and what
    the system says to it.

    >>> described(OSError(22, "李雷"))
    'OSError: Invalid argument'
    """
    if isinstance(error, WorkflowError):
        return str(error)
    if isinstance(error, DBAPIError):
        return f"{type(error.orig).__name__}: {words(error)}"
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = [f"({Path(one.filename).name}:{one.lineno}, {one.name})" for one in place]
    return " ".join([f"{type(error).__name__}{_of_system(error)}", *where])


def _of_system(error: Exception) -> str:
    """Return what the system says to its number of an error: nobody else wrote into that."""
    number = error.errno if isinstance(error, OSError) else None
    return "" if number is None else f": {os.strerror(number)}"
