"""Who stands behind an edition: its number, who issued it, who prepared, reviewed, approved it."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.calendars.rules import Text

SIGNED = ("prepared", "reviewed", "approved")


@dataclass(frozen=True, slots=True)
class Signature:
    """A name under an edition, written as on paper, and the day (ISO date)."""

    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Issue:
    """What a house files an edition under, and whose names are under it."""

    number: str = ""
    revision: str = ""
    issued_by: Text | None = None
    prepared: Signature | None = None
    reviewed: Signature | None = None
    approved: Signature | None = None

    @property
    def signatures(self) -> Iterator[tuple[str, Signature]]:
        """Those there are, in the order in which they come about, each with its key."""
        for key in SIGNED:
            signature: Signature | None = getattr(self, key)
            if signature is not None:
                yield key, signature


UNSIGNED = Issue()
