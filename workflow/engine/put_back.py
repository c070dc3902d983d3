"""Values that rungs set, put back when it turns out that these fired too early."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from workflow.definition.kinds import Value
from workflow.engine.case import Case
from workflow.engine.events import Event


class PutBack(NamedTuple):
    """The values as they were before, and the fields that were empty."""

    fields: dict[str, Value]
    cleared: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every field that is not any more as a rung set it."""
        return (*self.fields, *self.cleared)


def put_back(
    case: Case, history: Iterable[Event], void: Collection[int], events: Collection[int]
) -> PutBack:
    """Return what was on file before ``events`` set other values, which are still there.

    ``void`` are all events whose values do not count; what somebody recorded since stays.
    """
    set_by = {name for name, seq in case.recorded.items() if seq in events}
    before: dict[str, Value] = {}
    for event in history:
        payload: Mapping[str, Any] = event.payload
        if event.seq in void or event.type == "erased":  # which has names alone
            continue
        given = payload.get("fields", {})
        before.update({name: value for name, value in given.items() if name in set_by})
        for name in payload.get("cleared", ()):
            before.pop(name, None)
    return PutBack(before, tuple(sorted(set_by - before.keys())))
