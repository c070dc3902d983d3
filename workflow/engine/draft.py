"""A decision in the making: events are recorded one by one; the case is what they say."""

from collections.abc import Mapping
from datetime import datetime

from workflow.engine.case import Case, Value
from workflow.engine.directory import Context
from workflow.engine.edition import Edition
from workflow.engine.events import Decision, Event, Notice
from workflow.engine.fold import evolve
from workflow.engine.ladder import with_next


class Draft:
    """What an act comes to so far. Used by one decision, then thrown away."""

    __slots__ = (
        "case", "context", "edition", "events", "notices", "now", "reactions", "voided",
    )  # fmt: skip

    def __init__(self, edition: Edition, case: Case, context: Context, now: datetime) -> None:
        self.edition = edition
        self.case = case
        self.context = context
        self.now = now
        self.events: list[Event] = []
        self.notices: list[Notice] = []
        self.voided: list[tuple[str, int]] = []
        self.reactions: list[str] = []

    def record(
        self,
        kind: str,
        payload: Mapping[str, object],
        *,
        at: datetime,
        performed_by: str,
        recorded_by: str,
        personal: Mapping[str, Value] | None = None,
        once: str | None = None,
    ) -> Event:
        """Append an event, and let the case be what it makes it."""
        event = Event(
            self.case.version + 1,
            kind,
            at,
            self.now,
            performed_by,
            recorded_by,
            payload,
            personal or {},
            once,
        )
        before = self.case.deadlines
        self.case = refreshed(self.edition, evolve(self.case, event), before)
        self.events.append(event)
        return event

    def decision(self) -> Decision:
        """What has been decided."""
        return Decision(
            self.case,
            tuple(self.events),
            tuple(self.notices),
            tuple(self.voided),
            tuple(self.reactions),
        )


def refreshed(edition: Edition, case: Case, before: Mapping[str, object]) -> Case:
    """Return the case with ``next_at`` derived anew for every cycle that changed."""
    if case.deadlines is before:
        return case
    clocks = edition.clocks
    deadlines = dict(case.deadlines)
    for key, state in case.deadlines.items():
        if before.get(key) is not state:
            deadlines[key] = with_next(clocks[state.name].deadline, state, case.zone)
    return case._replace(deadlines=deadlines)
