"""What is gathered while a file is read, to be looked at when all of it is known.

Names that something else declares, conditions, and texts with blanks, each with where it stands.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.definition.nodes import Node

NameKind = Literal[
    "role", "actor", "permitted", "party", "field", "state", "transition", "deadline", "reaction",
    "document", "duty", "child",
]  # fmt: skip


def kind_in_words(kind: NameKind) -> str:
    """Return what is named, for people."""
    return {
        "role": gettext("role"),
        "actor": gettext("role or party"),
        "permitted": gettext("role"),
        "party": gettext("party"),
        "field": gettext("field"),
        "state": gettext("state"),
        "transition": gettext("transition"),
        "deadline": gettext("deadline"),
        "reaction": gettext("reaction under requires"),
        "document": gettext("document"),
        "child": gettext("kind of case opened by a step"),
        "duty": gettext("duty"),
    }[kind]


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names something declared elsewhere."""

    kind: NameKind
    name: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class Written:
    """A condition where it is written.

    ``limit`` when it chooses how long a deadline is, ``clock`` when it stops or starts one,
    ``promise`` when it belongs to one.
    """

    text: str
    node: "Node"
    limit: bool = False
    clock: bool = False
    promise: bool = False


class Blanked(NamedTuple):
    """A text with blanks where it is written: a script, or the document of a name."""

    node: "Node"
    kind: Literal["script", "document"]
    name: str = ""
