"""What cannot be taken back of a case that follows another edition, or did."""

from workflow.errors.acts import ActRefused
from workflow.errors.base import WorkflowError
from workflow.translation import mark


class MigrationStands(ActRefused):
    """Something happened to the case since it followed another edition, or it never did."""

    seq: int
    message = mark("{case} cannot go back to its earlier edition: see event {seq} of its history.")
    advice = mark(
        "A migration can be taken back as long as nothing else has happened to the case. "
        "`complaints definition migrate` can move it to any edition that fits it."
    )


class FiredBeforeMigration(ActRefused):
    """What is to be void fired before the case came to the edition it follows."""

    seq: int
    message = mark("What fired on {case} then did so before it came to its present edition.")
    advice = mark(
        "If nothing else has happened since, take that back first (event {seq} of its history): "
        "`complaints definition migrate --undo`."
    )


class PlanUnfit(WorkflowError):
    """A plan for moving cases names what an edition does not have; a file of one tells all."""

    part: str
    text: str
    suggestion: str = ""
    message = mark("{part}: {text}")
