"""An edition ready to run: the definition with its conditions compiled and its moments indexed.

Made once per edition and process, and shared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workflow.calendars.amounts import SAME_TIME, Amount, Count, asks_calendar
from workflow.calendars.rules import Rules, Text
from workflow.definition.conditions import Condition, Names, compile_condition
from workflow.definition.copied import Copy
from workflow.definition.creation import Creation
from workflow.definition.deadline import Deadline, Send, amounts, step_moments
from workflow.definition.handling import NOTHING, Handling, handling
from workflow.definition.kinds import Value
from workflow.definition.model import Definition, Transition
from workflow.definition.owner import OwnerRule
from workflow.definition.speech import Sought
from workflow.engine.case import DeadlineState
from workflow.engine.counting import Indexed
from workflow.engine.effects import Effects, effects_of, of_ends, restarted, with_duties
from workflow.engine.indexes import choices, done_anyway, role_calendars, started_by, triggers_of
from workflow.engine.spoken import Spoken

if TYPE_CHECKING:
    from workflow.engine.machine import StateMachine
    from workflow.engine.settling import Handled


URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Step:
    """A transition with its conditions compiled.

    ``barring``: not everybody may do it who holds the role. ``counting``: it asks for what was
    counted, adds to it or takes back. ``extending``: it gives deadlines more time, or takes it
    back. ``windowed``: when it is possible depends on the time; ``unless`` its hours need not be
    kept to. Phrases to avoid are looked for in the fields ``checked``. ``anew`` is the data that
    comes with it for a case that is split off. ``narrowed``: of these fields only some values are
    accepted. ``does`` are the duties of which one must be open whichever way it goes, if there are
    any.
    """

    transition: Transition
    needs: tuple[tuple[str, Condition | None], ...]
    has: tuple[tuple[str, Condition | None], ...]
    when: Condition | None
    branches: tuple[Condition | None, ...]
    accepts: frozenset[str]
    extending: bool = False
    windowed: bool = False
    unless: Condition | None = None
    anew: frozenset[str] = frozenset()
    narrowed: Mapping[str, tuple[str, ...]] | None = None
    barring: bool = False
    counting: bool = False
    checked: frozenset[str] = frozenset()
    does: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline with its conditions compiled; ``order`` is its place in the definition.

    ``reads`` are the fields its due instant depends on, ``named`` those of them that say when it is
    due. ``rules`` is its calendar, and ``asks_calendar`` whether anything of it is counted by it.
    It is paused in the ``paused_in`` states and while one of ``paused_when`` holds.
    ``asked`` are the conditions of its ladder, by the rung they belong to, or URGENT.
    """

    deadline: Deadline
    limits: tuple[tuple[Condition | None, Amount], ...]
    order: int
    reads: frozenset[str]
    named: frozenset[str]
    rules: Rules | None
    asks_calendar: bool
    factors: tuple[tuple[Condition | None, int], ...]
    applies: Condition | None
    paused_in: frozenset[str]
    paused_when: tuple[Condition, ...]
    asked: Mapping[str, Condition]

    @property
    def watched(self) -> bool:
        """Whether it must be looked at after every act: it may pause, or not apply."""
        return self.applies is not None or bool(self.paused_in or self.paused_when)


@dataclass(frozen=True, slots=True)
class Way:
    """A branch of a step, taken from one state: what comes of it, as far as the definition says.

    ``number`` is that of the branch, ``state`` the one after it, which is ``entered`` unless the
    case stays where it is. ``owner`` says who owns the case then, ``None`` that nothing changes.
    ``creates`` are the cases that are opened with it.
    ``handling`` is what it may do to duties; what it does to clocks by that is not in ``effects``.
    ``prints`` and ``sends`` are those of step and branch, ``avoid`` is all that is not said.
    """

    number: int
    state: str
    entered: bool
    final: bool
    owner: OwnerRule | None
    sets: Mapping[str, Value]
    copies: tuple[Copy, ...]
    effects: Effects
    prints: tuple[str, ...]
    sends: tuple[Send, ...]
    avoid: tuple[Sought, ...]
    creates: tuple[Creation, ...] = ()
    handling: Handling = NOTHING


