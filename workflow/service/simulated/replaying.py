"""Replaying on the engine what was found of a promise: it must really happen to be told.

Everybody holds every role, so that whoever may act can. What people do is done as soon as it
is possible; until then, and until a clock fires, time passes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from workflow.definition.model import Definition
from workflow.errors import WorkflowError
from workflow.proving import Verdict
from workflow.proving.proof import Done
from workflow.service.simulated.cast import Cast, cast
from workflow.service.simulated.handing_over import is_for_the_owner
from workflow.service.simulated.judging import was_broken
from workflow.service.simulated.manners import BEFORE, Manner
from workflow.service.simulated.passing import schedule_of
from workflow.service.simulated.player import Player
from workflow.service.simulated.rehearsal import Rehearsal
from workflow.service.simulated.stage import Stage
from workflow.translation import gettext, shortened

BEGIN = "2026-11-02 10:00"
OTHER_TIMES = (
    "2026-11-06 16:00", "2026-11-07 10:00", "2026-12-24 10:00",
    "2026-11-03 08:00", "2026-11-04 12:00", "2026-11-05 18:00", "2026-11-08 22:00",
    "2026-11-02 23:00", "2026-11-06 17:30", "2026-12-31 17:00", "2027-01-31 10:00",
    "2026-09-29 10:00", "2026-10-24 12:00", "2027-03-27 12:00",
)  # fmt: skip
"""Before a weekend and on it, before the days off around the new year; other days and hours; at the
end of the year, and of a long month; before the clocks are changed.
"""

BEFORE_CLOCKS_CHANGE = (*OTHER_TIMES[-2:], "2027-03-27 23:30")


class Replay(NamedTuple):
    """What happened on the way of a ``verdict`` among ``people``, and what stopped it, if it was.

    It ``began`` in a ``zone`` at a time, as local text, and ended with the ``case``, of that
    serial, in a ``state``. ``heard`` are the deadlines by which somebody heard who was not to; so
    many steps of the way it ``went`` before, perhaps, the next was ``refused``.
    """

    verdict: Verdict
    people: Sequence[str]
    zone: str
    began: str
    done: tuple[Done, ...]
    case: str = ""
    state: str = ""
    stopped: str = ""
    heard: tuple[str, ...] = ()
    went: int = 0
    refused: bool = False

    @property
    def breaks(self) -> bool:
        """Whether it went all the way, and the promise was broken by that."""
        return not self.stopped and not self.heard


def replay(
    stage: Stage, verdict: Verdict, begin: str | datetime = BEGIN, *, plainly: bool = False
) -> Replay:
    """Go the way of a verdict through a definition on the engine, with no more people than needed.

    It breaks the promise only if what then is on record does, or nobody heard who ought to. Where
    it matters who does what is for the owner, whoever does it owns the case or stands in; where an
    owner is chosen, whoever a promise is about may have another case already, and so on: unless it
    is only gone ``plainly``.
    """
    everybody = cast(stage.definition, verdict)
    tried: list[Replay] = []
    for how in _manners(stage.definition, verdict, tried):
        found = _replayed(stage, verdict, everybody, begin, how)
        tried.append(found)
        if found.breaks or plainly:
            break
    if not found.breaks:
        return tried[0]._replace(went=max(one.went for one in tried))
    named = [*_named(found.done)]
    needed = [one for one in everybody.people if one in named]
    # With fewer people others may come to own the case: so it must happen again.
    fewer = everybody._replace(people=needed)
    again = _replayed(stage, verdict, fewer, begin, how)
    return again if again.breaks else found


def _manners(definition: Definition, verdict: Verdict, tried: Sequence[Replay]) -> Iterator[Manner]:
    """Yield how a way may be gone, as far as that may make a difference to those ``tried``."""
    yield "plainly"
    done = [one for one in verdict.path if one.kind == "do"]
    steps = [definition.transitions[one.name] for one in done if one.who is not None]
    if tried[0].refused and steps:
        if any(is_for_the_owner(definition, one) for one in steps):
            yield "standing in"
        if any(one.owner is not None for one in definition.states.values()):
            yield "busy"
    elif any(definition.transitions[one.name].not_before for one in done):
        yield "sharp"
    if any(one.counted for one in done):
        yield from BEFORE


def _named(done: Sequence[Done]) -> Iterator[object]:
    """Yield whoever does something, is given something to do, or is named in the data."""
    for one in done:
        yield from (one.who, one.name)
        for value in one.given.values():
            yield from value if isinstance(value, list) else [value]


def _replayed(
    stage: Stage, verdict: Verdict, cast: Cast, begin: str | datetime, how: Manner
) -> Replay:
    promise, path = verdict.promise, verdict.path
    with stage.furnished_for(cast.people, begin) as simulation:
        player = Player(simulation, stage.definition, cast, how)
        player.rehearse(path)
        found = Replay(verdict, cast.people, stage.zone, simulation.now, ())
        went, stopped = 0, ""
        heard: tuple[str, ...] = ()
        try:
            for step in path:
                player.play(step)
                went += not player.stopped
            stopped = player.stopped
            if promise.within is not None and not stopped:
                heard, gone_on = player.listen(promise)
                stopped = "" if heard or not gone_on else _goes_so(simulation, player.notes.case)
            elif not stopped:
                stopped = _unbroken(simulation, stage.definition, verdict, player.notes.case)
        except WorkflowError as error:
            return found._replace(stopped=str(error), went=went, refused=True)
        case = player.notes.case
        state = simulation.show(case).state if case else ""
        done = tuple(player.notes.done)
        serial = player.notes.serial
        return found._replace(
            done=done, case=serial, state=state, stopped=stopped, heard=heard, went=went
        )


def _unbroken(simulation: Rehearsal, definition: Definition, verdict: Verdict, case: str) -> str:
    """Say why a way that was gone to its end did not break the promise; empty if it did."""
    if was_broken(simulation.flow, definition, verdict.promise, case):
        return ""
    foreseen = {step.clock for step in verdict.path}
    names = [one.deadline for one in simulation.fired if one.case == case]
    history = simulation.flow.history(case) if case else ()
    names += [schedule_of(one) for one in history if "recurs" in one.details]
    came = dict.fromkeys(one for one in names if one not in foreseen)
    if not came:
        return _goes_so(simulation, case)
    return gettext("{names} fires in between").format(names=shortened(list(came)))


def _goes_so(simulation: Rehearsal, case: str) -> str:
    """Say that what a case comes to is nothing that breaks a promise."""
    history = simulation.flow.history(case) if case else ()
    steps = [str(one.details["trigger"]) for one in history if "trigger" in one.details]
    text = gettext("what really happens on it breaks nothing: {steps}")
    return text.format(steps=shortened(steps))
