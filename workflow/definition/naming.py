"""Names that a file can declare: how they are written, and which words are taken."""

import keyword
import re
from collections.abc import Collection
from itertools import islice
from typing import TYPE_CHECKING

from workflow.definition.facts import QUESTIONS
from workflow.definition.strict_yaml import shortened
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.definition.nodes import Node

LONGEST_NAME = 40
MOST_LISTED = 12
NAME = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = frozenset({
    "new", "any_open", "owner", "system", "any_staff", "refused", "otherwise", "stay", "keep",
    "true", "false", "none", "null", "whoever_owes", "all_open",
})  # fmt: skip
IN_CONDITIONS = RESERVED | frozenset(QUESTIONS) | frozenset(keyword.kwlist)
"""What is taken where a name stands in a condition without quotation marks."""


def is_name(text: str) -> bool:
    """Whether a text is written as a name is; it may be a word that is taken."""
    return len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def check_name(
    node: "Node", name: str, *, key: bool = False, values: bool = False, bare: bool = False
) -> bool:
    """Note what is wrong with a new name.

    The values of a choice may be reserved words; a ``bare`` name may be no word of conditions.
    """
    if not is_name(name):
        wanted = gettext(
            "{name} cannot be a name: small letters a to z, digits and _, beginning with a "
            "letter, at most {most} characters."
        )
        text = wanted.format(name=shortened(name), most=LONGEST_NAME)
        meant = _as_name(name)
        node.note("N001", text, key=key, suggestion=meant)
        node.book.misnamed.add(meant)
        return False
    taken = IN_CONDITIONS if bare else RESERVED
    if name in taken and not (values and name != "refused"):
        wanted = gettext("{name} has a meaning of its own and cannot be a name.")
        node.note("N002", wanted.format(name=name), key=key)
        return False
    return True


def _as_name(text: str) -> str:
    """Return what a name may have been meant as: ``Called-Back`` as ``called_back``."""
    name = re.sub(r"[\s.-]+", "_", text.strip().lower())
    return name if is_name(name) else ""


def listed(names: Collection[str]) -> str:
    """Return the names there are, not more than can be taken in at a glance.

    >>> listed(["clerk", "leader"])
    'clerk, leader'
    """
    more = ["…"] if len(names) > MOST_LISTED else []
    return ", ".join([*islice(names, MOST_LISTED), *more])


def with_brackets(text: str, several: str) -> str:
    """Return what is wrong with a name, and the list to write if ``several`` were meant."""
    if not several:
        return text
    advice = gettext("Several stand in brackets: write {names}.").format(names=shortened(several))
    return gettext("{message} {advice}").format(message=text, advice=advice)
