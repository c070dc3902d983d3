"""What can be said of a cycle by what it is now, and by those beside it."""

from workflow.engine.case import Case, DeadlineState
from workflow.engine.edition import Edition


def was_done(edition: Edition, case: Case, state: DeadlineState) -> bool:
    """Whether what was promised was done, at ``done_at``: then a cycle may as well be over for
    another reason.

    A miss that was none because it was done in time leaves nothing to go on. Nothing is said of
    what a miss starts: it is void with that miss, done or not.
    """
    if state.done_at is None or state.released or state.status in {"armed", "paused", "cancelled"}:
        return False
    if state.status != "voided":
        return True
    if any(state.name in effects.started for effects in edition.started_by_miss.values()):
        return False
    goes_on = (
        one.name == state.name and one.cycle > state.cycle and one.started_at == state.started_at
        for one in case.deadlines.values()
    )
    return not any(goes_on)


def as_agreed(state: DeadlineState) -> bool:
    """Whether a cycle is due at the very time that a field names: nothing has moved it since."""
    return (
        state.agreed
        and not state.extensions
        and all(end != state.due_at for _began, end in state.pauses)
    )
