"""What deadlines promise: they can start, they can end, and one runs wherever a case waits."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.calendars.amounts import WORKING_UNITS, Amount
from workflow.definition.coverage import OF_DUTIES
from workflow.definition.deadline import Deadline, Moment, Rung, ladders
from workflow.definition.forgetting import check_running
from workflow.definition.given import from_the_opening, given_in
from workflow.definition.lengths import least_minutes, most_minutes
from workflow.definition.model import NEW, SYSTEM, Definition, Transition
from workflow.definition.nodes import Book
from workflow.definition.shape import Ways, entangled, ways
from workflow.definition.standing import waiting
from workflow.errors import Problem
from workflow.translation import gettext

ONE_DAY = Amount(1, "calendar days")


@dataclass(frozen=True, slots=True)
class Run:
    """Where a deadline can run, found by walking every way a case can take."""

    states: frozenset[str]
    stopped: bool


Runs = Mapping[str, Run]


def run(known: Ways, deadline: Deadline, anyway: Collection[str] = ()) -> Run:
    """Return the states ``deadline`` can run in, and whether something can stop it.

    In the states ``anyway`` it can start without an act.
    """
    seen, stopped = _walk(known, deadline, anyway)
    return Run(frozenset(state for state, running, _owed in seen if running), stopped)


def owing(
    definition: Definition, deadline: Deadline, found: Runs, duties: Collection[str]
) -> set[tuple[str, frozenset[str]]]:
    """Return the states a deadline can run in, each with those of ``duties`` that are open then."""
    anyway = _anyway(definition, deadline, found)
    seen, _stopped = _walk(ways(definition), deadline, anyway, duties)
    return {(state, owed.intersection(duties)) for state, running, owed in seen if running}


def _walk(
    known: Ways, deadline: Deadline, anyway: Collection[str], also: Collection[str] = ()
) -> tuple[set[tuple[str, bool, frozenset[str]]], bool]:
    """Walk every way: where it runs, with which duties open, ``also`` these; and if it can stop."""
    starting, ending = frozenset(deadline.starts), frozenset((*deadline.met, *deadline.cancelled))
    duties = {one.name for one in starting | ending if one.kind in OF_DUTIES}
    among = entangled(known, duties.union(also))
    seen: set[tuple[str, bool, frozenset[str]]] = {(NEW, False, frozenset())}
    todo = list(seen)
    stopped = False
    while todo:
        state, running, owed = todo.pop()
        for step in known[state]:
            for turn in step.handling.turns(owed, among):
                moments = step.moments.union(turn.moments)
                ends = step.releases or not ending.isdisjoint(moments)
                # What settles a duty by ending the case starts nothing: the case is over.
                begun = step.moments if step.ends else moments
                begins = step.target in anyway or not starting.isdisjoint(begun)
                stopped = stopped or (running and ends)
                follows = (step.target, begins or (running and not ends), turn.after)
                if follows not in seen:
                    seen.add(follows)
                    todo.append(follows)
    return seen, stopped


def runs(definition: Definition, known: Ways | None = None) -> Runs:
    """Return where each deadline can run; one that another starts, by where that can be missed.

    ``known`` are the ways that are looked at, if not all there are.
    """
    known = ways(definition) if known is None else known
    found: dict[str, Run] = {}
    todo = [*definition.deadlines.values()]
    while todo:
        again = {one.name: run(known, one, _anyway(definition, one, found)) for one in todo}
        moved = any(found.get(name) != one for name, one in again.items())
        found |= again
        # Only where a miss can happen is not known from the start.
        todo = [one for one in todo if any(each.kind == "missed" for each in one.starts)]
        todo = todo if moved else []
    return found


def _anyway(definition: Definition, deadline: Deadline, found: Runs) -> set[str]:
    """Return where it can start without an act: a field is given, another deadline is missed."""

    def running(name: str) -> Collection[str]:
        return found[name].states if name in found else definition.states.keys()

    states: set[str] = set()
    for one in deadline.starts:
        if one.kind == "field" and from_the_opening(definition, one.name):
            # It has begun then: to correct the field starts nothing any more.
            states.update(given_in(definition, one.name, running))
        elif one.kind == "field":
            states |= definition.states.keys()
        elif one.kind == "missed" and one.name in found:
            states |= found[one.name].states
    return {name for name in states if not definition.states[name].final}


def check_clocks(definition: Definition, book: Book) -> Iterator[Problem]:
    """Deadlines start, end and cover every open state; the ways are walked once for all checks."""
    known = ways(definition)
    found = book.runs = runs(definition, known)
    book.waiting = waiting(definition, known, book)
    yield from check_running(definition, found, book)
    yield from check_ends(definition, known, book)
    yield from check_does(definition, found, book)


def check_ends(definition: Definition, known: Ways, book: Book) -> Iterator[Problem]:
    """Every deadline can start, can stop, and does not outlive its case."""
    final = {name for name, state in definition.states.items() if state.final}
    # What ends it in a state that is told for having no deadline, it ends when it begins there.
    lying = {one.situation.state for one in book.waiting if one.uncovered}
    leaving = frozenset[Moment]().union(*(one.moments for state in lying for one in known[state]))
    for name, one in book.runs.items():
        place = book.at(("deadlines", name))
        deadline = definition.deadlines[name]
        if not one.states:
            wanted = gettext("The deadline {name} can never start.")
            yield place.problem("D006", wanted.format(name=name), key=True)
        elif not one.stopped and not leaving.isdisjoint((*deadline.met, *deadline.cancelled)):
            continue
        elif not one.stopped:
            wanted = gettext("Nothing can stop the deadline {name}.")
            yield place.problem("D005", wanted.format(name=name), key=True)
        elif final & one.states:
            text = _outlives(deadline, sorted(final & one.states))
            yield place.problem("D010", text, key=True)
        elif one.states <= {pause.state for pause in deadline.pauses}:
            wanted = gettext("The deadline {name} stands still wherever it runs.")
            yield place.problem("D021", wanted.format(name=name), key=True)


def _outlives(deadline: Deadline, states: Sequence[str]) -> str:
    """Say what to do about a deadline that can still run in final states."""
    there = {one.name for one in (*deadline.met, *deadline.cancelled) if one.kind == "entered"}
    ends = ", ".join(f"{{entered: {each}}}" for each in states if each not in there)
    wanted = gettext(
        "The deadline “{name}” can still run when the case is “{state}”. Add to its `met` "
        "or `cancelled`: `{ends}`."
    )
    if not ends:
        wanted = gettext(
            "The deadline “{name}” can still run when the case is “{state}”: with the step that "
            "leads there it begins anew. Let it begin with what does not happen then: `{starts}`."
        )
    return wanted.format(
        name=deadline.name, state=", ".join(states), ends=ends, starts="starts: {entered: ...}"
    )


def check_does(definition: Definition, found: Runs, book: Book) -> Iterator[Problem]:
    """What a rung does by itself can be done by nobody, without data, where the deadline runs."""
    for name, one in found.items():
        deadline = definition.deadlines[name]
        for key, rungs in ladders(deadline):
            for at, rung in enumerate(rungs):
                if rung.does:
                    place = book.at(("deadlines", name, key, at, "does"))
                    for code, text in _cannot(definition.transitions[rung.does], one):
                        yield place.problem(code, text.format(name=rung.does, deadline=name))


def _cannot(transition: Transition, found: Run) -> Iterator[tuple[str, str]]:
    if SYSTEM not in transition.by:
        yield (
            "D001",
            gettext("{name} does not list system under by, so it cannot happen by itself."),
        )
    if transition.needs or transition.merges:
        yield "D003", gettext("{name} needs data, which nobody gives when it happens by itself.")
    if transition.reads_back:
        yield "D003", gettext("{name} is read back, which nobody does when it happens by itself.")
    if found.states.isdisjoint(transition.sources):
        yield "D002", gettext("{name} is not possible in any state where {deadline} runs.")


def check_reminders(definition: Definition, book: Book) -> Iterator[Problem]:
    """No reminder comes before its deadline has begun."""
    for name, deadline in definition.deadlines.items():
        for at, rung in enumerate(deadline.remind):
            if _too_early(rung, deadline):
                text = gettext(
                    "The reminder would come before the deadline begins: its shortest limit is "
                    "shorter than that."
                )
                keys = ("deadlines", name, "remind", at, "before")
                yield book.at(keys).problem("D004", text)


def check_lengths(definition: Definition, book: Book) -> Iterator[Problem]:
    """No limit comes to nothing by the way its days are counted."""
    for name, deadline in definition.deadlines.items():
        count = deadline.count
        if count.first_day == "counted" and count.ends == "same_time":
            one_day = [one.amount for one in deadline.within if one.amount == ONE_DAY]
            if one_day:
                text = gettext(
                    "With the first day counted, and to the same time, one day is no time at all."
                )
                yield book.at(("deadlines", name, "within")).problem("D011", text)


def _too_early(rung: Rung, deadline: Deadline) -> bool:
    """Whether it is, as far as it can be compared: working time only with working time."""
    if rung.before is None:
        return False
    longest, percent = most_minutes(rung.before), 100
    for factor in deadline.factors:
        percent = max(percent, percent * factor.percent // 100)
    return any(
        longest * 100 > least_minutes(one.amount, deadline.count) * percent
        for one in deadline.within
        if _comparable(one.amount, rung.before)
    )


def _comparable(first: Amount, second: Amount) -> bool:
    if first.unit == second.unit or WORKING_UNITS.isdisjoint({first.unit, second.unit}):
        return True
    return {first.unit, second.unit} == {"working minutes", "working hours"}


def check_chains(definition: Definition, book: Book) -> Iterator[Problem]:
    """No deadline is started by its own miss, not even by way of others."""
    followers = {
        name: {one.name for one in deadline.starts if one.kind == "missed"}
        for name, deadline in definition.deadlines.items()
    }
    for name, before in followers.items():
        earlier = set(before)
        while more := set().union(*(followers[one] for one in earlier)) - earlier:
            earlier |= more
        if name in earlier:
            wanted = gettext("The miss of {name} would start {name} again, without end.")
            if not definition.deadlines[name].owed:
                wanted = gettext("{name} would start itself again when it runs out, without end.")
            place = book.at(("deadlines", name, "starts"))
            yield place.problem("D014", wanted.format(name=name), key=True)


CHECKS = (check_clocks, check_chains, check_reminders, check_lengths)
