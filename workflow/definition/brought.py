"""What a step prints and sends: itself, and each of its ways."""

from collections.abc import Iterator

from workflow.definition.deadline import Send
from workflow.definition.model import Transition


def papers_and_messages(step: Transition) -> Iterator[tuple[tuple[str, ...], tuple[Send, ...]]]:
    """Yield what a step prints and sends itself, then what each of its branches does."""
    yield step.prints, step.sends
    yield from ((one.prints, one.sends) for one in step.branches)
