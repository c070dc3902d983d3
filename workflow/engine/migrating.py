"""Taking a case to another edition: what becomes of its state and its clocks, or why it stays.

What can be said of a case without looking at its clocks is in ``fitting``. Nothing is changed in
place: the ``migrated`` event holds what was decided, and the case after it is what the event makes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from workflow.definition.migration import Crossing, Plan, Treated
from workflow.engine import clocks
from workflow.engine.case import Case, DeadlineState
from workflow.engine.clocks import Move, next_cycle
from workflow.engine.cycles import RELEASED
from workflow.engine.data import Facts
from workflow.engine.draft import Draft
from workflow.engine.due import due_instant
from workflow.engine.edition import Edition
from workflow.engine.events import Event, moves_of
from workflow.engine.fitting import Refusal, undecided, unfit, unkeepable
from workflow.engine.fold import evolve
from workflow.engine.following import follow
from workflow.engine.ladder import MISS
from workflow.engine.should_run import meetable, since_when, told_anew
from workflow.errors import ActRefused, DeadlineError

Result = Literal["kept", "recomputed", "dropped", "started", "not_started"]
CASE = "case"


class ClockMove(NamedTuple):
    """What becomes of a cycle; ``name`` and ``cycle`` are those it goes on under.

    ``was`` is when it was due, ``due_at`` when it is; ``None``: not, any more or before. What is
    ``not_started`` has no cycle: only settling a duty meets it, and that was not opened when it
    would have been.
    """

    result: Result
    name: str
    cycle: int
    was: datetime | None
    due_at: datetime | None
    status: str = "armed"
    owed: bool = True


Open = Callable[[Case, Sequence[Event]], Iterable[int]]
"""Yields the numbers of promises, from 1 in the order of the definition."""


class Target(NamedTuple):
    """The edition a case is to follow, which knows those it followed before, and how it gets there.

    ``crossing`` is from the one it follows. ``promises`` tells of a case as it would be, and of
    what happened to it by the names it is to have, which promises of the edition it may break.
    """

    edition: Edition
    crossing: Crossing
    promises: Open


class Outcome(NamedTuple):
    """What becomes of a case. If there are ``refusals`` it stays as it is.

    ``promises`` are those, by their numbers, that it may break although no case that begins in the
    edition does.
    """

    state: str
    clocks: tuple[ClockMove, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    promises: tuple[int, ...] = ()


def migrate(draft: Draft, target: Target, *, actor: str, at: datetime) -> Outcome:
    """Record that the case of a draft follows another edition, unless it has to stay."""
    edition, crossing, promises = target
    case, plan = draft.case, crossing.plan
    state = plan.states.get(case.state, case.state)
    open_questions = [*undecided(case, crossing)]
    found = [*unfit(case, crossing, state), *open_questions]
    if open_questions or state not in edition.definition.states:
        return Outcome(state, (), _standing(found, plan))
    payload = _payload(draft, target, state)
    moving = _Moving(draft, target, payload, at)
    moving.treat()
    moving.start()
    found += moving.refusals
    after = moving.followed()
    results = tuple(moving.results(after))
    found += _stranded(after, results, at)
    may_break = tuple(promises(after, told_anew(draft, crossing)))
    if may_break:
        payload["promises"] = list(may_break)
        found += (Refusal("promise_open", str(number)) for number in may_break)
    refused = _standing(found, plan)
    if not refused:
        draft.edition, draft.going_on = edition, True
        draft.record(
            "migrated", payload, at=at, performed_by=actor, recorded_by=actor, followed=False
        )
    return Outcome(state, results, refused, may_break)


def _standing(found: Iterable[Refusal], plan: Plan) -> tuple[Refusal, ...]:
    """Return the refusals that a plan does not allow all the same."""
    return tuple(one for one in found if one.code not in plan.allowed)


def _payload(draft: Draft, target: Target, state: str) -> dict[str, Any]:
    """Return what is recorded apart from the clocks."""
    case, crossing = draft.case, target.crossing
    old, new, plan = crossing
    payload: dict[str, Any] = {
        "from_edition": case.edition,
        "to_edition": target.edition.fingerprint,
        "from_name": old.edition,
        "to_name": new.edition,
        "from": case.state,
        "to": state,
        "final": new.states[state].final,
        "owner": case.owner,
        "reason": plan.reason.strip(),
    }
    renamed = {
        "states": dict(plan.states),
        "steps": dict(plan.steps),
        "renamed": {
            name: one.name
            for name, one in plan.deadlines.items()
            if one.how != "drop" and one.name != name
        },
    }
    payload |= {name: value for name, value in renamed.items() if value}
    counts, here = crossing.counts(case.counts), crossing.counts(case.entry_counts)
    performers = {plan.steps.get(step, step): list(by) for step, by in case.performers.items()}
    if (counts, here) != (case.counts, case.entry_counts):
        payload |= {"counts": counts, "entry_counts": here}
    if performers.keys() != case.performers.keys():
        payload["performers"] = performers
    return payload


class _Moving:
    """The clocks of one case on their way. Used once, then thrown away."""

    def __init__(self, draft: Draft, target: Target, payload: dict[str, Any], at: datetime) -> None:
        self.refusals: list[Refusal] = []
        self.moves: list[Move] = []
        self._draft = draft
        self._edition, self._crossing, _promises = target
        self._payload = payload
        self._at = at
        self._told: list[tuple[Result, str, DeadlineState | None]] = []
        self._left_out: list[ClockMove] = []
        self._case = self._after()

    def _after(self) -> Case:
        """Return the case as the event makes it as far as it is known."""
        draft, at = self._draft, self._at
        payload = {**self._payload, "deadlines": self.moves}
        event = Event(draft.case.version + 1, "migrated", at, draft.now, CASE, CASE, payload)
        return evolve(draft.case, event)

    def treat(self) -> None:
        """Settle what becomes of every cycle that is not over; none is ``undecided``."""
        plan = self._crossing.plan
        for state in self._draft.case.deadlines.values():
            if state.done_at is not None:
                continue
            treated = plan.deadlines.get(state.name, Treated("keep", state.name))
            if treated.how == "drop":
                # A miss stays a miss, though nobody has to make up for it any more.
                change = RELEASED if state.status == "missed" else "dropped"
                self._add("dropped", state, clocks.done(state, change, self._at))
            elif treated.how == "recompute" and MISS not in state.fired:
                self._recompute(state, treated.name)
            else:
                self._keep(state, treated.name)

    def _keep(self, state: DeadlineState, name: str) -> None:
        clock = self._draft.edition.clock_of(state)
        self.refusals += unkeepable(clock, self._edition, name)
        if name == state.name:
            move = {"change": "kept", "name": name, "cycle": state.cycle, "due_at": state.due_at}
            self._add("kept", state, move)
        else:
            self._go_on("kept", state, self._case.deadlines[state.key], name)

    def _recompute(self, state: DeadlineState, name: str) -> None:
        clock, times = self._edition.clocks[name], self._draft.times
        facts = Facts(self._case, self._draft.context)
        try:
            official = times.official(clock)
            due = due_instant(
                clock, self._case, facts=facts, started_at=state.started_at, times=times,
                state=state.changed({"official": official}),
            )  # fmt: skip
        except (DeadlineError, ActRefused) as error:
            self.refusals.append(Refusal("uncountable", name, str(error)))
            return
        changes: dict[str, Any] = {
            "due_at": due.instant,
            "agreed": due.agreed,
            "rule": due.rule,
            "factor": due.factor,
            "official": due.official,
            "counted_by": "",
            "owed": clock.deadline.owed,
            "revised_at": self._at,  # nobody is reminded of what would have been
            "revision": state.revision + (due.instant != state.due_at),
        }
        before = self._draft.edition.clock_of(state).deadline
        rungs = self._crossing.rungs(before, clock.deadline)
        changes["fired"] = _carried(state, rungs, changes["revision"])
        self._go_on("recomputed", state, state.changed(changes), name)

    def _go_on(self, result: Result, state: DeadlineState, then: DeadlineState, name: str) -> None:
        """Let another cycle, as it is ``then``, go on in place of one."""
        cycle = next_cycle(self._case, name, self.moves)
        move = {**clocks.restored(then, cycle), "name": name}
        if name != state.name:
            move["of"] = state.name
        self.moves.append(clocks.done(state, "replaced", self._at))
        self._add(result, state, move)

    def start(self) -> None:
        """Start the deadlines that are new and would be running by what happened."""
        plan, times = self._crossing.plan, self._draft.times
        for deadline in self._crossing.fresh():
            start = plan.starts.get(deadline.name, "now")
            since = None
            if start != "never":
                since = since_when(deadline, self._edition, self._draft, self._case, self._crossing)
            if since is None:
                continue
            if not meetable(deadline, self._edition, self._draft, self._case, self._crossing):
                self._left_out.append(ClockMove("not_started", deadline.name, 0, None, None))
                continue
            began = self._at if start == "now" else since
            clock, facts = (
                self._edition.clocks[deadline.name],
                Facts(self._case, self._draft.context),
            )
            try:
                due = due_instant(clock, self._case, facts=facts, started_at=began, times=times)
            except (DeadlineError, ActRefused) as error:
                self.refusals.append(Refusal("uncountable", deadline.name, str(error)))
                continue
            cycle = next_cycle(self._case, deadline.name, self.moves)
            move = clocks.armed(deadline.name, cycle, began, due, owed=deadline.owed)
            self._add("started", None, {**move, "revised_at": self._at})

    def _add(self, result: Result, state: DeadlineState | None, move: Move) -> None:
        self.moves.append(move)
        self._told.append((result, f"{move['name']}/{move['cycle']}", state))

    def followed(self) -> Case:
        """Let the clocks follow the case as it is then; return the case after all of it."""
        draft = Draft(self._edition, self._after(), self._draft.context, self._draft.now)
        follow(draft, self._at, by_clock=True)
        self.moves += [dict(move) for event in draft.events for move in moves_of(event)]
        self._payload["deadlines"] = self.moves
        return self._after()

    def results(self, after: Case) -> Iterator[ClockMove]:
        """Yield what became of each cycle."""
        for result, key, state in self._told:
            now = after.deadlines[key]
            was = None if state is None else state.due_at
            due_at = None if result == "dropped" else now.due_at
            yield ClockMove(result, now.name, now.cycle, was, due_at, now.status, now.owed)
        yield from self._left_out


def _carried(state: DeadlineState, rungs: Any, revision: int) -> tuple[str, ...]:
    """Return what has fired on a cycle, by the rungs of another ladder."""
    found = []
    for key in state.fired:
        rung, mark, rest = key.partition("#")
        if rung in rungs:
            occurrence = rest.partition("@")[0]
            again = f"@{revision}" if revision and rung.startswith("remind") else ""
            found.append(f"{rungs[rung]}{mark}{occurrence}{again}")
    return tuple(dict.fromkeys(found))


def _stranded(after: Case, results: tuple[ClockMove, ...], at: datetime) -> Iterator[Refusal]:
    for one in results:
        moved = one.result in {"recomputed", "started"} and one.status == "armed"
        if moved and one.due_at is not None and one.due_at <= at:
            yield Refusal("due_now", one.name)
    if not any(one.running for one in after.deadlines.values()):
        yield Refusal("no_clock")
