"""What a definition prints, sends, says and avoids, in words."""

from collections.abc import Iterable, Iterator, Sequence

from workflow.definition.deadline import Addressee, Send
from workflow.definition.model import OWNER, Branch, Definition, State, Transition
from workflow.definition.speech import Avoided, Script
from workflow.report.glossary import Glossary
from workflow.report.words import listed
from workflow.translation import chosen, gettext, mark

OCCASIONS = {
    "opening": mark("Opening"),
    "say": mark("Say"),
    "apology": mark("Apology"),
    "holding": mark("While they wait"),
    "closing": mark("Closing"),
}


def addressee(one: Addressee, words: Glossary) -> str:
    """Return who hears of something."""
    match one.kind:
        case "above":
            return gettext("who is above {person}").format(person=words.who(one.name or OWNER))
        case "head_of" if one.name:
            return gettext("the head of {department}").format(department=one.name)
        case "head_of":
            return gettext("the head of the department")
        case "person":
            return one.name
    return words.who(one.name or one.kind)


def sends(known: Iterable[Send], words: Glossary) -> list[str]:
    """Return messages: what is sent to whom."""
    return [_send(one, words) for one in known]


def _send(one: Send, words: Glossary) -> str:
    text = (
        gettext("{document} to {people}, urgent")
        if one.urgent
        else gettext("{document} to {people}")
    )
    return text.format(
        document=words.document(one.document),
        people=listed([addressee(each, words) for each in one.to]),
    )


def avoided(known: Iterable[Avoided]) -> list[str]:
    """Return phrases to avoid, with what to say instead."""
    return [_avoided(one) for one in known]


def _avoided(one: Avoided) -> str:
    text = (
        gettext("{phrases}: better “{instead}” (only warned of)")
        if one.warns
        else gettext("{phrases}: say “{instead}”")
    )
    return text.format(phrases=listed(list(one.phrases)), instead=chosen(one.instead, ""))


def occasion(name: str) -> str:
    """Return what an occasion to say something is called."""
    return gettext(OCCASIONS[name])


def of_step(step: Transition, words: Glossary) -> Iterator[str]:
    """Yield the lines of a step: when it counts as done, its papers, messages and words."""
    if step.happened:
        field = words.field(step.happened)
        yield gettext("  happened at the time in {field}").format(field=field)
    if step.checks is not None:
        fields = listed([words.field(one) for one in step.checks])
        yield gettext("  phrases are looked for in: {fields}").format(fields=fields)
    yield from _indented([*brought(step, words), *_said(step.script), *_avoid(step.avoid)])
    for branch in step.branches:
        lines = [*_said(branch.script), *_avoid(branch.avoid)]
        if lines:
            target = gettext("stays") if branch.to is None else words.state(branch.to)
            yield gettext("  to {state}:").format(state=target)
            yield from _indented(_indented(lines))


def brought(one: Transition | Branch, words: Glossary) -> Iterator[str]:
    """Yield what a step or a branch prints and sends."""
    if one.prints:
        documents = listed([words.document(each) for each in one.prints])
        yield gettext("prints: {documents}").format(documents=documents)
    for each in sends(one.sends, words):
        yield gettext("sends: {message}").format(message=each)


def of_file(shown: Definition, words: Glossary) -> list[str]:
    """Return what is said and avoided in states, and always."""
    lines: list[str] = []
    for state in shown.states.values():
        lines += _of_state(state, words)
    always = [*_said(shown.script), *_avoid(shown.avoid)]
    if shown.checks is not None:
        fields = listed([words.field(one) for one in shown.checks])
        always.append(gettext("phrases are looked for in: {fields}").format(fields=fields))
    if always:
        lines += [gettext("  always:"), *_indented(_indented(always))]
    return ["", gettext("Words"), *lines] if lines else []


def _of_state(state: State, words: Glossary) -> Iterator[str]:
    lines = [*_said(state.script), *_avoid(state.avoid)]
    if lines:
        yield gettext("  in {state}:").format(state=words.state(state.name))
        yield from _indented(_indented(lines))


def _said(script: Script) -> Iterator[str]:
    for name, text in script.items():
        first, *more = chosen(text, "").splitlines()
        yield gettext("{occasion}: {words}").format(occasion=occasion(name), words=first)
        yield from _indented(more)


def _avoid(avoid: Sequence[Avoided]) -> Iterator[str]:
    for one in avoided(avoid):
        yield gettext("avoid: {phrases}").format(phrases=one)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
