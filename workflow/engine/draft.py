"""A decision in the making: events are recorded one by one; the case is what they say."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from typing import NamedTuple

from workflow.definition.kinds import Value
from workflow.definition.model import SYSTEM
from workflow.engine.case import Case, DeadlineState
from workflow.engine.directory import Calendars, Context
from workflow.engine.edition import Edition
from workflow.engine.events import FIRED, Decision, Event, Notice, Phrase
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


_GROWING = (
    "avoid", "case", "dropped", "events", "failure", "following", "generation", "going_on",
    "messages", "notices", "reactions", "voided",
)  # fmt: skip
"""What a draft comes to, little by little, beside its company."""


class Draft:
    """What an act comes to so far. Used by one decision, then thrown away."""

    __slots__ = (
        "_before", "avoid", "case", "company", "context", "dropped", "edition", "events",
        "failure", "following", "generation", "going_on", "messages", "notices", "now",
        "reactions", "times", "voided",
    )  # fmt: skip

    def __init__(self, edition: Edition, case: Case, context: Context, now: datetime) -> None:
        # The drafts of one decision by identity, once there are several.
        self.company: dict[str, Draft] | None = None
        self.generation = 0
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
        self.following = self.going_on = False
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
            # What fires late finds the case as people left it since.
            late = kind in FIRED and at < self.case.acted_at and "fields" not in payload
            self.follow(at, by_clock=recorded_by == SYSTEM, due_first=late)
        return event

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Let all that is decided within be part of the decision; nothing of it where it fails."""
        company = None if self.company is None else dict(self.company)
        drafts = [self] if company is None else [*company.values()]
        before = [(one, name, _kept(getattr(one, name))) for one in drafts for name in _GROWING]
        try:
            yield
        except Exception:
            for one, name, value in before:
                setattr(one, name, value)
            for one in drafts:
                one.company = company
            raise

    def _with_next(self, state: DeadlineState) -> DeadlineState:
        return with_next(self.edition.clock_of(state), state, self.times)

    def follow(self, at: datetime, *, by_clock: bool, due_first: bool = False) -> None:
        """Let the clocks follow the case, after what a person, or a clock, did ``at``.

        ``due_first``: nothing pauses what was due before.
        """
        if self.edition.watched and not self.following:
            self.following = True
            follow(self, at, by_clock=by_clock, due_first=due_first)
            self.following = False

    @property
    def closes(self) -> bool:
        """Whether the case is closed by what was recorded here."""
        return self.case.final and not self._before.final

    @property
    def reopens(self) -> bool:
        """Whether a case that was closed goes on by what was recorded here."""
        return self._before.final and not self.case.final

    def together(self) -> "dict[str, Draft]":
        """Return the drafts of this decision, by identity of their cases."""
        if self.company is None:
            self.company = {self.case.uuid: self}
        return self.company

    def join(self, other: "Draft") -> None:
        """Let another draft, and all that go with it, be part of this decision."""
        company = self.together()
        company.update(other.together())
        for one in company.values():
            one.company = company

    def beside(self, uuid: str) -> "Draft":
        """Return the draft of another case that this decision is about too."""
        company = self.together()
        if uuid not in company:
            edition, case = self.context.relatives.case(uuid)
            self.join(Draft(edition, case, self.context, self.now))
        return company[uuid]

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
        if self.voided or self.dropped or self.going_on:
            return True
        return bool(self.edition.watched and self.events)


def _kept(value: object) -> object:
    """Return a value as it is now, whatever is added to it later."""
    return copy(value) if isinstance(value, list | dict) else value


def refreshed(edition: Edition, case: Case, calendars: Calendars) -> Case:
    """Return a case that was replayed with what comes next on each of its clocks."""
    times = Timekeeping.of(case, calendars)
    deadlines = {
        key: with_next(edition.clock_of(state), state, times)
        for key, state in case.deadlines.items()
    }
    return case.changed({"deadlines": deadlines})
