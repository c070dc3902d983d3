"""Whether a case that was over can come again to what a promise is about."""

from workflow.definition.model import Definition
from workflow.definition.promise import Promise
from workflow.definition.shape import reached_from, ways


def reopened(definition: Definition, promise: Promise) -> tuple[str, ...]:
    """Return the final states after which what was done before still counts for a promise.

    There are none if it says ``since`` when, or if no way leads back.
    """
    if promise.since or not promise.acts:
        return ()
    about = set(promise.of)
    if promise.kind == "always_before":
        about = {source for name in about for source in definition.transitions[name].sources}
    known = ways(definition)
    return tuple(
        name
        for name, state in definition.states.items()
        if state.final
        and any(
            about & reached_from(known, one.target) for one in known[name] if one.target != name
        )
    )
