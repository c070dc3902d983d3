"""What recurs: nobody to own it, nothing to skip, and who may not skip it."""

from collections.abc import Sequence

from workflow.errors.base import WorkflowError
from workflow.translation import gettext, mark


class OwnerMissing(WorkflowError):
    """A schedule opens a case at a site where nobody could own it."""

    schedule: str
    site: str
    message = mark("{schedule} cannot open a case at {site}: nobody there could own it.")
    advice = mark(
        "Give somebody there the role that owns it with `complaints staff add`, or the site a "
        "fallback with `complaints site add`."
    )


class ScheduleUnknown(WorkflowError):
    """No published definition has such a schedule, and none ever came."""

    schedule: str
    known: Sequence[str] = ()
    suggestion: str = ""
    message = mark("No definition has a schedule called {schedule}.")
    advice = mark("Schedules: {known}. `complaints schedules` lists when each comes.")


class NothingToSkip(WorkflowError):
    """Nothing of the schedule waits that was due at that time: it was done, or never came.

    ``missed``: whether of its times any failed, or was skipped or refused.
    """

    schedule: str
    at: str
    missed: bool = True
    message = mark("Nothing of {schedule} waits that was due at {at}.")
    advice = mark(
        "`complaints schedules {schedule} --missed` shows what failed, and when it was due."
    )

    def _counsel(self) -> str:
        if self.missed:
            return super()._counsel()
        return gettext(
            "Nothing of it has failed: `complaints schedules {schedule} --past` shows what came."
        )


class SkippingNotAuthorised(WorkflowError):
    """The person may not skip what recurs at that site."""

    schedule: str
    site: str
    actor: str
    may: Sequence[str] = ()
    message = mark("{actor} may not skip what {schedule} does at {site}.")
    advice = mark("It may be done by: {may}.")
