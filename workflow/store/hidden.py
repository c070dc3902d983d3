"""What is kept from a reader of many cases, as the database is asked."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, true

from workflow.store.tables import cases


class Kept(NamedTuple):
    """What an edition keeps from a reader: a ``field``, or (empty) its cases.

    But for cases at these sites, or of these owners.
    """

    edition: str
    field: str
    sites: tuple[str, ...]
    owners: tuple[str, ...]


def excepted(kept: Kept) -> Any:
    """Return that a case is one of those that are not kept from the reader."""
    return or_(cases.c.site.in_(kept.sites), cases.c.owner.in_(kept.owners))


def seen(field: Any, kept: Sequence[Kept]) -> Any:
    """Return that a value may be seen; ``field`` is the column that names its field."""
    return and_(
        true(),
        *(or_(cases.c.edition != one.edition, field != one.field, excepted(one)) for one in kept),
    )
