"""Scripts filled in, and phrases to avoid, of a state and of the steps that are possible there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from workflow.definition.model import Branch, Definition, State, Transition
from workflow.definition.speech import OCCASIONS, Avoided, Script, sought
from workflow.engine.case import Case
from workflow.service.filling import Sheet, fill
from workflow.service.views import AvoidView, SaidView, ScriptView


class _Part(NamedTuple):
    """A script with whose it is."""

    scope: str
    script: Script
    step: str = ""
    branch: Branch | None = None


def script_of(sheet: Sheet, case: Case) -> tuple[SaidView, ...]:
    """Return what the state of a case has people say in it."""
    part = _Part("state", sheet.definition.states[case.state].script)
    return tuple(_said([part], sheet))


def script_view(sheet: Sheet, state: str, step: Transition | None) -> ScriptView:
    """Return what to say in a state: with all that can be done there, or with one step."""
    definition = sheet.definition
    every = definition.transitions.values()
    steps = [step] if step else [one for one in every if state in one.sources]
    here = definition.states.get(state)
    return ScriptView(
        case=sheet.case.number if sheet.case else "",
        definition=definition.workflow,
        edition=definition.edition,
        said=tuple(_said(_parts(definition, here, steps), sheet)),
        avoid=tuple(_avoid(_avoided(definition, here, steps))),
    )


def _parts(
    definition: Definition, here: State | None, steps: Sequence[Transition]
) -> Iterator[_Part]:
    """Yield the scripts: of one step the nearest first, and of others only what it leaves out."""
    alone = len(steps) == 1
    said = set(steps[0].script) if alone else set()
    of_state = _without(said, here.script if here else {})
    if not alone:
        yield _Part("state", of_state)
    for step in steps:
        yield _Part("step", step.script, step.name)
        yield from (_Part("branch", one.script, step.name, one) for one in step.branches)
    if alone:
        yield _Part("state", of_state)
    yield _Part("definition", _without({*said, *of_state}, definition.script))


def _without(said: set[str], script: Script) -> Script:
    return {occasion: text for occasion, text in script.items() if occasion not in said}


def _avoided(
    definition: Definition, here: State | None, steps: Sequence[Transition]
) -> Iterator[Avoided]:
    for step in steps:
        yield from step.avoid
        yield from (each for branch in step.branches for each in branch.avoid)
    yield from here.avoid if here else ()
    yield from definition.avoid


def _said(parts: Iterable[_Part], sheet: Sheet) -> Iterator[SaidView]:
    for scope, words, step, branch in parts:
        for occasion in OCCASIONS:
            if occasion in words:
                text = fill(words[occasion], sheet)
                when, to = (branch.when, branch.to) if branch else (None, None)
                yield SaidView(scope, occasion, text, step, when, to)


def _avoid(avoided: Iterable[Avoided]) -> Iterator[AvoidView]:
    for one in sought(avoided):
        yield AvoidView(one.written, one.avoided.instead, only_warned=one.avoided.warns)
