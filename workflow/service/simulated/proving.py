"""What comes of a definition's promises: proved, broken by a way that happens, or neither."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from workflow.definition.model import Definition
from workflow.definition.promise import Promise
from workflow.proving import MOST_SITUATIONS, Proof, Verdict, decide
from workflow.proving.alternatives import Alternatives
from workflow.proving.deciding import books, decide_of
from workflow.proving.hearing import hearing
from workflow.service.simulated.further import further, put_off
from workflow.service.simulated.replaying import BEFORE_CLOCKS_CHANGE, OTHER_TIMES, Replay, replay
from workflow.service.simulated.stage import Stage
from workflow.translation import chosen, gettext

MOST_IF_ASSUMED = MOST_SITUATIONS // 10
"""So many situations are looked at for what is assumed: enough to find it broken by a short way."""

MOST_WAYS = 20
"""So many other ways are gone where the shortest turns out not to break a promise."""

MORE_ON, MOST_MORE = 3, 6
"""On so many of them so many things more are tried."""

Watch = Callable[[Promise, int], None]


def prove(
    definition: Definition,
    *,
    most: int | None = None,
    watch: Watch | None = None,
    begin: datetime | None = None,
) -> Iterator[Proof]:
    """Decide every promise of a definition, one after the other.

    For each ``most`` situations are looked at, at most; if that is not said ``MOST_SITUATIONS``,
    and for what is assumed ``MOST_IF_ASSUMED``. ``watch`` is told now and then of which promise
    how many were looked at. What comes of it does not depend on the present; a way that breaks a
    promise is told as it goes from ``begin`` on, an aware instant, if it does then too.
    """
    stage = Stage(definition)
    for promise in definition.promises:
        limit = MOST_SITUATIONS if promise.assumed is None else MOST_IF_ASSUMED
        told = None if watch is None else partial(watch, promise)
        verdict = decide(definition, promise, most=most or limit, watch=told)
        yield _proof(stage, verdict, begin)


def _proof(stage: Stage, verdict: Verdict, begin: datetime | None) -> Proof:
    found = Proof(verdict.promise, "not_proved", verdict.situations)
    if verdict.answer == "proved":
        return found._replace(result="proved")
    if verdict.answer != "broken":
        return found._replace(obstacle=_left_open(verdict))
    obstacle, played = _tried(stage, verdict)
    if played is None:
        return found._replace(obstacle=obstacle)
    if begin is None:
        return _broken(found, played)
    then = replay(stage, played.verdict, begin)
    return _broken(found, then) if then.breaks else _broken(found, played, today=False)


def _tried(stage: Stage, verdict: Verdict) -> tuple[str, Replay | None]:
    """Go ways that break a promise until one really does; say what stopped the first."""
    guards = sorted({name for step in verdict.path for name in step.guards})
    if guards:
        wanted = gettext("it depends on what the application answers to {guard}")
        return wanted.format(guard=guards[0]), _on_another_way(stage, verdict)
    played = replay(stage, verdict)
    if played.breaks:
        return "", played
    return _obstacle(stage.definition, verdict, played), (
        _at_another_time(stage, verdict)
        or _put_off(stage, played)
        or _with_more_done(stage, verdict)
        or _on_another_way(stage, verdict)
    )


def _broken(found: Proof, played: Replay, *, today: bool = True) -> Proof:
    return found._replace(
        result="broken",
        obstacle="",
        happened=played.done,
        people=tuple(played.people),
        zone=played.zone,
        began=played.began,
        case=played.case,
        state=played.state,
        today=today,
    )


def _at_another_time(stage: Stage, verdict: Verdict) -> Replay | None:
    """Go the same way over a weekend, and so on, also elsewhere, if it breaks a promise then."""
    times = [(stage, begin) for begin in OTHER_TIMES]
    times += [(stage.elsewhere, begin) for begin in BEFORE_CLOCKS_CHANGE]
    found = (replay(where, verdict, begin, plainly=True) for where, begin in times)
    return next((one for one in found if one.breaks), None)


def _put_off(stage: Stage, played: Replay) -> Replay | None:
    """Go the same way, and put off what somebody heard by, if nobody hears of it then."""
    ways = put_off(stage.definition, played.verdict.path, played.heard)
    verdicts = (played.verdict._replace(path=one) for one in islice(ways, MOST_WAYS))
    found = (replay(stage, one, plainly=True) for one in verdicts)
    return next((one for one in found if one.breaks), None)


def _with_more_done(stage: Stage, verdict: Verdict, most: int = MOST_WAYS) -> Replay | None:
    """Go the same way with one thing more that people do on it, if it breaks a promise then."""
    ways = islice(further(stage.definition, verdict.path), most)
    found = (replay(stage, verdict._replace(path=one), plainly=True) for one in ways)
    return next((one for one in found if one.breaks), None)


def _on_another_way(stage: Stage, verdict: Verdict) -> Replay | None:
    """Go other ways that break a promise, if it does on one of them."""
    for book in books(stage.definition, verdict.promise):
        known = book.about == verdict.about
        first = verdict if known else decide_of(book, MOST_IF_ASSUMED)
        if first.answer != "broken":
            continue
        ways = Alternatives(book, first, MOST_IF_ASSUMED)
        for number, one in enumerate(islice(ways, MOST_WAYS)):
            played = replay(stage, one)
            more = MOST_MORE if number < MORE_ON and not played.breaks else 0
            found = played if played.breaks else _with_more_done(stage, one, more)
            if found is not None:
                return _shortened(stage, found)
            ways.stopped(played.went)
    return None


def _shortened(stage: Stage, played: Replay) -> Replay:
    """Leave out of a way that breaks a promise, one or two at a time, what need not be done."""
    verdict = played.verdict
    for number in (2, 1):
        at = len(verdict.path) - number
        while at > 0:
            path = (*verdict.path[:at], *verdict.path[at + number :])
            shorter = verdict._replace(path=path)
            again = replay(stage, shorter)
            if again.breaks:
                verdict, played = shorter, again
            at -= 1
    return played


def _obstacle(definition: Definition, verdict: Verdict, played: Replay) -> str:
    if played.heard:
        return _heard(definition, verdict, played)
    return _stopped(verdict, played.stopped)


def _left_open(verdict: Verdict) -> str:
    if verdict.answer == "too_many":
        wanted = gettext("there are more than {count} situations to look at")
        return wanted.format(count=verdict.situations)
    wanted = gettext("not every case of this condition can be told apart: {condition}")
    return wanted.format(condition=verdict.loose[0])


def _heard(definition: Definition, verdict: Verdict, played: Replay) -> str:
    """Say why it is not proved that somebody hears of a case, although somebody did."""
    obstacle = hearing(definition, verdict.promise).obstacle(verdict.state, played.heard)
    wanted = gettext("somebody hears of it in {state}, but it is not sure that it is in time")
    if obstacle:
        wanted = gettext("in {state}: {reason}")
    state = chosen(definition.states[verdict.state].title, verdict.state)
    return wanted.format(state=state, reason=obstacle)


def _stopped(verdict: Verdict, reason: str) -> str:
    """Return what stands in the way where a way that breaks a promise could not be gone."""
    counters = sorted({name for step in verdict.path for name in step.counted})
    if counters:
        wanted = gettext("it depends on what {counter} has counted over other cases")
        return wanted.format(counter=counters[0])
    wanted = gettext("a way that breaks it was found, but it stopped: {reason}")
    return wanted.format(reason=reason)