class Edition:
    """One edition of a definition, compiled. ``fingerprint`` is its hash."""

    def __init__(self, definition: Definition, fingerprint: str) -> None:
        self.definition = definition
        self.fingerprint = fingerprint
        self._names = Names.of(definition)
        self.duties = {one.name: self._compiled(one.when) for one in definition.duties.values()}
        self._with_duties: dict[tuple[str, str, str | None, Handled], Effects] = {}
        self.spoken = Spoken(definition)
        self.steps: Mapping[str, Step] = {
            one.name: self._step(one) for one in definition.transitions.values()
        }
        self.clocks: Mapping[str, Clock] = {
            one.name: self._clock(one, order)
            for order, one in enumerate(definition.deadlines.values())
        }
        self.started_by_field = started_by(definition, "field")
        self.started_by_miss = {
            name: Effects(frozenset(), restarted(definition, names) - {name}, names)
            for name, names in started_by(definition, "missed").items()
        }
        self.closed_by = of_ends(definition)
        self.restarted_by_transfer = frozenset(
            one.name for one in definition.deadlines.values() if one.on_transfer == "restart"
        )
        self.role_calendars = role_calendars(definition)
        # Whether a message may have to wait for somebody's working hours.
        self.keeps_hours = bool(definition.calendars)
        self.watched = tuple(name for name, one in self.clocks.items() if one.watched)
        # Data that touches none of these moves no clock.
        self.clock_fields = frozenset[str]().union(*(one.reads for one in self.clocks.values()))
        # What choices are written as when they need no reading: the value itself.
        self.choices = choices(definition)
        self.consents = frozenset(
            f"consent_{party}" for one in definition.transitions.values() for party in one.consents
        )
        # What something is due at, which must be still to come when it is said.
        self.agreed_fields = frozenset[str]().union(*(one.named for one in self.clocks.values()))
        # Who sees what not everybody does.
        self.kept = {one.name: one.sees for one in definition.fields.values() if one.sees}
        self.counts = Indexed.of(definition)
        self._triggers = triggers_of(definition)
        # Those its cases may have followed before it: see ``joined``.
        self.earlier: Mapping[str, Edition] = {}

    @cached_property
    def machine(self) -> "StateMachine":
        """The state machine; made when it is first needed, for who only looks does not."""
        from workflow.engine.machine import StateMachine  # noqa: PLC0415 - as the docstring says

        return StateMachine(self)

    def clock_of(self, state: DeadlineState) -> Clock:
        """The clock a cycle is counted by: that of the edition it began under."""
        return self.clocks[state.counted_by or state.name]

    def titled(self, state: DeadlineState) -> Text:
        """What the deadline of a cycle is called by the edition it began under.

        One that goes on under another name is called what that name is called now.
        """
        began = self.clock_of(state).deadline
        if began.name != state.name:
            return self.definition.deadlines.get(state.name, began).title
        return began.title

    def triggers(self, state: str) -> tuple[str, ...]:
        """The triggers that leave or stay in ``state``, in the order written."""
        return self._triggers.get(state, ())

    def hours_of(self, deadline: str) -> Rules | None:
        """Return the hours in which messages of a deadline, or (no name) of steps, go out."""
        return self.clocks[deadline].rules if deadline else self.spoken.hours

    def way(self, transition: Transition, number: int, source: str) -> Way:
        """Return what comes of a branch of a transition that is taken from ``source``."""
        branch = transition.branches[number]
        entered = branch.to is not None
        state = branch.to or source
        after = self.definition.states[state]
        happened = step_moments(transition.name, source, branch.to)
        return Way(
            number=number,
            state=state,
            entered=entered,
            final=after.final,
            owner=branch.owner or (after.owner if entered else None),
            sets=branch.sets or {},
            copies=branch.copies,
            effects=effects_of(self.definition, happened, merges=transition.merges),
            creates=branch.creates + ((transition.splits,) if transition.splits else ()),
            handling=handling(self.definition, branch, happened),
            prints=tuple(dict.fromkeys((*transition.prints, *branch.prints))),
            sends=(*transition.sends, *branch.sends),
            avoid=self.spoken.avoided(source, *transition.avoid, *branch.avoid),
        )

    def effects(self, trigger: str, source: str, way: Way, handled: "Handled") -> Effects:
        """Return what a way does to the clocks together with what it does to duties."""
        if handled == ((), (), ()):
            return way.effects
        target = way.state if way.entered else None
        key = trigger, source, target, handled
        known = self._with_duties.get(key)
        if known is None:
            happened = step_moments(trigger, source, target)
            known = self._with_duties[key] = with_duties(
                self.definition, happened, handled, merges=self.steps[trigger].transition.merges
            )
        return known

    def _compiled(self, text: str | None) -> Condition | None:
        return None if text is None else compile_condition(text, self._names)

    def _clock(self, deadline: Deadline, order: int) -> Clock:
        limits = tuple((self._compiled(one.when), one.amount) for one in deadline.within)
        factors = tuple((self._compiled(one.when), one.percent) for one in deadline.factors)
        conditions = [one for one, _ in (*limits, *factors) if one is not None]
        reads = {name for condition in conditions for name in condition.fields}
        named = {name for name in (deadline.agreed, deadline.due) if name is not None}
        pauses = deadline.pauses
        stands = (one.when or (one.duty and f'open("{one.duty}")') for one in pauses)
        return Clock(
            deadline=deadline,
            limits=limits,
            order=order,
            reads=frozenset(reads | named),
            named=frozenset(named),
            rules=self.definition.calendars.get(deadline.calendar or ""),
            asks_calendar=any(asks_calendar(*one) for one in self._amounts(deadline)),
            factors=factors,
            applies=self._compiled(deadline.applies),
            paused_in=frozenset(one.state for one in pauses if one.state is not None),
            paused_when=tuple(compile_condition(one, self._names) for one in stands if one),
            asked=self._asked(deadline),
        )

    def _asked(self, deadline: Deadline) -> Mapping[str, Condition]:
        written = {URGENT: deadline.urgent_when}
        for kind, rungs in (("remind", deadline.remind), ("missed", deadline.missed)):
            for number, rung in enumerate(rungs, start=1):
                written[f"{kind}.{number}"] = rung.when
        compiled = {key: self._compiled(text) for key, text in written.items()}
        return {key: condition for key, condition in compiled.items() if condition}

    def _amounts(self, deadline: Deadline) -> Iterator[tuple[Amount, Count]]:
        yield from amounts(deadline)
        for transition in self.definition.transitions.values():
            for one in transition.extends:
                if one.deadline == deadline.name:
                    yield from ((by, SAME_TIME) for by in (one.by, one.at_most) if by)

    def _step(self, transition: Transition) -> Step:
        states = self.definition.states
        places = {*transition.sources, *(one.to for one in transition.branches if one.to)}
        editable = {name for place in places & set(states) for name in states[place].editable}
        windows = transition.not_before, transition.not_after, transition.during
        return Step(
            transition=transition,
            needs=tuple((one.field, self._compiled(one.condition)) for one in transition.needs),
            has=(
                *((name, None) for name in transition.has),
                *((one.field, self._compiled(one.condition)) for one in transition.has_if),
            ),
            when=self._compiled(transition.when),
            branches=tuple(self._compiled(one.when) for one in transition.branches),
            accepts=transition.brings | editable,
            extending=bool(transition.extends or transition.revokes),
            windowed=windows != (None, None, None),
            unless=self._compiled(transition.during.unless) if transition.during else None,
            anew=frozenset(transition.splits.needs if transition.splits else ()),
            does=done_anyway(transition),
            narrowed={one.field: one.of for one in transition.needs if one.of} or None,
            barring=bool(transition.other_owners or transition.other_named),
            counting=bool(self.definition.counters),
            checked=self.spoken.checked(transition),
        )
