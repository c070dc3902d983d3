"""The way a case came: the steps of its history that led from state to state, or stayed."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workflow.definition.model import NEW
from workflow.engine.events import Event
from workflow.engine.renamed import as_called_now
from workflow.service.views import EventView


class Step(NamedTuple):
    """Something that was done. One that ``stays`` has the same state twice."""

    trigger: str
    source: str
    target: str
    stays: bool = False


class Way(NamedTuple):
    """The steps of a case, in order; it is where the last one led."""

    case: str
    steps: tuple[Step, ...]


def way(case: str, history: Iterable[EventView]) -> Way:
    """Return the way a case came, from all that happened to it, by the names there are now."""
    return Way(case, tuple(_steps(history)))


def _steps(history: Iterable[EventView]) -> Iterator[Step]:
    events = list(history)
    renamed = any(one.type == "migrated" for one in events)
    for event in as_called_now(map(_event, events)) if renamed else map(_event, events):
        told = event.payload
        if event.type == "opened":
            yield Step(str(told["trigger"]), NEW, str(told["to"]))
        elif event.type == "transitioned":
            yield Step(
                str(told["trigger"]), str(told["from"]), str(told["to"]), not told["entered"]
            )


def _event(view: EventView) -> Event:
    return Event(
        view.seq, view.type, view.at, view.recorded_at, view.performed_by, view.recorded_by,
        view.details,
    )  # fmt: skip
