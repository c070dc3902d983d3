"""Plays one way through a definition on the engine, step by step, and notes what was done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from workflow.definition.lists import narrowed_to
from workflow.definition.model import SYSTEM, Definition, Field
from workflow.definition.promise import Promise
from workflow.errors import (
    AnotherPersonNeeded,
    DataMissing,
    NotAuthorised,
    OutsideHours,
    TooEarly,
    WorkflowError,
)
from workflow.proving.step import Step
from workflow.proving.taken_back import not_tried
from workflow.service.naming import serial_of
from workflow.service.simulated.beside import act_beside
from workflow.service.simulated.cast import Cast
from workflow.service.simulated.handing_over import HandingOver
from workflow.service.simulated.listening import Heard, listen
from workflow.service.simulated.made_up import made_up
from workflow.service.simulated.manners import BEFORE, Manner
from workflow.service.simulated.notes import Notes
from workflow.service.simulated.openings import way_to_opening
from workflow.service.simulated.passing import ONE_MINUTE, Passing
from workflow.service.simulated.rehearsal import Rehearsal
from workflow.service.simulated.standing_in import CLOSING, opener_of
from workflow.service.views import RelatedView
from workflow.translation import gettext

Data = Mapping[str, object]


class Player:
    """Plays the steps of one way."""

    def __init__(
        self,
        simulation: Rehearsal,
        definition: Definition,
        cast: Cast,
        how: Manner = "plainly",
    ) -> None:
        self._cast = cast
        self._people = cast.people
        self.notes = notes = Notes(simulation)
        self.stopped = ""
        self._taken: list[str] = []  # steps that came with what was waited for
        self._other = ""  # the case that was opened to be merged into
        self._simulation = simulation
        self._definition = definition
        self._passing = passing = Passing(simulation, definition, notes)
        self._handing_over = HandingOver(
            simulation, definition, notes, passing, standing_in=how == "standing in"
        )
        self._how = how
        self._usual: Data = {}  # what is given with a step where that leaves it open
        self._happened = {one.happened for one in definition.transitions.values()}

    def play(self, step: Step) -> None:
        """Let one step happen. Raises ``WorkflowError`` when it is refused."""
        self.stopped = self.stopped or not_tried(step)
        if self.stopped:
            return
        if step.kind == "do" and step.name in self._taken:
            self._taken.remove(step.name)
        elif step.clock is not None:
            self._wait_for(step)
        elif step.kind == "do":
            if step.who == SYSTEM or self._definition.transitions[step.name].by == (SYSTEM,):
                self._by_itself(step)
            else:
                self._act(step)
        elif step.kind in {"closed", "reopened"}:
            self._child(step)
        elif step.kind == "wait":
            self._passing.for_a_clock()
        else:
            self._beside(step)

    def rehearse(self, path: Sequence[Step]) -> None:
        """Let other cases go a way before, as far as they can."""
        if self._how in BEFORE:
            self._usual = {name: one for step in path for name, one in step.given.items()}
        for _other in range(BEFORE.get(self._how, 0)):
            with suppress(WorkflowError):
                for step in path:
                    self.play(step)
            self.notes.case = self.stopped = ""
            self._taken = []

    # --- acts ----------------------------------------------------------------------------------

    def _act(self, step: Step) -> None:
        transition = self._definition.transitions[step.name]
        party = self._cast.party(transition, step.who)
        refusal: WorkflowError | None = None
        for name in self._cast.candidates(step.who, self._handing_over.owner):
            try:
                self._by(step, name, party)
            except (NotAuthorised, AnotherPersonNeeded) as error:
                refusal = refusal or error
            else:
                return
        if refusal is not None:
            raise refusal

    def _by(self, step: Step, name: str, party: str) -> None:
        if not self.notes.case:
            if self._how == "busy":
                self._open_another(name)
            self.notes.case = self._open(step, name, party)
            return
        transition = self._definition.transitions[step.name]
        with self._handing_over.to(name, transition):
            if transition.merges:
                self._merge(step, name, party)
            else:
                self._do(step, name, party)

    def _do(self, step: Step, name: str, party: str) -> None:
        at = self._as_of(step)

        def do(data: Data) -> None:
            self._simulation.do(
                step.name,
                data,
                by=name,
                case=self.notes.case,
                at=at,
                performed_by=party or None,
                read_back=True,
            )

        given = self._taken_with(step, do)
        self.notes.tell("do", step.name, name, given, party, happened=at)

    def _open(self, step: Step, name: str, party: str = "") -> str:
        """Open a case; return which."""
        opened: list[str] = []
        if self._definition.transitions[step.name].by == (party,):
            party = ""  # it goes without saying

        def open_it(data: Data) -> None:
            receipt = self._simulation.open(
                data, by=name, trigger=step.name, performed_by=party or None, read_back=True
            )
            opened.append(receipt.case)

        given = self._taken_with(step, open_it)
        self.notes.tell("open", step.name, name, given, party)
        return opened[0]

    def _open_another(self, name: str) -> str:
        """Open a case beside; return which."""
        return self._open(Step("do", self._definition.opening[0].name, {}), name)

    def _merge(self, step: Step, name: str, party: str) -> None:
        """Merge the case into another, which is opened for it unless somebody tried before."""
        other = self._other = self._other or self._open_another(name)

        def merge(data: Data) -> None:
            self._simulation.flow.merge(
                self.notes.case,
                other,
                data,
                actor=name,
                trigger=step.name,
                performed_by=party or None,
                read_back=True,
            )

        given = self._taken_with(step, merge)
        self.notes.tell("merge", step.name, name, given, party, into=str(serial_of(other)))

    def _taken_with(self, step: Step, take: Callable[[Data], None]) -> Data:
        """Take a step as soon as it is possible, with all it turns out to need; return its data."""
        while True:
            given = dict(self._data(step))
            for name in given.keys() & self._happened:
                self._until(given[name], step)
            try:
                take(given)
            except DataMissing as error:
                # What is not on file was never given: only what comes with it can be made up.
                needs = {one.field for one in self._definition.transitions[step.name].needs}
                missing = needs.intersection(error.missing).difference(given)
                if not missing:
                    raise
                step = step._replace(given={**step.given, **dict.fromkeys(sorted(missing))})
            except (TooEarly, OutsideHours) as error:
                opens = error.begins_at if isinstance(error, TooEarly) else error.opens_at
                if opens is None:
                    raise
                self._until(opens, step)
            else:
                return given

    def _until(self, time: object, step: Step) -> None:
        """Let time pass until a step is possible, if it lies ahead."""
        if isinstance(time, datetime) and time > self._simulation.flow.now():
            self._passing.until(time, first=self._how == "sharp")
            self.notes.tell("until", step.name, SYSTEM)

    def _data(self, step: Step) -> Iterator[tuple[str, object]]:
        transition = self._definition.transitions[step.name]
        fields = self._definition.fields
        accepted = {one.field: one.of for one in transition.needs}
        # Whether one under a condition is needed turns out when the step is taken.
        needs = [one.field for one in transition.needs if one.condition is None]
        needs += transition.splits.needs if transition.splits else ()
        for name in dict.fromkeys([*needs, *step.given]):
            field = narrowed_to(fields[name], accepted.get(name, ()))
            value = step.given.get(name, self._usual.get(name))
            yield name, self._made(field, value, self._as_of(step))

    def _as_of(self, step: Step) -> datetime | None:
        """Return when a step happened that is recorded late."""
        return self._passing.due(step.in_time) if step.in_time else None

    def _made(self, field: Field, value: object, at: datetime | None = None) -> object:
        return made_up(field, value, at or self._simulation.flow.now(), self._happened, self._cast)

    # --- beside the steps ----------------------------------------------------------------------

    def _beside(self, step: Step) -> None:
        owner = self._handing_over.owner or self._people[0]
        given = {
            name: self._made(self._definition.fields[name], value)
            for name, value in step.given.items()
        }
        if step.kind == "assign":
            self._passing.until(self._passing.due(step.name) - ONE_MINUTE)
            self.notes.tell("silence", "", SYSTEM)
        people = [owner, *(one for one in self._people if one != owner)]
        act_beside(self._simulation, self.notes, step, given, people)

    def _child(self, step: Step) -> None:
        """Let a case be closed that was opened from this one."""
        still_open = [one.case for one in self._children(step.name) if not one.final]
        if step.kind == "reopened" or step.name == self._definition.workflow or not still_open:
            wanted = gettext("whether a case of the kind {name} goes so is not known here")
            self.stopped = wanted.format(name=step.name)
            return
        self._simulation.do(CLOSING, by=self._people[0], case=still_open[0])
        self.notes.tell("close_child", step.name, self._people[0])

    # --- by itself -----------------------------------------------------------------------------

    def _wait_for(self, step: Step) -> None:
        self._take(self._passing.taken_by_a_clock(step), step)

    def _by_itself(self, step: Step) -> None:
        """Let a step happen that only the system takes."""
        if self.notes.case:
            self._take(self._passing.taken_by_itself(step), step)
        else:
            self._open_by_itself(step)

    def _take(self, taken: list[str] | None, step: Step) -> None:
        self._taken = taken or []
        if taken is None:
            self.stopped = self._passing.in_vain(step.name)

    def _open_by_itself(self, step: Step) -> None:
        """Let a case be opened by a schedule, or with a step of another case."""
        if any(one.opens == step.name for one in self._definition.schedules.values()):
            if not self._passing.opened_by_a_schedule(step):
                self._take(None, step)
            return
        for one in way_to_opening(self._definition, step.name):
            self.play(one)
        if not self.notes.case and (opener := opener_of(self._definition)) is not None:
            by, given = self._people[0], dict(self._data(step))
            receipt = self._simulation.open(
                given, by=by, definition=opener.workflow, trigger=step.name
            )
            self.notes.case = receipt.case
            self.notes.tell("opened", step.name, by, given)
        children = self._children(self._definition.workflow)
        if children:
            self.notes.case = children[-1].case
        else:
            self._take(None, step)

    def _children(self, workflow: str) -> Sequence[RelatedView]:
        related = self._simulation.show(self.notes.case).related
        return [one for one in related if (one.relation, one.definition) == ("child", workflow)]

    def listen(self, promise: Promise) -> Heard:
        """Return by what somebody hears of the case in the time that is promised."""
        heard = listen(self._simulation, self._definition, promise, self.notes.case)
        if heard.nobody:
            self.notes.tell("silence", "", SYSTEM)
        return heard
