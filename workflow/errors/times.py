"""Acts refused for when they are done, and times that cannot be computed."""

from collections.abc import Sequence
from datetime import datetime

from workflow.errors.acts import ActRefused
from workflow.errors.base import WorkflowError
from workflow.translation import gettext, mark


class TooEarly(ActRefused):
    """The step has a window that is not open yet: it ``begins`` (local time) at ``begins_at``.

    ``awaited`` says what must happen first, if that is what is missing; then nobody knows when.
    ``counted`` says in words what it is counted from.
    """

    trigger: str
    at: str
    begins: str = ""
    begins_at: datetime | None = None
    awaited: Sequence[str] = ()
    counted: str = ""
    message = mark(
        "{trigger} is too early for case {case} at {at}: it can be done from {begins} on "
        "({counted})."
    )

    def _sentence(self) -> str:
        if self.awaited:
            return gettext("{trigger} is too early for case {case}. First must happen: {awaited}.")
        return super()._sentence()


class TooLate(ActRefused):
    """The step has a window that is over: it ``ended`` (local time) at ``ended_at``.

    ``counted`` says in words what it is counted from. ``late``: its own time was said with it.
    """

    trigger: str
    at: str
    ended: str
    ended_at: datetime
    counted: str
    late: bool = False
    message = mark(
        "{trigger} is too late for case {case} at {at}: it could be done until {ended} ({counted})."
    )
    advice = mark("If it took place earlier, record its time with --at.")

    def _counsel(self) -> str:
        return "" if self.late else super()._counsel()


class OutsideHours(ActRefused):
    """The step is done in the hours of a calendar only, which ``opens`` next at ``opens_at``.

    Both are empty where the calendar does not know when. ``late``: its own time was said with it.
    """

    trigger: str
    at: str
    calendar: str
    opens: str = ""
    opens_at: datetime | None = None
    late: bool = False
    message = mark(
        "{trigger} is not done for case {case} at {at}, outside the hours of {calendar}."
    )
    advice = mark(
        "They begin next at {opens}. If it took place earlier, record its time with --at."
    )

    def _counsel(self) -> str:
        if self.late:
            return ""
        if not self.opens:
            return gettext("If it took place earlier, record its time with --at.")
        return super()._counsel()


class RecordedTooLate(ActRefused):
    """``at`` lies where it may not: see the reason.

    ``field`` is the one that said so. ``possible``: the act can be done by now, too.
    """

    at: str
    reason: str
    field: str = ""
    possible: bool = True
    message = mark("Case {case}: {at} cannot be recorded as the time of this act: {reason}")
    advice = mark("Without a time it is recorded as done now.")

    def _counsel(self) -> str:
        if self.field:
            return gettext("The time is the one in {field}: give the right one there.")
        return super()._counsel() if self.possible else ""


class NotReallyThen(ActRefused):
    """Something cannot have been recorded when it would have been by what is said of a clock."""

    seq: int
    really: str
    reason: str
    message = mark(
        "Case {case}: event {seq} cannot really have been recorded at {really}, which --really "
        "comes to: {reason}"
    )
    advice = mark(
        "--really says what it was when the clock showed the first of the two times; `complaints "
        "history {case}` has what it showed with each event."
    )


class DeadlineError(WorkflowError):
    """A deadline cannot be computed."""

    case: str
    deadline: str
    reason: str
    message = mark("The deadline {deadline} of case {case} cannot be computed: {reason}")


class WindowError(WorkflowError):
    """When a step is possible cannot be computed."""

    case: str
    trigger: str
    reason: str
    message = mark("When {trigger} is possible for case {case} cannot be computed: {reason}")


class ExtensionRefused(ActRefused):
    """A deadline cannot be extended, or there is nothing to take back."""

    case: str
    deadline: str
    reason: str
    message = mark("The deadline {deadline} of case {case} cannot be extended: {reason}.")
