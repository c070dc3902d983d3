"""What a test of a definition asks in vain."""

from collections.abc import Sequence

from workflow.errors.base import WorkflowError
from workflow.translation import gettext, mark


class CaseMissing(WorkflowError):
    """A simulation has no case yet, or several and none was named."""

    known: Sequence[str] = ()
    message = mark("It is not said which case this is for.")
    advice = mark("Name one with case=: {known}.")

    def _sentence(self) -> str:
        return super()._sentence() if self.known else gettext("There is no case yet.")

    def _counsel(self) -> str:
        return super()._counsel() if self.known else gettext("Open one first.")


class DeadlineUnknown(WorkflowError):
    """The definition has no such deadline."""

    case: str
    deadline: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("Case {case} has no deadline called {deadline}.")
    advice = mark("Its deadlines: {known}.")

    def _counsel(self) -> str:
        advice = super()._counsel()
        if not self.suggestion:
            return advice
        question = gettext("Did you mean {suggestion}?")
        return gettext("{message} {advice}").format(message=question, advice=advice)


class DeadlineNotStarted(WorkflowError):
    """The deadline is in the definition, but has not started yet."""

    case: str
    deadline: str
    started: Sequence[str] = ()
    message = mark("The deadline {deadline} of case {case} has not started.")
    advice = mark("Started until now: {started}.")


class FiringFailed(WorkflowError):
    """Something was due and could not be decided: the case was set aside."""

    case: str
    reason: str
    message = mark("Case {case} is set aside, what is due cannot be done: {reason}")


class RecurringFailed(WorkflowError):
    """A schedule came and could not do what recurs: it would be tried again."""

    schedule: str
    reason: str
    message = mark("The schedule {schedule} could not do what recurs: {reason}")
