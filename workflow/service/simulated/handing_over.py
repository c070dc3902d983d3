"""Who does what only the owner of a case, or who owes a duty of it, may do."""

from collections.abc import Iterator
from contextlib import contextmanager

from workflow.definition.model import OWES, OWNER, SYSTEM, Definition, Transition
from workflow.errors import WorkflowError
from workflow.service.simulated.notes import Notes
from workflow.service.simulated.passing import Passing
from workflow.service.simulated.rehearsal import Rehearsal


def is_for_the_owner(definition: Definition, transition: Transition) -> bool:
    """Return whether nobody else of the staff may take a step."""
    return OWNER in transition.by and {*transition.by} <= {OWNER, SYSTEM, *definition.parties}


class HandingOver:
    """Lets others do what is for the owner, or for who owes a duty.

    They are given it; or, with ``standing_in``, the owner is away meanwhile, and they stand in.
    """

    def __init__(
        self,
        simulation: Rehearsal,
        definition: Definition,
        notes: Notes,
        passing: Passing,
        *,
        standing_in: bool = False,
    ) -> None:
        self._simulation = simulation
        self._definition = definition
        self._notes = notes
        self._passing = passing
        self._standing_in = standing_in

    @property
    def owner(self) -> str | None:
        """Who owns the case, if there is one."""
        return self._simulation.show(self._notes.case).owner if self._notes.case else None

    @contextmanager
    def to(self, name: str, transition: Transition) -> Iterator[None]:
        """Let somebody take a step, while this lasts."""
        owner = self.owner or name
        if is_for_the_owner(self._definition, transition) and owner != name:
            if self._standing_in:
                with self._away(owner, name):
                    yield
                return
            self._simulation.flow.assign(self._notes.case, name, actor=owner)
            self._notes.tell("assign", name, owner)
        elif {*transition.by} <= {OWES, SYSTEM}:
            self._hand_on(transition, owner, name)
        yield

    @contextmanager
    def _away(self, owner: str, name: str) -> Iterator[None]:
        """Let the owner be away, and somebody stand in; what is refused then is not told."""
        flow, told = self._simulation.flow, len(self._notes.done)
        self._passing.for_a_minute()
        flow.set_away(owner, start=flow.now(), delegate=name)
        self._notes.tell("away", owner, name)
        try:
            yield
        except WorkflowError:
            del self._notes.done[told:]
            raise
        finally:
            flow.set_away(owner, start=None)
        self._passing.for_a_minute()
        self._notes.tell("back", owner, owner)

    def _hand_on(self, transition: Transition, owner: str, name: str) -> None:
        """Let somebody owe the duties that a step does."""
        does = {duty for branch in transition.branches for duty in branch.does}
        for one in self._simulation.show(self._notes.case).duties:
            if one.name in does and one.status == "open" and one.who != name:
                self._simulation.flow.assign(self._notes.case, name, actor=owner, duty=one.name)
                self._notes.tell("assign", name, owner, duty=one.name)
