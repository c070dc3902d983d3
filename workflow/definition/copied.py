"""Values that acts and rungs fill in by themselves: written in the definition, or taken over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from workflow.definition.kinds import Value


@dataclass(frozen=True, slots=True)
class Copy:
    """The field ``field`` takes over what is on file in ``source``; nothing, if that is empty."""

    field: str
    source: str


class Filling(Protocol):
    """What fills fields in by itself: a branch of a transition, or a rung."""

    @property
    def sets(self) -> Mapping[str, Value] | None:
        """Values that are always the same."""

    @property
    def copies(self) -> tuple[Copy, ...]:
        """Values taken over from other fields."""


def filled(one: Filling) -> frozenset[str]:
    """Return the fields that are filled in, if there is something to take over."""
    return frozenset((*(one.sets or ()), *(copy.field for copy in one.copies)))


def taken_over(copies: Iterable[Copy], on_file: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are taken over, as they were before anything is filled in."""
    return {one.field: on_file[one.source] for one in copies if on_file.get(one.source) is not None}
