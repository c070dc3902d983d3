"""What to say to people, and what not to."""

from collections.abc import Iterable

from workflow.report.data import Data
from workflow.report.glossary import Glossary
from workflow.report.papers import occasion
from workflow.report.table import Block, Table
from workflow.report.words import conditional
from workflow.service.views import AvoidView, SaidView, ScriptView
from workflow.translation import chosen, gettext


def script(view: ScriptView, words: Glossary) -> list[Block]:
    """Return what to say, under whose it is, and what to avoid."""
    blocks: list[Block] = []
    before = None
    for one in view.said:
        heading = _heading(one, words)
        if heading != before:
            blocks += [*([""] if blocks else []), heading]
            before = heading
        blocks += said(one)
    if not blocks:
        blocks.append(gettext("The definition has nothing to say here."))
    if view.avoid:
        blocks += ["", gettext("Avoid"), _avoid(view.avoid)]
    return blocks


def said(one: SaidView) -> list[Block]:
    """Return words to say, each line further to the right under their occasion."""
    lines = one.text.splitlines()
    return [f"  {occasion(one.occasion)}", *(f"    {line}" for line in lines)]


def _heading(one: SaidView, words: Glossary) -> str:
    if one.scope == "branch":
        target = gettext("stays") if one.to is None else words.state(one.to)
        return gettext("{step}, to {state}").format(
            step=words.trigger(one.step), state=conditional(target, one.when)
        )
    return {
        "step": words.trigger(one.step),
        "state": gettext("In this state"),
        "definition": gettext("Always"),
    }[one.scope]


def _avoid(avoid: Iterable[AvoidView]) -> Table:
    return Table(
        (gettext("Phrase"), gettext("Say instead"), gettext("Remark")),
        [
            (
                one.phrase,
                chosen(one.instead, ""),
                gettext("a warning") if one.only_warned else gettext("the act is refused"),
            )
            for one in avoid
        ],
    )


def plain(view: ScriptView) -> Data:
    """Return it for programs."""
    return {
        "case": view.case or None,
        "definition": view.definition,
        "said": [
            {
                "scope": one.scope,
                "step": one.step or None,
                "when": one.when,
                "to": one.to,
                "occasion": one.occasion,
                "text": one.text,
            }
            for one in view.said
        ],
        "avoid": [
            {
                "phrase": one.phrase,
                "instead": chosen(one.instead, ""),
                "only_warned": one.only_warned,
            }
            for one in view.avoid
        ],
    }
