"""What a picture of a definition shows, in the reader's words; nothing is drawn or quoted yet.

What is possible in every open state, or runs in all of them, stands once, at a place of its own.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from workflow.calendars.wording import amount
from workflow.definition.clocks import runs
from workflow.definition.deadline import Deadline
from workflow.definition.model import ANY_OPEN, NEW, Definition, Transition
from workflow.report import duties
from workflow.report.diagrams.owners import owners
from workflow.report.diagrams.steps import Step, Way
from workflow.report.glossary import Glossary
from workflow.report.owners import others
from workflow.report.steps import how_often
from workflow.report.windows import windows
from workflow.report.words import listed
from workflow.translation import chosen, gettext

FEW = 2
"""Of so few open states each is named: it takes no more room."""
NO_CHARACTERS = frozenset("\ufffe\uffff")
"""No XML may hold them."""
JOINERS = frozenset("\u200c\u200d")
"""They have no sign of their own, and emoji and some scripts are not written without them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case can be. ``anywhere`` stands for all open states, ``opening`` for none yet."""

    name: str
    title: str
    kind: Literal["opening", "open", "final", "anywhere"]
    owners: str = ""
    limits: tuple[str, ...] = ()
    seen: Literal["", "passed", "here"] = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """An act that leads from a place to a place; ``steps`` numbers the times it was done.

    One that ``stays`` has the same place twice, and so has one that leads back to where it began.
    """

    trigger: str
    source: str
    target: str
    title: str
    who: str
    details: tuple[str, ...] = ()
    stays: bool = False
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A definition, and with ``case`` the way that one came."""

    title: str
    about: str
    places: tuple[Place, ...]
    arrows: tuple[Arrow, ...]
    case: str = ""


def picture(shown: Definition, taken: Way | None = None) -> Picture:
    """Return what a picture of a definition shows, in the current language."""
    arrows = list(_arrows(shown))
    places = list(_places(shown, arrows))
    if taken is not None:
        arrows = _walked(shown, arrows, taken)
        places = _seen(places, taken)
    return Picture(
        title=plain(chosen(shown.title, shown.workflow)),
        about=_about(shown, taken),
        places=tuple(places),
        arrows=tuple(arrows),
        case=taken.case if taken else "",
    )


def plain(text: str) -> str:
    """Return a text in one line, without what steers a terminal, a browser or the way of writing.

    >>> plain("Called \\n back")
    'Called back'
    """
    kept = (one if _is_sign(one) else " " for one in text)
    return " ".join("".join(kept).split())


def _is_sign(one: str) -> bool:
    return one in JOINERS or (
        unicodedata.category(one) not in {"Cc", "Cf", "Cs"} and one not in NO_CHARACTERS
    )


def _about(shown: Definition, taken: Way | None) -> str:
    texts = [
        gettext("edition {edition}, in effect from {date}").format(
            edition=plain(shown.edition), date=shown.effective
        )
    ]
    if taken is not None:
        texts.append(gettext("the way of {case}, step by step").format(case=taken.case))
    return listed(texts)


# --- where a case can be -----------------------------------------------------------------------


def _places(shown: Definition, arrows: Iterable[Arrow]) -> Iterator[Place]:
    yield Place(NEW, "", "opening")
    limits = dict(_limits(shown))
    words = Glossary(shown, plain=True)
    for name in shown.states:
        opened = [*map(plain, duties.opened_by(shown, "entered", name, words))]
        if opened:
            limits[name] = [*limits.get(name, []), *opened]
    owned = owners(shown)
    for name, state in shown.states.items():
        yield Place(
            name,
            plain(chosen(state.title, name)) or name,
            "final" if state.final else "open",
            "" if state.final else _owned(shown, owned[name]),
            tuple(limits.get(name, ())),
        )
    if ANY_OPEN in limits or any(one.source == ANY_OPEN for one in arrows):
        title = Glossary(None).state(ANY_OPEN)
        yield Place(ANY_OPEN, title, "anywhere", limits=tuple(limits.get(ANY_OPEN, ())))


def _owned(shown: Definition, roles: Iterable[str]) -> str:
    words = Glossary(shown, plain=True)
    names = [plain(words.who(one)) if one else gettext("whoever opened it") for one in roles]
    return gettext("Owner: {owner}").format(owner=listed(names)) if names else ""


def _limits(shown: Definition) -> Iterator[tuple[str, list[str]]]:
    """Yield what runs in each state; what runs in every open one, for them together."""
    found: dict[str, list[str]] = {}
    every = _every_open(shown)
    for name, run in runs(shown).items():
        deadline = shown.deadlines[name]
        paused = {one.state for one in deadline.pauses if one.state}
        if every and not paused and run.states == set(every):
            found.setdefault(ANY_OPEN, []).append(_limited(deadline, shown))
            continue
        for state in shown.states:
            if state in run.states:
                told = _limited(deadline, shown, stands=state in paused)
                found.setdefault(state, []).append(told)
    yield from found.items()


