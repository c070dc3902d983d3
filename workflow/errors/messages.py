"""Messages that did not arrive."""

from workflow.errors.base import WorkflowError
from workflow.translation import mark


class NotDelivered(WorkflowError):
    """A message did not get out of the house. ``retryable``: it makes sense to try again.

    ``resting``: the channel itself does not work, so that others on it need not be tried now.
    ``refused``: a server said no to this message; if it does to several in a row, the channel is
    suspect. The reason holds no secret, and no value of a case.
    """

    channel: str
    reason: str
    retryable: bool = True
    resting: bool = False
    refused: bool = False
    message = mark("The channel {channel} did not deliver: {reason}.")


class DeliveryUnknown(WorkflowError):
    """There is no delivery of this id."""

    delivery: str
    message = mark("There is no message {delivery}.")
    advice = mark("`complaints outbox list` shows those that did not arrive.")


class DeliveryAmbiguous(WorkflowError):
    """Several deliveries have ids that begin so."""

    delivery: str
    message = mark("Several messages begin with {delivery}.")
    advice = mark("Write more of it.")


class DeliveryUnderWay(WorkflowError):
    """The delivery is being sent, or somebody is about to end it; ``sender`` says who."""

    delivery: str
    sender: str
    message = mark("The message {delivery} is being sent by {sender}: it may arrive any moment.")
    advice = mark("Try again in a minute; `complaints outbox list` shows what became of it.")


class DeliveryUntried(WorkflowError):
    """The message was not tried yet, so that it cannot be tried again."""

    delivery: str
    message = mark("The message {delivery} was not tried yet: a daemon sends it when it may go.")
    advice = mark("`complaints outbox list` says until when it waits.")


class DeliveryGoesThere(WorkflowError):
    """The delivery goes to that person already."""

    delivery: str
    person: str
    message = mark("The message {delivery} goes to {person} already.")
    advice = mark("Name somebody else, or let it be tried again: `complaints outbox retry`.")


class DeliveryEnded(WorkflowError):
    """The delivery was sent, dropped, or sent to somebody else."""

    delivery: str
    message = mark("The message {delivery} does not wait any more.")
    advice = mark("`complaints outbox list` shows those that did not arrive.")
