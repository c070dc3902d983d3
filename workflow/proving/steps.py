"""What can happen next in a situation: acts, data set and corrected, and what clocks do."""

from collections.abc import Iterator, Mapping
from itertools import product

from workflow.definition.copied import taken_over
from workflow.definition.deadline import Rung
from workflow.definition.model import NEW, SYSTEM, Transition
from workflow.proving import children, taken_back
from workflow.proving.counted import counted_as_done, owed
from workflow.proving.duties import can_run, duties_after
from workflow.proving.lists import added, whole
from workflow.proving.named import is_named
from workflow.proving.orders import placed
from workflow.proving.people import acting
from workflow.proving.rules import branch_key
from workflow.proving.situation import Situation
from workflow.proving.situations import Scope, Sight, Unanswered
from workflow.proving.step import Following, Step

_KEEP = object()


class Ways:
    """Finds what can follow on a situation."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        transitions = scope.definition.transitions.values()
        self._seen: tuple[Situation, Sight] | None = None  # steps come one after the other
        self._brought = {one.name: self._values(one) for one in transitions}
        self._recurring = {
            (one.does, state) for one in scope.definition.schedules.values() for state in one.states
        }

    def following(self, situation: Situation) -> Iterator[Following]:
        """Yield every step that is possible, with the situation after it."""
        definition = self._scope.definition
        for one in definition.transitions.values():
            # The system alone opens what an act on another case opens, and does what recurs.
            by_itself = situation.state == NEW or (one.name, situation.state) in self._recurring
            if situation.state in one.sources and (by_itself or one.by != (SYSTEM,)):
                for who in acting(self._scope, one, situation, by_itself=by_itself):
                    yield from self._done(one, situation, who)
        if situation.state != NEW:
            yield from self._beside(situation)
            yield from children.following(self._scope, situation)
            yield from taken_back.following(self._scope, situation)
            if not definition.states[situation.state].final:
                yield from self._by_clocks(situation)

    # --- acts ----------------------------------------------------------------------------------

    def _done(
        self,
        transition: Transition,
        situation: Situation,
        who: str | None,
        clock: str | None = None,
    ) -> Iterator[Following]:
        rules = self._scope.rules[transition.name]
        if self._used_up(transition.name, transition.at_most, transition.per, situation):
            return
        counters = sorted({name for one in rules.all for name in one.counters})
        for found in product(*(self._scope.sums[name] for name in counters)):
            counted = dict(zip(counters, found, strict=True))
            for given in self._given(transition):
                step = Step("do", transition.name, given, who, {}, clock, counted=counted)
                yield from self._answered(transition, situation, step)

    def _answered(
        self, transition: Transition, situation: Situation, step: Step
    ) -> Iterator[Following]:
        """Yield where a step leads, for every answer to a guard that is asked."""
        if self._seen is None or self._seen[0] is not situation:
            self._seen = situation, Sight(self._scope, situation)
        for then, given in added(self._scope, transition, self._seen[1], step.given):
            seen, todo = self._seen[1], [step._replace(given=given)]
            while todo:
                step = todo.pop()
                sight = seen.with_step(then, step.guards, step.counted)
                try:
                    after = self._taken(transition, situation, sight, step)
                except Unanswered as asked:
                    answers = ({**step.guards, asked.guard: answer} for answer in (False, True))
                    todo.extend(step._replace(guards=one) for one in answers)
                else:
                    if after is not None:
                        yield after

    def _given(self, transition: Transition) -> Iterator[Mapping[str, object]]:
        """Yield the data that can come with it, as far as they make a difference."""
        brought = self._brought[transition.name]
        for values in product(*brought.values()):
            pairs = zip(brought, values, strict=True)
            yield {name: value for name, value in pairs if value is not _KEEP}

    def _values(self, transition: Transition) -> Mapping[str, tuple[object, ...]]:
        """Return which data can come with it, and the values of each."""
        scope = self._scope
        reads = scope.reads(transition.name)
        needs, brings = scope.rules[transition.name].needs, transition.brings
        editable = {
            name
            for branch in transition.branches
            if branch.to is not None
            for name in scope.definition.states[branch.to].editable
        }
        # What can be set in this state need not come with the act: it can be set before.
        brought = [
            name
            for name in scope.domains
            if (name in brings and (name in reads or name in scope.fields))
            or (name in editable and name in reads)
        ]
        accepted = {one.field: one.of for one in transition.needs}
        found = {}
        for name in brought:
            values = scope.values(name, accepted.get(name, ()))
            found[name] = values if needs.get(name, _KEEP) is None else (_KEEP, *values)
        return found

    def _taken(
        self, transition: Transition, situation: Situation, sight: Sight, step: Step
    ) -> Following | None:
        """Return where a step leads, ``None`` if it is refused."""
        scope = self._scope
        rules = scope.rules[transition.name]
        if not all(one.test(sight) for one in (rules.when, rules.awaited) if one is not None):
            return None
        if is_named(scope, transition, sight, step.who):
            return None
        asked = {name: one for name, one in rules.needs.items() if name in scope.domains}
        for name, condition in asked.items():
            if name not in step.given and condition is not None and condition.test(sight):
                return None
        on_file = {*sight.fields, *sight.personal}
        for name, condition in rules.has.items():
            missing = name in scope.fields and name not in on_file
            if missing and (condition is None or condition.test(sight)):
                return None
        for number, branch in enumerate(transition.branches):
            key, condition = branch_key(transition.name, number), rules.branches[number]
            if self._used_up(key, branch.at_most, branch.per, situation):
                continue
            if condition is None or condition.test(sight):
                return self._ended(transition, number, situation, sight, step)
        return None

    def _ended(
        self,
        transition: Transition,
        number: int,
        situation: Situation,
        sight: Sight,
        step: Step,
    ) -> Following | None:
        """Return where a branch leads, ``None`` if it is refused for a duty."""
        branch, key = transition.branches[number], branch_key(transition.name, number)
        values = {**(branch.sets or {}), **taken_over(branch.copies, sight.fields)}
        given = {**step.given, **whole(transition, sight, step.given), **values}
        then = sight.with_step(values, step.guards, step.counted) if values else sight
        duties = duties_after(self._scope, transition, branch, situation, then)
        if duties is None:
            return None
        after = self._after(situation, step, given, key, branch.to)._replace(duties=duties)
        if self._scope.children:
            after = children.opened(self._scope, after, transition, branch)
        return step._replace(entered=branch.to is not None), after

    def _used_up(self, key: str, at_most: int | None, per: str, situation: Situation) -> bool:
        if at_most is None:
            return False
        scope = self._scope
        names, counted = (
            (scope.here, situation.here) if per == "entry" else (scope.counts, situation.counts)
        )
        return dict(zip(names, counted, strict=True)).get(key, 0) >= at_most

    def _after(
        self,
        situation: Situation,
        step: Step,
        given: Mapping[str, object],
        key: str,
        target: str | None,
    ) -> Situation:
        scope, counted = self._scope, (step.name, key)
        here = tuple(
            0 if target is not None else min(count + (name in counted), most)
            for (name, most), count in zip(scope.here.items(), situation.here, strict=True)
        )
        return situation._replace(
            state=situation.state if target is None else target,
            fields=self._with(situation, given),
            counts=tuple(
                min(count + (name in counted), most)
                for (name, most), count in zip(scope.counts.items(), situation.counts, strict=True)
            ),
            here=here,
            done=tuple(counted_as_done(scope, situation, step, target)),
            last=tuple(
                step.who if name == step.name else before
                for name, before in zip(scope.performers, situation.last, strict=True)
            ),
            done_by_x=tuple(
                did or (name == step.name and step.who == scope.x)
                for name, did in zip(scope.by_x, situation.done_by_x, strict=True)
            ),
            owed=tuple(owed(scope, situation, step, target)),
        )

    def _with(self, situation: Situation, given: Mapping[str, object]) -> tuple[object, ...]:
        if given.keys().isdisjoint(self._scope.fields):
            return situation.fields
        pairs = zip(self._scope.fields, situation.fields, strict=True)
        values = (given.get(name, value) for name, value in pairs)
        found = tuple(tuple(one) if isinstance(one, list) else one for one in values)
        return placed(self._scope.book.orders, self._scope.fields, found)

    # --- beside the steps ----------------------------------------------------------------------

    def _beside(self, situation: Situation) -> Iterator[Following]:
        """Yield what can be set and corrected."""
        definition = self._scope.definition
        editable = definition.states[situation.state].editable
        for name, value in zip(self._scope.fields, situation.fields, strict=True):
            for kind, possible in (
                ("set", name in editable and definition.permissions.set),
                ("correct", value is not None and definition.permissions.correct),
            ):
                if possible:
                    for other in self._scope.domains[name]:
                        if other != value:
                            after = situation._replace(fields=self._with(situation, {name: other}))
                            yield Step(kind, name, {name: other}), after

    # --- by themselves -------------------------------------------------------------------------

    def _by_clocks(self, situation: Situation) -> Iterator[Following]:
        """Yield what can happen by itself: any clock may fire wherever it can run."""
        scope = self._scope
        for name, deadline in scope.definition.deadlines.items():
            if situation.state not in scope.book.runs[name].states:
                continue
            if not can_run(situation, scope.book.hanging[name], scope):
                continue
            missed = self._missed(situation, name)
            if missed != situation:
                yield Step("miss", name, {}, clock=name), missed
            for at, rung in enumerate(deadline.remind):
                yield from self._fired(situation, name, "remind", at, rung)
            for at, rung in enumerate(deadline.missed):
                yield from self._fired(missed, name, "missed", at, rung)

    def _missed(self, situation: Situation, deadline: str) -> Situation:
        known = zip(self._scope.missed, situation.missed, strict=True)
        return situation._replace(missed=tuple(was or one == deadline for one, was in known))

    def _fired(
        self, situation: Situation, deadline: str, kind: str, at: int, rung: Rung
    ) -> Iterator[Following]:
        scope = self._scope
        condition = scope.rung_when[deadline, kind, at]
        sight = Sight(scope, situation)
        if condition is not None and not (condition.guards or condition.counters):
            holds = condition.test(sight)
            if not holds:
                return
        given = {**(rung.sets or {}), **taken_over(rung.copies, sight.fields)}
        after = situation._replace(fields=self._with(situation, given))
        if after != situation:
            yield Step("rung", deadline, given, clock=deadline), after
        if rung.does:
            transition = scope.definition.transitions[rung.does]
            if situation.state in transition.sources:
                who = SYSTEM if rung.does in scope.performers else None
                yield from self._done(transition, after, who, clock=deadline)
