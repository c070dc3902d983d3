"""What was done on a way, noted as it happens."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.proving.proof import Done, DoneKind
from workflow.service.naming import serial_of
from workflow.service.simulated.rehearsal import Rehearsal


class Notes:
    """What was ``done`` so far, and with which ``case``: empty as long as there is none."""

    def __init__(self, simulation: Rehearsal) -> None:
        self.done: list[Done] = []
        self.case = ""
        self._simulation = simulation
        self._told_at = simulation.flow.now()

    @property
    def serial(self) -> str:
        """The serial of the case, as commands name it."""
        return str(serial_of(self.case)) if self.case else ""

    def tell(
        self,
        kind: DoneKind,
        name: str,
        who: str,
        given: Mapping[str, object] | None = None,
        performed_by: str = "",
        *,
        duty: str = "",
        into: str = "",
        at: datetime | None = None,
        happened: datetime | None = None,
    ) -> None:
        """Note what was done: just now, or ``at`` an instant; if it ``happened`` before, when."""
        zone = zone_named(self._simulation.zone)
        shown = {
            key: show_local(value, zone, exactly=True) if isinstance(value, datetime) else value
            for key, value in (given or {}).items()
        }
        passed = kind in {"wait", "recurs", "silence"}
        when = show_local(_to_the_minute(at or self._simulation.flow.now()), zone, end=passed)
        late = show_local(happened, zone) if happened is not None else ""
        done = Done(kind, name, who, when, shown, performed_by, duty, self.serial, into, late)
        if kind == "silence":
            done = done._replace(came=tuple(self._came()))
        self.done.append(done)
        self._told_at = self._simulation.flow.now()

    def _came(self) -> Iterator[Mapping[str, str]]:
        """Yield what fired since the last that was noted, as a scenario says it."""
        for one in self._simulation.fired:
            if one.case == self.case and one.at > self._told_at:
                said = {"at": one.when, one.kind: one.deadline, "does": one.does}
                said |= {"refused": one.refused, "skipped": one.skipped}
                yield {key: value for key, value in said.items() if value}


def _to_the_minute(instant: datetime) -> datetime:
    """Return when it has happened for sure, to the minute, as times are told."""
    part = timedelta(seconds=instant.second, microseconds=instant.microsecond)
    return instant + (timedelta(minutes=1) - part) if part else instant
