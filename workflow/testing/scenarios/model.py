"""A file of scenarios, read: what is given, and the steps with what is to be seen after each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from workflow.calendars.rules import Text
from workflow.definition.announcement import Announcement
from workflow.definition.model import Definition
from workflow.definition.nodes import Node
from workflow.testing.scenarios.expectations import Expectation

Daemon = Literal["awake", "asleep"]
ActKind = Literal["does", "sets", "corrects", "erases", "assigns"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff. ``away`` is from when until when, aware UTC; ``None``: for good."""

    name: str
    roles: Sequence[str]
    superior: str | None = None
    delegate: str | None = None
    department: str | None = None
    away: tuple[datetime, datetime | None] | None = None
    skills: Sequence[str] = ()
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a scenario starts from. ``heads`` says who heads a department.

    ``others`` are definitions that lie beside, of which cases are opened too.
    """

    node: Node
    zone: ZoneInfo
    begins: datetime
    staff: Mapping[str, Person]
    heads: Mapping[str, str]
    official: Announcement | None = None
    others: Mapping[str, Definition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does: a step (``name`` is its), or beside the steps (``name`` is who owns).

    With ``duty``, ``name`` is who owes that.
    ``refused`` names the error it is to be refused with. ``happened`` is when it happened, if it
    is recorded late, ``into`` the number of the case that a duplicate is merged into.
    """

    node: Node
    kind: ActKind
    who: str
    name: str
    data: Mapping[str, object]
    opens: bool = False
    reason: str = ""
    happened: datetime | None = None
    performed_by: str | None = None
    read_back: bool = False
    refused: str = ""
    into: int | None = None
    duty: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at an instant, and what is to be seen then of a case.

    It is number ``case`` (0: the last) of those of the definition ``of``; without one it is the
    case number ``case`` of the definition itself, or (0) the last that a step opened, or else any.
    """

    node: Node
    at: datetime
    act: Act | None
    daemon: Daemon | None
    case: int
    then: Sequence[Expectation]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story with a name."""

    name: str
    title: Text
    given: Given
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Suite:
    """The scenarios of a file, and the definition they are about."""

    file: str
    definition: Definition
    scenarios: Sequence[Scenario]
