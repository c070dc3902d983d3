"""Messages that did not arrive."""

from workflow.errors.base import WorkflowError
from workflow.translation import mark


class NotDelivered(WorkflowError):
    """A message did not get out of the house. ``retryable``: it makes sense to try again.

    ``resting``: the channel itself does not work, so that others on it need not be tried now. The
    reason holds no secret, and no value of a case.
    """

    channel: str
    reason: str
    retryable: bool = True
    resting: bool = False
    message = mark("The channel {channel} did not deliver: {reason}.")
