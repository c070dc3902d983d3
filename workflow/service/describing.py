"""What went wrong, in one line."""

import traceback
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from workflow.errors import WorkflowError
from workflow.store.failures import words


def described(error: Exception) -> str:
    """Return an error in one line, for the log and for whoever looks at a case set aside.

    What others wrote into an error may be personal: only its kind and its place are told.
    """
    if isinstance(error, WorkflowError):
        return str(error)
    if isinstance(error, DBAPIError):
        return f"{type(error.orig).__name__}: {words(error)}"
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = [f"({Path(one.filename).name}:{one.lineno})" for one in place]
    return " ".join([type(error).__name__, *where])
