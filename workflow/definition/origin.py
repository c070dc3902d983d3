"""The files an edition was made of beside its own: fragments, and what it extends."""

from dataclasses import dataclass
from typing import Literal

OriginKind = Literal["fragment", "definition"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A file that was put in: what it is called, and the hash of what it said."""

    kind: OriginKind
    name: str
    hash: str
