"""Acts on several cases that are refused."""

from workflow.errors.acts import ActRefused
from workflow.translation import mark


class ChildRefused(ActRefused):
    """A case that is to be opened with a step cannot be opened."""

    trigger: str
    workflow: str
    reason: str
    message = mark(
        "{trigger} for case {case} opens a case of the kind {workflow}, which is refused."
    )
    advice = mark("Reason: {reason}")


class MergeRefused(ActRefused):
    """A case cannot be merged into the one that was named."""

    trigger: str
    reason: str
    message = mark("{trigger} is refused for case {case}: {reason}")
    advice = mark("`complaints merge DUPLICATE INTO` names an open case of the same kind and site.")
