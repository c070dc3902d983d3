"""A decision in the making: events are recorded one by one; the case is what they say."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.definition.kinds import Value
from workflow.definition.model import SYSTEM
from workflow.engine.case import Case, DeadlineState
from workflow.engine.directory import Calendars, Context
from workflow.engine.edition import Edition
from workflow.engine.events import Decision, Event, Notice, Phrase
from workflow.engine.fold import evolve
from workflow.engine.following import follow
from workflow.engine.ladder import with_next
from workflow.engine.late import unsent
from workflow.engine.outdated import outdated, useful_again
from workflow.engine.timekeeping import Timekeeping


class Message(NamedTuple):
    """A rung of ``cycle`` that fired at ``instant`` and is to be told, unless ``late`` says no.

    ``event`` is its place among the draft's events.
    """

    event: int
    cycle: str
    instant: datetime
    reminder: bool
    notices: tuple[Notice, ...]


class Draft:
    """What an act comes to so far. Used by one decision, then thrown away."""

    __slots__ = (
        "_before", "avoid", "case", "context", "dropped", "edition", "events", "failure",
        "following", "messages", "notices", "now", "reactions", "times", "voided",
    )  # fmt: skip

    def __init__(self, edition: Edition, case: Case, context: Context, now: datetime) -> None:
        self.edition = edition
        self.case = self._before = case
        self.context = context
        self.times = Timekeeping.of(case, context.calendars)
        self.now = now
        self.events: list[Event] = []
        self.messages: list[Message] = []
        self.notices: list[Notice] = []  # those that go out whatever else happens
        self.avoid: tuple[Phrase, ...] = ()
        self.failure: Exception | None = None
        self.following = False
        self.voided: tuple[tuple[str, int], ...] = ()
        self.dropped: tuple[int, ...] = ()
        self.reactions: tuple[str, ...] = ()

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
        followed: bool = True,
    ) -> Event:
        """Append an event, and let the case be what it makes it.

        The clocks that follow the case do so at once, unless more belongs to the event.
        """
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
        self.case = evolve(self.case, event, self._with_next)
        self.events.append(event)
        if followed and self.edition.watched:
            self.follow(at, by_clock=recorded_by == SYSTEM)
        return event

    def _with_next(self, state: DeadlineState) -> DeadlineState:
        return with_next(self.edition.clocks[state.name], state, self.times)

    def follow(self, at: datetime, *, by_clock: bool) -> None:
        """Let the clocks follow the case, after what a person, or a clock, did ``at``."""
        if self.edition.watched and not self.following:
            self.following = True
            follow(self, at, by_clock=by_clock)
            self.following = False

    def skip(self, message: Message, why: str) -> None:
        """Let a message of this draft not be sent, and its event say why."""
        event = self.events[message.event]
        payload = {**event.payload, "skipped": why}
        self.events[message.event] = event._replace(payload=payload)

    def decision(self) -> Decision:
        """What has been decided, and which of the rungs that fired are told."""
        notices = self._told() if self.messages else tuple(self.notices)
        return Decision(
            self.case,
            tuple(self.events),
            notices,
            self.voided,
            self.reactions,
            self.failure,
            self.dropped,
            tuple(outdated(self.edition, self._before, self.case))
            if self.edition.keeps_hours
            else (),
            tuple(useful_again(self)) if self._goes_on() else (),
            self.avoid,
        )

    def _told(self) -> tuple[Notice, ...]:
        """Return the messages that go out, and let the events of those that do not say why."""
        notices = [*self.notices]
        skipped = unsent(self)
        for message in self.messages:
            why = skipped.get(message.event)
            if why is None:
                notices.extend(message.notices)
            else:
                self.skip(message, why)
        return tuple(notices)

    def _goes_on(self) -> bool:
        """Whether a cycle may have taken the place of another, its promise the same."""
        return bool(self.voided or self.dropped or (self.edition.watched and self.events))


def refreshed(edition: Edition, case: Case, calendars: Calendars) -> Case:
    """Return a case that was replayed with what comes next on each of its clocks."""
    times = Timekeeping.of(case, calendars)
    deadlines = {
        key: with_next(edition.clocks[state.name], state, times)
        for key, state in case.deadlines.items()
    }
    return case.changed({"deadlines": deadlines})
