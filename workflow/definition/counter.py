"""What is counted over several cases, as the engine sees it."""

from dataclasses import dataclass
from typing import Literal

from workflow.calendars.rules import Text

SITE = "site"
Per = Literal["always", "calendar month"]


@dataclass(frozen=True, slots=True)
class Addition:
    """An act that adds to a counter: ``amount``, or what the field ``amount_of`` says."""

    act: str
    amount: int = 1
    amount_of: str | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """A sum for each person or thing that the field ``of`` names, or for each site.

    ``person``: it names people, who are counted at all sites together. ``takes_back`` are acts
    after which what the case added so far counts no more.
    """

    name: str
    title: Text
    of: str
    adds: tuple[Addition, ...]
    takes_back: tuple[str, ...] = ()
    per: Per = "always"
    person: bool = False
