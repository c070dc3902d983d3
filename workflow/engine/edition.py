"""An edition ready to run: the definition with its conditions compiled and its moments indexed.

Made once per edition and process, and shared.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from workflow.calendars.amounts import Amount
from workflow.definition.conditions import Condition, Names, compile_condition
from workflow.definition.deadline import Deadline, Moment
from workflow.definition.model import NEW, SYSTEM, Definition, Transition

if TYPE_CHECKING:
    from workflow.engine.machine import StateMachine


URGENT = "urgent"


class Step(NamedTuple):
    """A transition with its conditions compiled."""

    transition: Transition
    needs: tuple[tuple[str, Condition | None], ...]
    when: Condition | None
    branches: tuple[Condition | None, ...]
    accepts: frozenset[str]


class Clock(NamedTuple):
    """A deadline with its limits compiled; ``order`` is its place in the definition.

    ``reads`` are the fields its due instant depends on.
    """

    deadline: Deadline
    limits: tuple[tuple[Condition | None, Amount], ...]
    order: int
    reads: frozenset[str]


class Effects(NamedTuple):
    """What an act does to the clocks, as far as the definition alone says.

    ``met`` are the deadlines it meets, ``ended`` all it ends (cancelled and restarted ones too),
    ``started`` those it starts, in the order written.
    """

    met: frozenset[str]
    ended: frozenset[str]
    started: tuple[str, ...]


class Edition:
    """One edition of a definition, compiled. ``fingerprint`` is its hash."""

    def __init__(self, definition: Definition, fingerprint: str) -> None:
        self.definition = definition
        self.fingerprint = fingerprint
        self._names = Names.of(definition)
        self.steps: Mapping[str, Step] = {
            one.name: self._step(one) for one in definition.transitions.values()
        }
        self.clocks: Mapping[str, Clock] = {
            one.name: self._clock(one, order)
            for order, one in enumerate(definition.deadlines.values())
        }
        self.asked = self._asked(definition)
        # Data that touches none of these moves no clock.
        self.clock_fields = frozenset[str]().union(*(one.reads for one in self.clocks.values()))
        self._effects: dict[tuple[str, str, str | None], Effects] = {}
        # What choices are written as when they need no reading: the value itself.
        self.choices: Mapping[str, frozenset[str]] = {
            one.name: frozenset(choice.value for choice in one.of)
            for one in definition.fields.values()
            if one.type == "choice" and not one.personal
        }
        self.consents = frozenset(
            f"consent_{party}" for one in definition.transitions.values() for party in one.consents
        )
        self.agreed_fields: Mapping[str, tuple[str, ...]] = {
            field: tuple(one.name for one in definition.deadlines.values() if one.agreed == field)
            for field in {one.agreed for one in definition.deadlines.values() if one.agreed}
        }
        self._triggers = {
            state: tuple(
                one.name for one in definition.transitions.values() if state in one.sources
            )
            for state in (NEW, *definition.states)
        }

    @cached_property
    def machine(self) -> "StateMachine":
        """The state machine; made when it is first needed, for who only looks does not."""
        from workflow.engine.machine import StateMachine  # noqa: PLC0415 - as the docstring says

        return StateMachine(self.definition.states, self.steps)

    def triggers(self, state: str) -> tuple[str, ...]:
        """The triggers that leave or stay in ``state``, in the order written."""
        return self._triggers.get(state, ())

    def allowed(self, state: str) -> tuple[str, ...]:
        """The triggers that people may take from ``state``."""
        return tuple(
            name for name in self.triggers(state) if self.steps[name].transition.by != (SYSTEM,)
        )

    def effects(self, trigger: str, source: str, target: str | None) -> Effects:
        """Return what ``trigger`` does to the clocks from ``source``; ``None``: it stays there."""
        key = (trigger, source, target)
        found = self._effects.get(key)
        if found is None:
            found = self._effects[key] = self._found_effects(trigger, source, target)
        return found

    def _found_effects(self, trigger: str, source: str, target: str | None) -> Effects:
        happened = {Moment("act", trigger)}
        if target is not None:
            happened |= {Moment("left", source), Moment("entered", target)}
        deadlines = self.definition.deadlines.values()
        met = {one.name for one in deadlines if happened.intersection(one.met)}
        cancelled = {one.name for one in deadlines if happened.intersection(one.cancelled)}
        starting = [one for one in deadlines if happened.intersection(one.starts)]
        restarted = {one.name for one in starting if one.again == "restart"}
        return Effects(
            met=frozenset(met - cancelled),
            ended=frozenset(met | cancelled | restarted),
            started=tuple(one.name for one in starting),
        )

    def _compiled(self, text: str | None) -> Condition | None:
        return None if text is None else compile_condition(text, self._names)

    def _clock(self, deadline: Deadline, order: int) -> Clock:
        limits = tuple((self._compiled(one.when), one.amount) for one in deadline.within)
        reads = {name for condition, _ in limits if condition for name in condition.fields}
        if deadline.agreed is not None:
            reads.add(deadline.agreed)
        return Clock(deadline, limits, order, frozenset(reads))

    def _asked(self, definition: Definition) -> Mapping[tuple[str, str], Condition]:
        """Return the conditions of ladders, by deadline and the rung they belong to, or URGENT."""
        written = {}
        for one in definition.deadlines.values():
            written[one.name, URGENT] = one.urgent_when
            for kind, rungs in (("remind", one.remind), ("missed", one.missed)):
                for number, rung in enumerate(rungs, start=1):
                    written[one.name, f"{kind}.{number}"] = rung.when
        compiled = {key: self._compiled(text) for key, text in written.items()}
        return {key: condition for key, condition in compiled.items() if condition}

    def _step(self, transition: Transition) -> Step:
        states = self.definition.states
        places = {*transition.sources, *(one.to for one in transition.branches if one.to)}
        editable = {name for place in places & set(states) for name in states[place].editable}
        return Step(
            transition=transition,
            needs=tuple((one.field, self._compiled(one.condition)) for one in transition.needs),
            when=self._compiled(transition.when),
            branches=tuple(self._compiled(one.when) for one in transition.branches),
            accepts=frozenset({one.field for one in transition.needs} | editable),
        )
