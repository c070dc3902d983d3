"""What recurs: nobody to own it, nothing to skip, and who may not skip it."""

from collections.abc import Sequence

from workflow.errors.base import WorkflowError
from workflow.translation import mark


class OwnerMissing(WorkflowError):
    """A schedule opens a case at a site where nobody could own it."""

    schedule: str
    site: str
    message = mark("{schedule} cannot open a case at {site}: nobody there could own it.")
    advice = mark(
        "Give somebody there the role that owns it with `complaints staff add`, or the site a "
        "fallback with `complaints site add`."
    )


class NothingToSkip(WorkflowError):
    """Nothing of the schedule waits that was due at that time: it was done, or never came."""

    schedule: str
    at: str
    message = mark("Nothing of {schedule} waits that was due at {at}.")
    advice = mark(
        "`complaints schedules {schedule} --missed` shows what failed, and when it was due."
    )


class SkippingNotAuthorised(WorkflowError):
    """The person may not skip what recurs at that site."""

    schedule: str
    site: str
    actor: str
    may: Sequence[str] = ()
    message = mark("{actor} may not skip what {schedule} does at {site}.")
    advice = mark("It may be done by: {may}.")
