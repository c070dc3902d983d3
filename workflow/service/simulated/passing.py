"""What happens by itself while time passes on a way."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from workflow.definition.model import SYSTEM, Definition
from workflow.proving.proof import DoneKind
from workflow.proving.step import Step
from workflow.service.simulated.due import last_cycle
from workflow.service.simulated.firings import Firing
from workflow.service.simulated.notes import Notes
from workflow.service.simulated.rehearsal import Rehearsal
from workflow.service.views import EventView
from workflow.translation import chosen, gettext

PATIENCE = 1_000
"""So often something else may happen before what is waited for."""
ONE_MINUTE = timedelta(minutes=1)


class Turn(NamedTuple):
    """What happened when something was due: to the case, and which of its clocks were told."""

    events: Sequence[EventView]
    told: Sequence[str]


class Passing:
    """Lets time pass on a way, and notes what changed the case meanwhile."""

    def __init__(self, simulation: Rehearsal, definition: Definition, notes: Notes) -> None:
        self._simulation = simulation
        self._definition = definition
        self._notes = notes

    def due(self, deadline: str) -> datetime:
        """Return when a deadline is due, or was, to the minute before."""
        view = self._simulation.show(self._notes.case)
        due_at = last_cycle(self._simulation.flow, view, deadline).due_at
        return due_at.replace(second=0, microsecond=0)

    def until(self, instant: datetime, *, first: bool = False) -> None:
        """Let time pass until an instant; what is due then fires, unless people are ``first``."""
        before, awake = self._version, instant - timedelta.resolution if first else instant
        self._came(self._simulation.run_until(max(awake, self._simulation.flow.now())), before)
        self._simulation.sleep_until(instant)

    def for_a_minute(self) -> None:
        """Let one minute pass."""
        self.until(self._simulation.flow.now() + ONE_MINUTE)

    def for_a_clock(self) -> None:
        """Wait for the next that is due, whatever comes of it."""
        turn = next(self._turns(), None)
        if turn is None:
            return
        fired = [str(one.details["deadline"]) for one in turn.events if "deadline" in one.details]
        if fired and not turn.told:
            self._notes.tell("wait", fired[0], SYSTEM)
        self.for_a_minute()

    def taken_by_a_clock(self, step: Step) -> list[str] | None:
        """Wait until the clock of a step fires; return the steps taken meanwhile, without that.

        ``None`` if it never fires.
        """
        taken: list[str] = []
        for turn in self._turns():
            taken += _steps(turn)
            done = next((one for one in turn.events if _is(step, one)), None)
            if done is not None:
                if step.kind == "do":
                    taken.remove(step.name)
                if step.clock not in turn.told and "recurs" not in done.details:
                    self._notes.tell("wait", step.clock or "", SYSTEM)
                # Whoever acts at that very instant acts in time.
                self.for_a_minute()
                return taken
        return None

    def taken_by_itself(self, step: Step) -> list[str] | None:
        """Wait until a step comes by itself; return the steps taken meanwhile, without that.

        ``None`` if it never does.
        """
        taken: list[str] = []
        for turn in self._turns():
            taken += _steps(turn)
            if step.name in taken:
                taken.remove(step.name)
                return taken
        return None

    def in_vain(self, name: str) -> str:
        """Say why something that was waited for did not happen."""
        case, flow = self._notes.case, self._simulation.flow
        if not case:
            return gettext("{name} does not happen by itself").format(name=name)
        view = self._simulation.show(case)
        state = chosen(self._definition.states[view.state].title, view.state)
        if view.final:
            history = flow.history(case)
            steps = [one.details["trigger"] for one in history if "trigger" in one.details]
            text = gettext(
                "{name} does not happen before the case is over: {step} leads to {state}"
            )
            return text.format(name=name, step=steps[-1], state=state)
        if flow.next_due() is None:
            text = gettext("{name} does not happen by itself: nothing is due any more in {state}")
            return text.format(name=name, state=state)
        text = gettext(
            "{name} is not waited for any longer: by {time} it has not happened in {state}"
        )
        return text.format(name=name, state=state, time=self._simulation.now)

    def opened_by_a_schedule(self, step: Step) -> bool:
        """Wait until a schedule opens a case by a step; return whether it ever does."""
        flow = self._simulation.flow
        for _turn in self._turns():
            for row in flow.list().rows:
                opened = flow.history(row.case)[0]
                if "recurs" in opened.details and opened.details["trigger"] == step.name:
                    self._notes.case = row.case
                    self._notes.tell("recurs", schedule_of(opened), SYSTEM, at=opened.at)
                    return True
        return False

    # --- how -----------------------------------------------------------------------------------

    def _turns(self) -> Iterator[Turn]:
        """Let time pass until something is due, again and again."""
        for _turn in range(PATIENCE):
            if self._simulation.flow.next_due() is None:
                return
            before = self._version
            told = self._came(self._simulation.run_to_next_due(), before)
            yield Turn(self._since(before), told)

    def _came(self, fired: Sequence[Firing], version: int) -> list[str]:
        """Note what came by itself since a version; return the clocks that changed the case."""
        changed = [*_changing(self._definition, fired, self._notes.case)]
        came: list[tuple[datetime, DoneKind, str]] = [
            (one.at, "wait", one.deadline) for one in changed
        ]
        recurred = (one for one in self._since(version) if "recurs" in one.details)
        came += [(one.at, "recurs", schedule_of(one)) for one in recurred]
        for at, kind, name in sorted(came, key=itemgetter(0)):
            self._notes.tell(kind, name, SYSTEM, at=at)
        return [one.deadline for one in changed]

    @property
    def _version(self) -> int:
        return self._simulation.show(self._notes.case).version if self._notes.case else 0

    def _since(self, version: int) -> Sequence[EventView]:
        if not self._notes.case:
            return ()
        history = self._simulation.flow.history(self._notes.case)
        return [one for one in history if one.seq > version]


def _changing(definition: Definition, fired: Iterable[Firing], case: str) -> Iterator[Firing]:
    """Yield what took a step of a case, or filled in its data."""
    for one in fired:
        kind, _, number = one.rung.partition(".")
        if one.case == case and number and not one.skipped:
            deadline = definition.deadlines[one.deadline]
            rung = (deadline.remind if kind == "remind" else deadline.missed)[int(number) - 1]
            if one.does or rung.sets or rung.copies:
                yield one


def _steps(turn: Turn) -> list[str]:
    return [str(one.details["trigger"]) for one in turn.events if "trigger" in one.details]


def schedule_of(event: EventView) -> str:
    """Return the schedule by which something was done."""
    recurs: Any = event.details["recurs"]
    return str(recurs["schedule"])


def _is(step: Step, event: EventView) -> bool:
    """Whether an event is what a clock was to do."""
    details = event.details
    if step.kind == "do":
        return details.get("trigger") == step.name
    if details.get("deadline") != step.clock:
        return False
    return event.type == "deadline_missed" if step.kind == "miss" else "fields" in details
