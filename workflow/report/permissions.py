"""Who may do what is no step of a definition, in words."""

from collections.abc import Mapping

from workflow.definition.model import Definition
from workflow.report.glossary import Glossary
from workflow.report.words import listed
from workflow.translation import gettext, mark

LABELS: Mapping[str, str] = {
    "assign": mark("who may assign"),
    "note": mark("who may take notes"),
    "set": mark("who may set values"),
    "correct": mark("who may correct"),
    "record_late": mark("who may record late"),
    "erase": mark("who may erase"),
}


def permissions(shown: Definition, words: Glossary) -> list[str]:
    """Return a line for each permission, also for those of which the definition says nothing."""
    lines = []
    for name, label in LABELS.items():
        people = [words.who(one) for one in getattr(shown.permissions, name)]
        said = gettext("{part}: {text}")
        lines.append(
            "  " + said.format(part=gettext(label), text=listed(people) or gettext("nobody"))
        )
    return lines
