"""Who sees what of a case: which fields are kept from a reader, and whether the whole case is.

A reader is a member of staff by name, ``ANYBODY``: what everyone of the house sees, or ``None``: a
host application, which decides itself what it shows to whom.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, final

from workflow.definition.model import ANY_STAFF
from workflow.engine.authority import Belonging, permitted
from workflow.engine.directory import Directory


@final
class Anybody:
    """Nobody in particular; see ``ANYBODY``."""


ANYBODY: Final = Anybody()
Reader = str | Anybody | None
_NOTHING: frozenset[str] = frozenset()


def name_of(reader: Reader) -> str | None:
    """Return who reads, if it is somebody."""
    return reader if isinstance(reader, str) else None


def sees(
    by: Collection[str], reader: Reader, *, case: Belonging, directory: Directory, at: datetime
) -> bool:
    """Whether a reader sees what is kept to ``by``; nothing there is kept from nobody."""
    if not by or reader is None or ANY_STAFF in by:
        return True
    if isinstance(reader, Anybody):
        return False
    return permitted(by, reader, case=case, directory=directory, at=at)


def withheld(
    kept: Mapping[str, Collection[str]],
    reader: Reader,
    *,
    case: Belonging,
    directory: Directory,
    at: datetime,
) -> frozenset[str]:
    """Return the fields of a case that a reader does not see; ``kept`` says who sees each."""
    if not kept or reader is None:
        return _NOTHING
    return frozenset(
        name
        for name, by in kept.items()
        if not sees(by, reader, case=case, directory=directory, at=at)
    )
