"""The state machine of an edition. The only module that knows ``transitions``.

One machine is shared by every case and every thread: the thing that moves is a small ``Position``,
made for one decision. The machine finds the way: which transitions leave this state, and which
branch is the first whose condition holds. It changes nothing but the position.
"""

import logging
from collections.abc import Callable
from typing import Any

from transitions import EventData, Machine, Transition

from workflow.definition.model import NEW, Definition

# At INFO the library formats a message for every callback: three times the cost of a transition.
logging.getLogger("transitions").setLevel(logging.WARNING)


class Position:
    """Where a case stands while one decision is made, and which branch was ``taken``."""

    __slots__ = ("state", "taken")

    def __init__(self, state: str) -> None:
        self.state = state
        self.taken: int | None = None


class BranchTransition(Transition):
    """A transition that remembers, on the position, which branch it was."""

    branch: int

    def execute(self, event_data: EventData) -> bool:
        """Take this branch if its condition holds."""
        if not super().execute(event_data):
            return False
        position: Any = event_data.model
        position.taken = self.branch
        return True


class StateMachine:
    """The states and transitions of a definition, ready to be asked."""

    def __init__(self, definition: Definition) -> None:
        self._machine = Machine(
            model=None,
            states=[NEW, *definition.states],
            initial=NEW,
            auto_transitions=False,
            send_event=True,
        )
        for transition in definition.transitions.values():
            for number, branch in enumerate(transition.branches):
                for source in transition.sources:
                    self._add(transition.name, source, branch.to, number)

    def _add(self, trigger: str, source: str, to: str | None, number: int) -> None:
        self._machine.add_transition(trigger, source, to, conditions=[_branch_holds(number)])
        added: Any = self._machine.events[trigger].transitions[source][-1]
        added.__class__ = BranchTransition
        added.branch = number

    def move(
        self, state: str, trigger: str, branch_holds: Callable[[int], bool]
    ) -> Position | None:
        """Fire ``trigger`` from ``state``; ``None`` when no branch applies.

        ``branch_holds(number)`` is asked for each branch in order until one says yes.
        """
        position = Position(state)
        if self._machine.events[trigger].trigger(position, holds=branch_holds):
            return position
        return None


def _branch_holds(number: int) -> Callable[[EventData], bool]:
    def holds(event_data: EventData) -> bool:
        return bool(event_data.kwargs["holds"](number))

    return holds
