"""Texts for people, as they are written: by language, or in one for all."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from workflow.definition.strict_yaml import shortened
from workflow.translation import LANGUAGES, gettext

if TYPE_CHECKING:
    from workflow.definition.nodes import Node

_TAG = re.compile(r"[A-Za-z]{2,3}([_-]\w+)?")


def by_language(node: "Node") -> dict[str, "Node"]:
    """Read a text for each language; words alone are what stood behind a comma in one."""
    found = node.named()
    torn = [key for key, one in found.items() if one.value is None and not _TAG.fullmatch(key)]
    for key in torn:
        wanted = gettext(
            "“{words}” stands alone here: a text with a comma in it needs quotation marks."
        )
        found[key].note("L001", wanted.format(words=shortened(key)), key=True)
    if not torn:
        return node.entries(LANGUAGES)
    return {tag: one for tag, one in found.items() if tag in LANGUAGES}


def first_title(titles: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the titles, or the name where there is none."""
    return dict(titles) or {LANGUAGES[0]: name}
