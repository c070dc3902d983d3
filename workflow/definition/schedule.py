"""What recurs by the calendar, as the engine sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from workflow.calendars.amounts import Amount
from workflow.calendars.rules import Text
from workflow.definition.kinds import Value

ClosedDay = Literal["stays", "next_open", "previous_open", "left_out"]
CatchUp = Literal["latest", "all", "none"]


@dataclass(frozen=True, slots=True)
class Days:
    """On which days: of the week (0 is Monday), or of the month, in some months or in all.

    Those of the month are numbers, ``last``, or such as ``first monday``.
    """

    weekdays: tuple[int, ...] = ()
    days: tuple[str, ...] = ()
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something that recurs: ``every`` so many minutes or hours, or ``on`` days ``at`` times.

    Every so many minutes it comes while the ``calendar`` is open, counted from each opening. Times
    are minutes since midnight, local to the site. ``closed_day``: what becomes of a day on which
    nobody works.

    It ``opens`` a case by that step, or ``does`` a step in every open case of the site that is in
    one of ``states``; ``sets`` is what is given with the step. ``late``: which of those that were
    missed are done after all. ``sites``: where; at every site if there are none.
    """

    name: str
    title: Text
    every: Amount | None = None
    on: Days | None = None
    at: tuple[int, ...] = ()
    calendar: str | None = None
    closed_day: ClosedDay = "stays"
    opens: str | None = None
    does: str | None = None
    states: tuple[str, ...] = ()
    sets: Mapping[str, Value] | None = None
    late: CatchUp = "latest"
    sites: tuple[str, ...] = ()

    @property
    def step(self) -> str:
        """The step that it takes, in a new case or in open ones."""
        return self.opens or self.does or ""
