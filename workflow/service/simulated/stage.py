"""Where the ways of a definition are gone, again and again, each from the beginning."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property

from workflow.definition.model import Definition
from workflow.errors import InputInvalid, StaffInvalid
from workflow.service.simulated.beginnings import zone_of
from workflow.service.simulated.rehearsal import Rehearsal
from workflow.service.simulated.standing_in import stand_ins

SUMMER_TIME = "Europe/Berlin"


class Stage:
    """Houses that live by one definition, in a ``zone``, in which everybody holds every role.

    Whatever is the same for the same people at the same time is furnished once.
    """

    def __init__(self, definition: Definition, zone: str = "") -> None:
        self.definition = definition
        self.zone = zone or zone_of(definition)
        self._others = stand_ins(definition)
        self._furnished: dict[tuple[str | datetime, ...], bytes] = {}

    @cached_property
    def elsewhere(self) -> "Stage":
        """The same where the clocks are changed twice a year."""
        return Stage(self.definition, SUMMER_TIME)

    def furnished_for(self, people: Sequence[str], begin: str | datetime) -> Rehearsal:
        """Return a house in which these people work, at the time when a way begins."""
        key = (begin, *people)
        known = self._furnished.get(key)
        house = Rehearsal(
            self.definition, now=begin, zone=self.zone, others=self._others, furnished=known
        )
        if known is None:
            for name in people:
                # Nobody can have any name that a condition may know.
                with suppress(InputInvalid, StaffInvalid):
                    house.flow.add_staff(name, roles=[*self.definition.roles])
            self._furnished[key] = house.snapshot()
        return house