def _limited(deadline: Deadline, shown: Definition, *, stands: bool = False) -> str:
    title = plain(chosen(deadline.title, deadline.name))
    if stands:
        return gettext("{deadline}: stands still").format(deadline=title)
    text = gettext("{deadline}: {limit}")
    return text.format(deadline=title, limit=_limit(deadline, shown))


def _limit(deadline: Deadline, shown: Definition) -> str:
    if deadline.due is not None:
        field = plain(Glossary(shown, plain=True).field(deadline.due))
        return gettext("the time in {field}").format(field=field)
    lengths = " / ".join(dict.fromkeys(amount(one.amount) for one in deadline.within))
    return (
        lengths
        if deadline.agreed is None
        else gettext("{limit}, or as agreed").format(limit=lengths)
    )


def _every_open(shown: Definition) -> tuple[str, ...]:
    """Return the open states, if there are so many that they are better shown as one."""
    found = tuple(name for name, state in shown.states.items() if not state.final)
    return found if len(found) > FEW else ()


# --- what can be done --------------------------------------------------------------------------


def _arrows(shown: Definition) -> Iterator[Arrow]:
    every = _every_open(shown)
    for one in shown.transitions.values():
        together = bool(every) and set(every) == set(one.sources)
        for source in (ANY_OPEN,) if together else one.sources:
            for target in dict.fromkeys(branch.to for branch in one.branches):
                yield _arrow(shown, one, source, target)


def _arrow(shown: Definition, step: Transition, source: str, target: str | None) -> Arrow:
    words = Glossary(shown, plain=True)
    leaving = () if target is None else duties.opened_by(shown, "left", source, words)
    return Arrow(
        trigger=step.name,
        source=source,
        target=source if target is None else target,
        title=plain(words.trigger(step.name)) or step.name,
        who=plain(listed([words.who(one) for one in step.by])),
        details=tuple(map(plain, (*_details(shown, step, target), *leaving))),
        stays=target is None,
    )


def _details(shown: Definition, step: Transition, target: str | None) -> Iterator[str]:
    """Yield how often, when, and by which clock it is done."""
    leading = [branch for branch in step.branches if branch.to == target]
    yield from dict.fromkeys(chain(how_often(step), *map(how_often, leading)))
    yield from windows(step, shown)
    words = Glossary(shown, plain=True)
    yield from others(step.barred, words)
    told = (line for branch in leading for line in duties.settled(branch, words))
    yield from dict.fromkeys(told)
    yield from duties.opened_by(shown, "act", step.name, words)
    yield from _others(step, target)
    for name, deadline in shown.deadlines.items():
        if any(rung.does == step.name for rung in deadline.remind):
            text = gettext("by itself, before it is due: {deadline}")
            yield text.format(deadline=words.deadline(name))
        if any(rung.does == step.name for rung in deadline.missed):
            text = gettext("by itself, once it is missed: {deadline}")
            if not deadline.owed:
                text = gettext("by itself, once it ran out: {deadline}")
            yield text.format(deadline=words.deadline(name))


def _others(step: Transition, target: str | None) -> Iterator[str]:
    """Yield which other cases it is about."""
    opened = [made.workflow for one in step.branches if one.to == target for made in one.creates]
    for name in dict.fromkeys(opened):
        yield gettext("opens a case of the kind {workflow}").format(workflow=name)
    if step.splits is not None:
        yield gettext("splits off a second case")
    if step.merges:
        yield gettext("merges the case into another")


# --- the way of a case -------------------------------------------------------------------------


def _walked(shown: Definition, arrows: list[Arrow], taken: Way) -> list[Arrow]:
    """Return the arrows with the numbers of the steps.

    What was done by an arrow that stands for every open state gets an arrow of its own.
    """
    numbers: dict[Step, list[int]] = {}
    for number, step in enumerate(taken.steps, start=1):
        known = step.source in {NEW, *shown.states} and step.target in shown.states
        if known and step.trigger in shown.transitions:
            numbers.setdefault(step, []).append(number)
    found = []
    for one in arrows:
        steps = numbers.pop(Step(one.trigger, one.source, one.target, one.stays), ())
        found.append(replace(one, steps=tuple(steps)))
    for step, steps in numbers.items():
        done = shown.transitions[step.trigger]
        made = _arrow(shown, done, step.source, None if step.stays else step.target)
        found.append(replace(made, steps=tuple(steps)))
    return found


def _seen(places: list[Place], taken: Way) -> list[Place]:
    passed = {name for step in taken.steps for name in (step.source, step.target)}
    here = taken.steps[-1].target if taken.steps else ""
    return [
        replace(one, seen="here" if one.name == here else "passed" if one.name in passed else "")
        for one in places
    ]
