"""The state machine of an edition. The only module that knows ``transitions``.

One machine is shared by every case and every thread: the thing that moves is a small ``Position``,
made for one decision. The machine finds the way: which transitions leave this state, and which
branch is the first that applies. It changes nothing but the position.
"""

from collections.abc import Mapping
from typing import Any

from transitions import Event, Machine, Transition

from workflow.definition.conditions import Condition
from workflow.definition.facts import Facts
from workflow.definition.model import NEW, Branch
from workflow.engine.edition import Edition, Way


class Position:
    """Where a case stands while one decision is made, and the way that was ``taken``."""

    __slots__ = ("facts", "state", "taken")

    def __init__(self, state: str, facts: Facts) -> None:
        self.state = state
        self.facts = facts
        self.taken: Way | None = None


class BranchTransition(Transition):
    """A transition that is one branch of a step, and knows when it applies."""

    def __init__(
        self, *parts: Any, way: Way, branch: Branch, condition: Condition | None, **more: Any
    ) -> None:
        super().__init__(*parts, **more)
        self.way = way
        self.limit = branch.at_most
        self.per_case = branch.per == "case"
        self.condition = condition

    def applies(self, trigger: str, facts: Facts) -> bool:
        """Whether it is not used up and its condition holds."""
        if self.limit is not None:
            counts = facts.counts if self.per_case else facts.entry_counts
            if counts.get(f"{trigger}#{self.way.number}", 0) >= self.limit:
                return False
        return self.condition is None or self.condition.test(facts)


class StepEvent(Event):
    """A trigger that takes the first branch that applies.

    The library would call back before, on and after the way. Here nothing is called back: what
    follows from a step is recorded in events. So nothing needs to be prepared or finalized.
    """

    def trigger(self, model: Any, *_args: Any, **_kwargs: Any) -> bool:
        """Move the position along the first branch that applies; ``False`` if none does."""
        facts = model.facts
        branches: Any = self.transitions.get(model.state, ())
        for branch in branches:
            if branch.applies(self.name, facts):
                model.taken = branch.way
                if branch.dest is not None:  # a branch without a target stays
                    model.state = branch.dest
                return True
        return False


class StepMachine(Machine):
    """A machine whose triggers are steps and whose transitions are their branches."""

    event_cls = StepEvent
    transition_cls = BranchTransition


class StateMachine:
    """The states and steps of an edition, ready to be asked."""

    def __init__(self, edition: Edition) -> None:
        machine = StepMachine(
            model=None,
            states=[NEW, *edition.definition.states],
            initial=NEW,
            auto_transitions=False,
            send_event=True,
        )
        for name, step in edition.steps.items():
            transition = step.transition
            branches = zip(transition.branches, step.branches, strict=True)
            for number, (branch, condition) in enumerate(branches):
                for source in transition.sources:
                    way = edition.way(transition, number, source)
                    machine.add_transition(
                        name, source, branch.to, way=way, branch=branch, condition=condition
                    )
        self._events: Mapping[str, Event] = machine.events

    def move(self, state: str, trigger: str, facts: Facts) -> Way | None:
        """Fire ``trigger`` from ``state``, and return the way taken; ``None`` when none applies.

        The branches are tried in the order written, until one applies.
        """
        position = Position(state, facts)
        self._events[trigger].trigger(position)
        return position.taken
