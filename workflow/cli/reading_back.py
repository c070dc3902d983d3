"""Reading back: what was written down is shown, to be read out, and whether it was is asked."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from workflow.cli.given import Values
from workflow.cli.options import Settings
from workflow.cli.output import print_blocks
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.definition.model import Field
    from workflow.report.glossary import Glossary
    from workflow.service.facade import Workflow
    from workflow.service.views import CaseView, Receipt

Attempt = Callable[[bool, int | None], "Receipt"]
"""Acts: whether it was read back, and which version of the case was seen when it was."""


def after_reading_back(
    settings: Settings,
    workflow: "Workflow",
    attempt: Attempt,
    given: Values,
    *,
    told: bool,
    case: str | None = None,
    definition: str = "",
) -> "Receipt":
    """Act; where something is to be read back first, show it, and ask whoever sits there."""
    from workflow.errors import NotReadBack
    from workflow.report.glossary import Glossary, glossary

    try:
        return attempt(told, None)
    except NotReadBack as refusal:
        view = None if case is None else workflow.show(case, actor=settings.reader)
        words = glossary(workflow, view) if view else Glossary(workflow.definition(definition))
        if not settings.json:
            print_blocks(_shown(refusal.fields, given, view, words))
        asked = not settings.json and sys.stdin.isatty()
        if not asked or not click.confirm(gettext("Was this read back?"), err=True):
            raise
    return attempt(True, view.version if view else None)


def _shown(
    names: Sequence[str], given: Values, view: "CaseView | None", words: "Glossary"
) -> list[str]:
    on_file = {one.name: one for one in view.fields} if view else {}
    lines = [gettext("To be read back:")]
    for name in names:
        if name in given:
            shown = _as_typed(words.fields[name], given[name], words)
        else:
            kept = on_file[name]
            shown = gettext("(withheld)") if kept.withheld else words.value(name, kept.value)
        lines.append(f"  {words.field(name)}: {shown}")
    return lines


def _as_typed(field: "Field", value: object, words: "Glossary") -> str:
    """Return what was typed as it will be kept; a time stays local, as it was typed."""
    from zoneinfo import ZoneInfo

    from workflow.definition.values import read_value

    if field.type == "moment":
        return str(value)
    return words.value(field.name, read_value(field, value, ZoneInfo("UTC")))
