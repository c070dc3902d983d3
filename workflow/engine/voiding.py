"""Voiding what fired by a wrong clock. What it was about goes on as if it had not fired.

Nothing is taken back in place, for what fired can never fire again under its key. A cycle that
still runs ends as voided, and the promise goes on as a new cycle from the same start: with the
same due instant, and with what had fired rightly before. A value that a rung set is put back,
unless somebody recorded another since; the steps that rungs took stay done. What is recorded to
have happened in a future that the wrong clock showed holds nobody up any more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from workflow.engine.ahead import counted_anew
from workflow.engine.authority import check_permission
from workflow.engine.case import Case, DeadlineState
from workflow.engine.clocks import Move, done, of_nobody
from workflow.engine.draft import Draft
from workflow.engine.events import FIRED, Event, moves_of, rung_key, void_by
from workflow.engine.following import record_moves, settle_again
from workflow.engine.joined import MIGRATING
from workflow.engine.ladder import MISS
from workflow.engine.meanwhile import Meanwhile, going_on, turned, turns
from workflow.engine.put_back import PutBack, put_back
from workflow.engine.really import Truth
from workflow.engine.redirecting import handed_on
from workflow.engine.succession import Cycle, last_of, line, predecessors
from workflow.engine.unmissed import moved_by, undone
from workflow.errors import FiredBeforeMigration, WordsMissing
from workflow.translation import gettext


class Wrong(NamedTuple):
    """What fired wrongly on one cycle: the keys, their events, and the steps they took.

    ``again`` are the keys of what is to come again: those, and what was left out because the rung
    itself had moved when its deadline is due.
    """

    keys: tuple[str, ...]
    events: tuple[int, ...]
    did: tuple[str, ...]
    again: tuple[str, ...]


def check_voiding(draft: Draft, reason: str) -> None:
    """Raise ``WordsMissing`` if no reason is given."""
    if not reason.strip():
        raise WordsMissing(draft.case.number, "void", (gettext("a reason"),))


def void_fired(draft: Draft, truth: Truth, *, reason: str, actor: str, asked: bool) -> None:
    """Void every rung and miss that a clock recorded while it was ahead, or that came too early.

    What followed from a miss that is void is void with it, whenever it was recorded. If there is
    something to put right that somebody ``asked`` for, they must be allowed to.
    """
    case = draft.case
    history = list(draft.context.history(case))
    really = {one.key: right for one, right in counted_anew(draft, history, truth)}
    gone = {seq for one in history for seq in void_by(one)}
    fresh = [one for one in history if one.type in FIRED and one.seq not in gone]
    too_early = _too_early(draft, truth, really)
    wrong = [one for one in fresh if one.seq in truth.wrong or too_early(one)]
    wrong = sorted([*wrong, *_followed(fresh, wrong, history)], key=attrgetter("seq"))
    if asked and (wrong or truth.acts):
        _check(draft, actor)
    _check_since_migrated(case, history, wrong)
    gone.update(one.seq for one in wrong)
    # Not the time of what did not happen, nor one that is still to come: acts would have to wait.
    past = [one.at for one in history if one.seq not in gone and one.at <= draft.now]
    last_at = max(past, default=draft.now)
    by_cycle, since_then = _by_cycle(wrong, history), Meanwhile(history, truth, gone)
    changed: list[str] = []
    for key, found in by_cycle.items():
        state = draft.case.deadlines[key]
        misses = [one for one in wrong if one.seq in found.events and one.type == "deadline_missed"]
        moves = _moves(draft, really.get(key, state), found, misses, since_then)
        for one in misses:
            moves += _started(draft, one, by_cycle, moves, since_then)
        values = put_back(draft.case, history, gone, found.events)
        changed += values.names
        payload = _payload(state, found, values)
        payload |= {"reason": reason.strip(), "last_at": last_at, "deadlines": moves}
        draft.record("firing_voided", payload, at=draft.now, performed_by=actor, recorded_by=actor)
        draft.dropped += (*found.events, *handed_on(history, found.events))
    _recount(draft, changed)
    missed = [one.payload for one in wrong if one.type == "deadline_missed"]
    states = [draft.case.deadlines[f"{one['deadline']}/{one['cycle']}"] for one in missed]
    settle_again(draft, states, at=draft.now)


def _check(draft: Draft, actor: str) -> None:
    case = draft.case
    check_permission(
        draft.edition.definition.permissions.correct,
        gettext("voiding what fired too early"),
        actor,
        case=case,
        directory=draft.context.directory,
        at=draft.now,
    )


def _recount(draft: Draft, changed: Iterable[str]) -> None:
    """Let the clocks follow the values that were put back."""
    moves = moved_by(draft, changed, draft.now)
    if moves:
        record_moves(draft, moves, at=draft.now)


def _check_since_migrated(case: Case, history: Iterable[Event], wrong: Iterable[Event]) -> None:
    # What another edition made of it since does not hang in the air.
    migrated = max((one.seq for one in history if one.type in MIGRATING), default=0)
    if any(one.seq < migrated for one in wrong):
        raise FiredBeforeMigration(case.number, migrated)


def _too_early(
    draft: Draft, truth: Truth, really: Mapping[str, DeadlineState]
) -> Callable[[Event], bool]:
    """Return what says whether something fired too early that no wrong clock recorded.

    On a cycle that is due later than was said, whatever fired did.
    """
    deadlines = draft.case.deadlines
    later = {key for key, one in really.items() if one.due_at > deadlines[key].due_at}
    return lambda event: event.seq in truth.early or "{}/{}".format(*_cycle(event)) in later


def _followed(
    fresh: Iterable[Event], wrong: Iterable[Event], history: Iterable[Event]
) -> Iterator[Event]:
    """Yield the steps that followed from a miss that is void, and are not ``wrong`` themselves."""
    before, void = predecessors(history), {one.seq for one in wrong}
    misses = {_cycle(one): one.seq in void for one in fresh if one.type == "deadline_missed"}
    for one in fresh:
        # A cycle that was restored as missed has its miss in the one it goes on from.
        of_miss = (misses[each] for each in line(_cycle(one), before) if each in misses)
        step = str(one.payload.get("rung")).startswith(MISS)
        if step and one.seq not in void and next(of_miss, False):
            yield one


def _cycle(event: Event) -> Cycle:
    payload: Mapping[str, Any] = event.payload
    return payload["deadline"], payload["cycle"]


def _payload(state: DeadlineState, found: Wrong, values: PutBack) -> dict[str, object]:
    payload: dict[str, object] = {
        "deadline": state.name,
        "cycle": state.cycle,
        "due_at": state.due_at,
        "fired": list(found.keys),
        "events": list(found.events),
        "did": list(found.did),
        **of_nobody(owed=state.owed),
    }
    if found.again != found.keys:
        payload["again"] = list(found.again)
    if values.fields:
        payload["fields"] = values.fields
    if values.cleared:
        payload["cleared"] = list(values.cleared)
    return payload


def _by_cycle(wrong: Iterable[Event], history: list[Event]) -> dict[str, Wrong]:
    """Return what fired wrongly by the cycle it was about, or the last that went on from it."""
    found: dict[str, Wrong] = {}
    for event in wrong:
        payload: Mapping[str, Any] = event.payload
        cycle = last_of(history, payload["deadline"], payload["cycle"])
        key = _key(payload)
        did = (payload["does"],) if "does" in payload and "refused" not in payload else ()
        before = found.get(cycle, Wrong((), (), (), ()))
        found[cycle] = Wrong(
            (*before.keys, key),
            (*before.events, event.seq),
            (*before.did, *did),
            (*before.again, key, *_left_out(event)),
        )
    return found


def _moves(
    draft: Draft,
    right: DeadlineState,
    wrong: Wrong,
    misses: Sequence[Event],
    past: Meanwhile,
) -> list[Move]:
    state = draft.case.deadlines[right.key]
    found = turns(draft, right, misses[-1].seq, past) if misses else []
    if state.running:
        cycle = draft.case.cycles(state.name) + 1
        again = going_on(draft, state, cycle, wrong.again, found)
        return [done(state, "voided", draft.now), again]
    if state.status == "missed" and MISS in wrong.keys:
        by = next(one for one in past.history if one.seq == state.ended_by)
        right = turned(draft, right, (one for one in found if one.event < by.seq))
        # What was written down before the limit was done before it, whatever time it was given. By
        # the wrong clock nobody knows when, unless somebody says it; but before now.
        known = past.truth.recorded.get(by.seq, by.recorded_at)
        if known <= right.due_at:
            return [done(state, "voided", known)]
    return []


def _key(payload: Mapping[str, Any], moved: int = 0) -> str:
    if "rung" not in payload:
        return MISS
    revision = payload.get("revision", 0) + moved
    return rung_key(payload["rung"], payload["occurrence"], revision)


def _left_out(event: Event) -> Iterable[str]:
    """Yield the key of a rung that did not come again because it moved its own deadline."""
    own = (*_cycle(event), "recomputed")
    if any((one["name"], one["cycle"], one["change"]) == own for one in moves_of(event)):
        yield _key(event.payload, moved=1)


def _started(
    draft: Draft,
    miss: Event,
    wrong: Mapping[str, Wrong],
    others: list[Move],
    past: Meanwhile,
) -> list[Move]:
    """Return the end of what a void miss started, and what goes on that it had ended."""
    found = undone(draft, miss, past.history, at=draft.now, others=others)
    ended = [done(one, "voided", draft.now) for one in found.missed]
    again = [
        going_on(
            draft,
            state,
            cycle,
            wrong[state.key].again if state.key in wrong else (),
            turns(draft, state, miss.seq, past),
        )
        for state, cycle in found.ended
    ]
    return [*found.released, *ended, *again]
