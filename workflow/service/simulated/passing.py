"""What happens by itself while time passes on a way."""

from collections.abc import Iterable, Iterator

from workflow.definition.model import Definition
from workflow.service.simulated.firings import Firing


def changing(fired: Iterable[Firing], definition: Definition) -> Iterator[Firing]:
    """Yield what took a step, or filled in data."""
    for one in fired:
        kind, _, number = one.rung.partition(".")
        if number and not one.skipped:
            deadline = definition.deadlines[one.deadline]
            rung = (deadline.remind if kind == "remind" else deadline.missed)[int(number) - 1]
            if one.does or rung.sets or rung.copies:
                yield one
