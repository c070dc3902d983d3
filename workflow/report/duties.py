"""Duties in words: as a definition has them, of a case, and as they change."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.definition.model import Branch, Definition, Duty, Transition
from workflow.report.glossary import Glossary
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, listed, local, titled
from workflow.service.views import DutyView
from workflow.translation import chosen, gettext, mark

_STATUSES = {"open": mark("still owed"), "done": mark("was done"), "waived": mark("was waived")}
_CHANGES = {
    "opened": mark("{duty}: owed by {person}"),
    "done": mark("{duty}: done, owed by {person}"),
    "waived": mark("{duty}: waived, owed by {person}"),
    "handed_on": mark("{duty}: handed on from {before} to {person}"),
    "dated": mark("{duty}: since when it was owed is put right"),
}
_IS_OPEN = re.compile(r"""\s*(open|settled)\(\s*["'](\w+)["']\s*\)\s*""")


def of_case(duties: Iterable[DutyView], zone: str) -> Table:
    """Return the duties of a case as a table, the open ones first."""
    return Table(
        (
            gettext("Name"),
            gettext("Title"),
            gettext("Status"),
            gettext("Owed by"),
            gettext("Since"),
            gettext("Settled at"),
        ),
        [
            (
                one.name,
                chosen(one.title, one.name),
                gettext(_STATUSES[one.status]),
                one.who,
                local(one.opened_at, zone),
                local(one.settled_at, zone),
            )
            for one in sorted(duties, key=lambda one: one.status != "open")
        ],
    )


def owed(duties: Iterable[DutyView]) -> list[str]:
    """Return the open duties, each with who owes it."""
    return [
        gettext("{duty}, owed by {person}").format(duty=titled(one.name, one.title), person=one.who)
        for one in duties
        if one.status == "open"
    ]


def changed(moves: Iterable[Mapping[str, Any]], words: Glossary) -> Iterator[str]:
    """Yield what an event did to duties."""
    for one in moves:
        yield gettext(_CHANGES[one["change"]]).format(
            duty=words.duty(one["duty"]), person=one["who"], before=one.get("from", NOTHING)
        )
        if "flag" in one:
            yield gettext("Nobody holds the role {role} here.").format(role=words.who(one["flag"]))


def condition(text: str, words: Glossary) -> str:
    """Return a condition; where all it asks is whether a duty is open or settled, in words."""
    found = _IS_OPEN.fullmatch(text)
    if found is None:
        return text
    said = gettext("{duty} is open") if found[1] == "open" else gettext("{duty} is settled")
    return said.format(duty=words.duty(found[2]))


# --- of a definition ---------------------------------------------------------------------------


def definition(shown: Definition, words: Glossary, opens: Mapping[str, str]) -> Iterator[Block]:
    """Yield the duties of a definition; ``opens`` says of each by what."""
    if shown.duties:
        yield gettext("Duties")
    for one in shown.duties.values():
        yield titled(one.name, one.title)
        yield from (f"  {line}" for line in _lines(shown, one, words, opens[one.name]))
        yield ""


def _lines(shown: Definition, duty: Duty, words: Glossary, opens: str) -> Iterator[str]:
    yield gettext("opens: {moments}").format(moments=opens)
    if duty.when is not None:
        yield gettext("if {condition}").format(condition=condition(duty.when, words))
    yield gettext("owed by: {person}").format(person=who(duty, words))
    for text, how in (
        (gettext("done by: {steps}"), "does"),
        (gettext("waived by: {steps}"), "waives"),
        (gettext("waited for by: {steps}"), "joins"),
    ):
        if steps := _steps(shown, duty.name, how):
            yield text.format(steps=listed([words.trigger(name) for name in steps]))


def who(duty: Duty, words: Glossary) -> str:
    """Return who comes to owe a duty."""
    return words.who("owner" if duty.who is None else duty.who.role)


def opened_by(shown: Definition, kind: str, name: str, words: Glossary) -> Iterator[str]:
    """Yield the duties that a moment opens, each with who comes to owe it."""
    for one in shown.duties.values():
        if any((moment.kind, moment.name) == (kind, name) for moment in one.opens):
            text = gettext("opens: {duty}, owed by {person}")
            yield text.format(duty=words.duty(one.name), person=who(one, words))


def _steps(shown: Definition, duty: str, how: str) -> list[str]:
    return [
        one.name
        for one in shown.transitions.values()
        if any(duty in getattr(branch, how) for branch in one.branches)
    ]


def settled(branch: Branch, words: Glossary) -> Iterator[str]:
    """Yield what a branch does, waives and waits for."""
    for names, text in (
        (branch.does, gettext("does: {duties}")),
        (branch.waives, gettext("waives: {duties}")),
        (branch.joins, gettext("not while open: {duties}")),
    ):
        if names:
            yield text.format(duties=listed([words.duty(name) for name in names]))


def of_step(step: Transition, words: Glossary) -> Iterator[str]:
    """Yield what every branch of a step does, waives and waits for, each once."""
    lines = (line for branch in step.branches for line in settled(branch, words))
    yield from dict.fromkeys(lines)
