"""What a condition may ask of a case, and the names it may use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from workflow.definition.model import Definition, Field

QUESTIONS = ("done", "times", "times_here", "performer", "filled", "missed", "count")
"""What a condition can ask of what happened, and of whether data are there."""
OF_DUTIES = ("open", "settled")
"""What it can ask of duties. States are called so too: these words are still free as names."""


class Facts(Protocol):
    """What a condition may ask of a case."""

    @property
    def fields(self) -> Mapping[str, object]:
        """The values that are not personal, in JSON form; an empty field is absent or ``None``."""

    @property
    def personal(self) -> Mapping[str, int]:
        """The personal fields that are filled, with the revision of each."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each transition was done."""

    @property
    def entry_counts(self) -> Mapping[str, int]:
        """How often each transition was done since the present state was entered."""

    @property
    def performers(self) -> Mapping[str, tuple[str, ...]]:
        """Who did each transition, in order."""

    def missed(self, deadline: str, /) -> bool:
        """Say whether that deadline was ever missed."""

    def owed(self, duty: str, /) -> bool | None:
        """Say whether a duty is open (true) or settled (false); ``None``: it never opened."""

    def count(self, counter: str, /) -> Decimal | None:
        """Say what that counter counted before; ``None`` if it is not said of whom or what."""

    def guard(self, name: str, /) -> bool:
        """Ask a guard of the host application."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names a condition may use."""

    fields: Mapping[str, Field]
    transitions: Collection[str]
    deadlines: Collection[str]
    guards: Collection[str]
    counters: Mapping[str, str] = field(default_factory=dict)
    """Counters, each with the field that says of whom or what."""
    duties: Collection[str] = ()

    @classmethod
    def of(cls, definition: Definition) -> "Names":
        """Return the names a definition declares."""
        return cls(
            fields=definition.fields,
            transitions=definition.transitions,
            deadlines=definition.deadlines,
            guards=definition.guards,
            counters={one.name: one.of for one in definition.counters.values()},
            duties=definition.duties,
        )
