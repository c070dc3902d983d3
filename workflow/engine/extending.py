"""More time for a deadline, and taking it back: asked before it is due, capped, on record.

Who may grant it, with which reason, on whose approval and who is told are the transition's own
keys. Here it is only settled whether the deadline can still be extended, and until when.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from workflow.calendars.amounts import Amount
from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.definition.deadline import Extension
from workflow.definition.moments import titled
from workflow.engine import clocks
from workflow.engine.case import Case, DeadlineState
from workflow.engine.clocks import Move
from workflow.engine.data import Facts
from workflow.engine.due import due_again, is_withdrawn, named_instant
from workflow.engine.edition import Clock
from workflow.engine.events import Event
from workflow.engine.renamed import as_called_now
from workflow.errors import ExtensionRefused
from workflow.translation import gettext, ngettext

if TYPE_CHECKING:
    from workflow.definition.model import Transition
    from workflow.engine.draft import Draft


class Granted(NamedTuple):
    """The moves of extensions and revocations, and the misses that turn out to be none."""

    moves: list[Move]
    kept: list[DeadlineState]


def granted(
    draft: "Draft", transition: "Transition", *, facts: Facts, at: datetime, ended: frozenset[str]
) -> Granted:
    """Return what a transition does to the deadlines it extends or revokes extensions of.

    ``ended`` are those that end with the same act; they are left alone.
    Raises ``ExtensionRefused``.
    """
    found = Granted([], [])
    for one in transition.extends:
        if one.deadline not in ended:
            _extend(draft, one, found, facts=facts, at=at)
    for name in transition.revokes:
        if name not in ended:
            found.moves.append(_revoke(draft, name, at))
    return found


def _extend(
    draft: "Draft", extension: Extension, found: Granted, *, facts: Facts, at: datetime
) -> None:
    case = draft.case
    state = _running(case, extension.deadline)
    clock = draft.edition.clock_of(state)
    _check_asked(draft, state, extension, at)
    if extension.times is not None and len(state.extensions) >= extension.times:
        most = ngettext("it was extended once already", "it was extended {times} times already",
                        extension.times)  # fmt: skip
        raise ExtensionRefused(case.number, state.name, most.format(times=extension.times))
    due_at = _extended_to(draft, clock, state.resumed(at), extension, facts)
    # A time that is not on file any more cannot be counted from again: it is extended to a time.
    # In place of one that was only agreed on, the limit counts again.
    followed = clock.deadline.due is not None
    by = due_at if followed and is_withdrawn(clock, case, state) else extension.by or due_at
    if state.status == "missed":
        longer = state._replace(
            extensions=(*state.extensions, by), revision=state.revision + 1, revised_at=at
        )
        found.kept.append(state)
        found.moves.append(clocks.continued(longer, case.cycles(state.name) + 1, due_at))
        return
    found.moves.append({
        "change": "extended", "name": state.name, "cycle": state.cycle, "was": state.due_at,
        "due_at": due_at, "by": clocks.written(by),
    })  # fmt: skip


def _extended_to(
    draft: "Draft", clock: Clock, state: DeadlineState, extension: Extension, facts: Facts
) -> datetime:
    case = draft.case
    due_at = due_again(clock, case, state, draft.times)
    if extension.by is not None:
        longer = _longer(draft, clock, state, extension.by)
    else:
        longer = named_instant(case, extension.to or "", facts) or due_at
        if longer <= due_at:
            field = draft.edition.definition.fields[extension.to or ""]
            wanted = gettext("{field} must hold a time after {due}, when it is due anyway")
            reason = wanted.format(field=titled(field), due=_shown(case, due_at))
            raise ExtensionRefused(case.number, state.name, reason)
    if extension.at_most is not None:
        latest = _longer(draft, clock, state._replace(extensions=()), extension.at_most)
        if longer > latest:
            wanted = gettext("it can be extended until {latest} at most")
            reason = wanted.format(latest=_shown(case, latest))
            raise ExtensionRefused(case.number, state.name, reason)
    return longer


def _longer(draft: "Draft", clock: Clock, state: DeadlineState, by: Amount) -> datetime:
    if is_withdrawn(clock, draft.case, state):  # what it was extended by before is in already
        return draft.times.lengthened(clock, state.due_at, state._replace(extensions=(by,)))
    longer = state._replace(extensions=(*state.extensions, by))
    return due_again(clock, draft.case, longer, draft.times)


def _check_asked(draft: "Draft", state: DeadlineState, extension: Extension, at: datetime) -> None:
    case, asked = draft.case, at
    if extension.asked is not None:
        done = _first_done(draft, extension.asked, state.started_at)
        if done is None:
            wanted = gettext("nobody has asked for it with {act} since it started")
            act = titled(draft.edition.definition.transitions[extension.asked])
            raise ExtensionRefused(case.number, state.name, wanted.format(act=act))
        asked = done
    if asked > state.due_at and state.status != "paused":
        wanted = gettext("it was due at {due}; more time must be asked for before that")
        reason = wanted.format(due=_shown(case, state.due_at))
        raise ExtensionRefused(case.number, state.name, reason)


def _first_done(draft: "Draft", trigger: str, since: datetime) -> datetime | None:
    """Return when it was first asked for: who asks again later has asked in time all the same."""
    known: Iterable[Event] = draft.context.history(draft.case)
    if draft.case.followed:
        known = as_called_now(known)
    for event in (*known, *draft.events):
        if event.payload.get("trigger") == trigger and event.at >= since:
            return event.at
    return None


def _revoke(draft: "Draft", name: str, at: datetime) -> Move:
    case = draft.case
    state = _running(case, name)
    clock = draft.edition.clock_of(state)
    if not state.extensions or state.status == "missed":
        raise ExtensionRefused(case.number, name, gettext("it has no extension to take back"))
    if is_withdrawn(clock, case, state):
        gone = gettext("the time agreed on, which it would be due at, is not on file any more")
        raise ExtensionRefused(case.number, name, gone)
    standing = state.resumed(at)._replace(extensions=())
    due_at = due_again(clock, case, standing, draft.times)
    move: Move = {
        "change": "revoked", "name": name, "cycle": state.cycle, "was": state.due_at,
        "due_at": max(due_at, at),
    }  # fmt: skip
    if due_at < at:
        move["by"] = at  # so long it was extended, whatever is asked later
    return move


def _running(case: Case, name: str) -> DeadlineState:
    for state in reversed(list(case.deadlines.values())):
        if state.name == name and state.running:
            return state
    raise ExtensionRefused(case.number, name, gettext("it is not running"))


def _shown(case: Case, instant: datetime) -> str:
    return show_local(instant, zone_named(case.zone), end=True)
