"""Which of the acts on record count for a promise: it may forget what was done before a state."""

from workflow.definition.promise import Promise
from workflow.engine.events import Event


def counting(promise: Promise, done: frozenset[str], event: Event) -> frozenset[str]:
    """Return the acts that count after one more, by what a promise says since when they do."""
    payload = event.payload
    never = promise.of if promise.kind == "never" else ()
    entered = payload.get("entered", True)
    if entered and payload["to"] in promise.since and payload["to"] not in never:
        return frozenset()
    left = payload.get("from") if entered else None
    forgotten = left in promise.since and left in never
    return frozenset((*(() if forgotten else done), payload["trigger"]))
