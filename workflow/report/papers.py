"""What a definition prints, sends, says and avoids, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from workflow.definition.copied import Copy
from workflow.definition.deadline import Addressee, Send
from workflow.definition.kinds import Value
from workflow.definition.model import OWNER, Branch, Definition, Transition
from workflow.definition.speech import Avoided, Script
from workflow.report.glossary import Glossary
from workflow.report.words import listed, titled
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
        case "duty":
            return gettext("who owes {duty}").format(duty=words.duty(one.name))
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
        gettext("{phrases}: better “{instead}” (a warning only)")
        if one.warns
        else gettext("{phrases}: say “{instead}”")
    )
    return text.format(phrases=listed(list(one.phrases)), instead=chosen(one.instead, ""))


def occasion(name: str) -> str:
    """Return what an occasion to say something is called."""
    return gettext(OCCASIONS[name])


def of_step(step: Transition, words: Glossary) -> Iterator[str]:
    """Yield the lines of a step: when it counts as done, its papers, messages and words."""
    lines = []
    if step.happened:
        field = words.field(step.happened)
        lines.append(gettext("happened at the time in {field}").format(field=field))
    lines += [*brought(step, words), *_said(step.script), *_avoid(step.avoid)]
    lines += _checked(step.checks, words)
    for branch in step.branches:
        target = gettext("stays") if branch.to is None else words.state(branch.to)
        where = gettext("to {state}:").format(state=target)
        lines += _under(where, [*_said(branch.script), *_avoid(branch.avoid)])
    yield from _indented(lines)


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
        where = gettext("in {state}:").format(state=words.state(state.name))
        lines += _under(where, [*_said(state.script), *_avoid(state.avoid)])
    always = [*_said(shown.script), *_avoid(shown.avoid), *_checked(shown.checks, words)]
    lines += _under(gettext("always:"), always)
    return [gettext("Words"), *_indented(lines), ""] if lines else []


def _checked(fields: Sequence[str] | None, words: Glossary) -> list[str]:
    if fields is None:
        return []
    known = listed([words.field(one) for one in fields])
    return [gettext("phrases are looked for in: {fields}").format(fields=known)]


def _under(heading: str, lines: Sequence[str]) -> list[str]:
    return [heading, *_indented(lines)] if lines else []


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


def documents(shown: Definition) -> Iterable[str]:
    """Yield the documents of a definition, each with its text."""
    if shown.documents:
        yield gettext("Documents")
    for one in shown.documents.values():
        yield titled(one.name, one.title)
        yield from (f"  {line}" for line in chosen(one.text, "").splitlines())
        yield ""


def filled_in(
    sets: Mapping[str, Value] | None, copies: Iterable[Copy], words: Glossary
) -> list[str]:
    """Return which fields are filled in by themselves, and with what."""
    becomes = gettext("{field} becomes {value}")
    told = [
        becomes.format(field=words.field(name), value=words.value(name, value))
        for name, value in (sets or {}).items()
    ]
    return told + taken_over(copies, words)


def taken_over(copies: Iterable[Copy], words: Glossary) -> list[str]:
    """Return which fields take over what others hold."""
    wanted = gettext("{field} becomes what {source} holds")
    return [
        wanted.format(field=words.field(one.field), source=words.field(one.source))
        for one in copies
    ]
