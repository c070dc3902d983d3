"""Putting right what a clock that was ahead did, in a case and in those it has to do with.

An act that stands at a time to come may have closed a case, or opened others: what it meant for
those stands at that time too, though nothing wrong was recorded there.
"""

from datetime import timedelta

from workflow.engine.ahead import correct_clock
from workflow.engine.draft import Draft
from workflow.engine.following import follow
from workflow.engine.really import Ahead, Truth, truth
from workflow.engine.voiding import check_voiding, void_fired


def put_right(draft: Draft, ahead: Ahead, *, reason: str, actor: str) -> None:
    """Void what fired too early, and let what was done be when it really was."""
    check_voiding(draft, reason)
    found = _put_right(draft, ahead, reason=reason, actor=actor, asked=True)
    # What the wrong clock recorded elsewhere is put right there: here it showed nothing.
    nothing = Ahead(draft.now, draft.now - timedelta.resolution)
    seen = {draft.case.uuid}
    waiting = [*draft.case.kin.cases] if _since(found) else []
    while waiting:
        uuid = waiting.pop()
        if uuid in seen:
            continue
        seen.add(uuid)
        other = draft.beside(uuid)
        if _since(_put_right(other, nothing, reason=reason, actor=actor, asked=False)):
            waiting += other.case.kin.cases


def _put_right(draft: Draft, ahead: Ahead, *, reason: str, actor: str, asked: bool) -> Truth:
    found = truth(draft.case, draft.context.history(draft.case), ahead, draft.now)
    draft.following = True  # clocks follow the case once it is known how they really ran
    void_fired(draft, found, reason=reason, actor=actor, asked=asked)
    correct_clock(draft, found, ahead, reason=reason, actor=actor)
    if draft.events:
        follow(draft, draft.now, by_clock=False, due_first=True)
    draft.following = False
    return found


def _since(found: Truth) -> bool:
    """Whether somebody acted since, by a clock that was right, and it stood at a time to come."""
    return not found.wrong.issuperset(found.acts)
