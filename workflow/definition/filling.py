"""Where data can be on file: a field that is asked for has to be filled in by something before."""

from collections.abc import Iterator

from workflow.definition.blanks import named_in
from workflow.definition.clocks import Runs
from workflow.definition.deadline import ladders
from workflow.definition.given import brings, given_in
from workflow.definition.model import NEW, Definition, Transition
from workflow.definition.nodes import Book, Node
from workflow.definition.sets import fillings
from workflow.definition.shape import Ways, reached_from, ways
from workflow.errors import Problem
from workflow.translation import gettext


class OnFile:
    """Says in which states each field can be on file, on some way a case can take."""

    def __init__(self, definition: Definition, runs: Runs) -> None:
        self._definition = definition
        self.ways: Ways = ways(definition)
        self.runs = runs
        self._states: dict[str, frozenset[str]] = {}

    def states(self, field: str) -> frozenset[str]:
        """Return the states in which a case can have the field on file."""
        if field not in self._states:
            found: set[str] = set()
            running = {name: one.states for name, one in self.runs.items()}
            for state in given_in(self._definition, field, running.__getitem__):
                if state not in found:
                    found |= reached_from(self.ways, state)
            self._states[field] = frozenset(found)
        return self._states[field]

    def for_act(self, field: str, transition: Transition) -> bool:
        """Whether it can be on file when an act is done, with what the act brings."""
        on_file = not self.states(field).isdisjoint(transition.sources)
        return on_file or brings(self._definition, transition, field)


def check_filling(definition: Definition, book: Book) -> Iterator[Problem]:
    """What has to be on file, and what says when something is due, can be filled in before."""
    on_file = OnFile(definition, book.runs)
    yield from _has(definition, on_file, book)
    for name, deadline in definition.deadlines.items():
        place, due = book.at(("deadlines", name)), deadline.due
        if due and on_file.states(due).isdisjoint(on_file.runs[name].states):
            wanted = gettext("Nothing fills in {field} while the deadline {name} runs.")
            text = wanted.format(field=due, name=name)
            yield book.at(("deadlines", name, "due")).problem("F002", text, key=True)
        fields = [one.name for one in deadline.starts if one.kind == "field"]
        if len(fields) == len(deadline.starts) and not any(map(on_file.states, fields)):
            wanted = gettext("The deadline {name} can never start: nothing fills in {field}.")
            yield place.problem("D006", wanted.format(name=name, field=fields[0]), key=True)


def _has(definition: Definition, on_file: OnFile, book: Book) -> Iterator[Problem]:
    wanted = gettext("{name} has to be on file, and nothing fills it in before {step}.")
    for one in definition.transitions.values():
        place = book.at(("transitions", one.name, "has"))
        for name in one.has:
            if NEW not in one.sources and not on_file.for_act(name, one):
                yield place.problem("F001", wanted.format(name=name, step=one.name), key=True)
    for name, deadline in definition.deadlines.items():
        for key, rungs in ladders(deadline):
            for at, rung in enumerate(rungs):
                if rung.does:
                    step, states = definition.transitions[rung.does], on_file.runs[name].states
                    for field in step.has:
                        if not states & on_file.states(field) and on_file.for_act(field, step):
                            place = book.at(("deadlines", name, key, at, "does"))
                            text = wanted.format(name=field, step=step.name)
                            yield place.problem("F001", text)


def doubt_filling(definition: Definition, book: Book) -> Iterator[Problem]:
    """What conditions ask for, and documents print, can be filled in before."""
    on_file = OnFile(definition, book.runs)
    for keys, condition in book.compiled.items():
        for field in (*condition.fields, *condition.personal):
            if not _asked_where_filled(definition, on_file, book.at(keys), field):
                wanted = gettext("Nothing fills in {name} before this is asked: it is empty here.")
                text = wanted.format(name=field)
                yield book.at(keys).problem("F003", text, severity="warning")
    for keys, one in fillings(definition):
        for copy in one.copies:
            place = book.at((*keys, copy.field))
            if not _asked_where_filled(definition, on_file, place, copy.source):
                wanted = gettext(
                    "Nothing fills in {name} before it is taken over: it is empty here."
                )
                text = wanted.format(name=copy.source)
                yield place.problem("F003", text, severity="warning")
    for name, deadline in definition.deadlines.items():
        agreed = deadline.agreed
        if agreed and on_file.states(agreed).isdisjoint(on_file.runs[name].states):
            wanted = gettext("Nothing fills in {field} while the deadline {name} runs.")
            text = wanted.format(field=agreed, name=name)
            yield book.at(("deadlines", name, "agreed")).problem("F003", text, severity="warning")
    yield from _doubt_blanks(definition, on_file, book)


def _asked_where_filled(definition: Definition, on_file: OnFile, place: Node, field: str) -> bool:
    part, name = place.keys[0], str(place.keys[1])
    if part == "transitions":
        return on_file.for_act(field, definition.transitions[name])
    if part == "deadlines" and place.keys[2] != "applies":
        return not on_file.states(field).isdisjoint(on_file.runs[name].states)
    return bool(on_file.states(field))


def _doubt_blanks(definition: Definition, on_file: OnFile, book: Book) -> Iterator[Problem]:
    for name, document in definition.documents.items():
        asked = set().union(*map(named_in, document.text.values())) & definition.fields.keys()
        for field in sorted(asked):
            if not on_file.states(field):
                wanted = gettext("Nothing ever fills in the blank {name}.")
                place = book.at(("documents", name, "text"))
                yield place.problem("F004", wanted.format(name=field), key=True, severity="warning")


CHECKS = (check_filling,)
DOUBTS = (doubt_filling,)
