"""Which messages go out of those that one go found due: each deadline says it by ``late``.

Nothing else depends on it. Misses happen and rungs do what they do whatever the policy says, and
each message that does not go out stays an event that says why.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from workflow.definition.model import SYSTEM
from workflow.engine.case import DeadlineState
from workflow.engine.edition import Clock
from workflow.engine.events import moves_of

if TYPE_CHECKING:
    from workflow.engine.draft import Draft, Message

SUPERSEDED = "superseded"
DONE = "done"
TOO_OLD = "too_old"


def unsent(draft: "Draft") -> dict[int, str]:
    """Return which messages of a draft are not sent, by the place of their event, and why."""
    cycles: dict[str, list[Message]] = {}
    for message in draft.messages:
        cycles.setdefault(message.cycle, []).append(message)
    found: dict[int, str] = {}
    for key, messages in cycles.items():
        state = draft.case.deadlines[key]
        clock = draft.edition.clock_of(state)
        deadline = clock.deadline
        if deadline.late.send == "latest":
            found.update(_all_but_the_last(state, messages))
        else:
            found.update(_by_policy(draft, clock, state, messages))
    return found


def _all_but_the_last(state: DeadlineState, messages: Sequence["Message"]) -> dict[int, str]:
    # The last to fire may lie earlier: what fired in between moved the due instant.
    last = messages[-1].instant
    found: dict[int, str] = {}
    for message in messages:
        if message.instant != last or _is_too_late(state, message):
            found[message.event] = SUPERSEDED
        elif _is_over(state, message):
            found[message.event] = DONE
    return found


def _by_policy(
    draft: "Draft", clock: Clock, state: DeadlineState, messages: Sequence["Message"]
) -> dict[int, str]:
    last = messages[-1].instant
    known = _recorded_late(draft, state) if len(messages) > 1 else None
    oldest = _oldest(draft, clock)
    found: dict[int, str] = {}
    for message in messages:
        before = message.instant != last and known is not None and message.instant < known
        if before or _is_too_late(state, message):
            found[message.event] = SUPERSEDED
        elif _is_over(state, message):
            found[message.event] = DONE
        elif oldest is not None and message.instant < oldest:
            found[message.event] = TOO_OLD
    if state.status == "missed" and len(found) == len(messages):
        # Of a promise that was broken somebody is told, however late.
        too_old = [one.event for one in messages if one.instant == last]
        return {place: why for place, why in found.items() if place not in too_old or why == DONE}
    return found


def _is_over(state: DeadlineState, message: "Message") -> bool:
    return state.status == "voided" or (message.reminder and state.done_at is not None)


def _is_too_late(state: DeadlineState, message: "Message") -> bool:
    # What stood still and goes on may be due at once; then there is nothing left to remind of.
    return message.reminder and state.status == "missed" and message.instant >= state.due_at


def _recorded_late(draft: "Draft", state: DeadlineState) -> datetime | None:
    """Return when a person recorded what started a cycle; ``None`` if the system did.

    What was due before that was held up by nobody's downtime, so no policy asks for it.
    """
    for event in draft.context.history(draft.case):
        for move in moves_of(event):
            if (move["change"], move["name"], move["cycle"]) == ("armed", state.name, state.cycle):
                return None if event.recorded_by == SYSTEM else event.recorded_at
    return None


def _oldest(draft: "Draft", clock: Clock) -> datetime | None:
    """Return when a message must not lie before, if the policy names an age."""
    amount = clock.deadline.late.older_than
    if amount is None:
        return None
    return draft.times.earlier(clock, draft.now, amount)
