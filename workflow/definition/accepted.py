"""Warnings that somebody accepted: a comment where they stand, with the reason.

``# accepted S022: the guest may ask as often as they like`` ends the line, or stands alone in the
line above. Without a reason nothing is accepted.
"""

import re
from collections.abc import Iterable, Sequence

from workflow.definition.source import Source
from workflow.errors import Problem

_ACCEPTED = re.compile(r"(?:^|\s)#\s*accepted\s+([A-Z]\d{3}(?:\s*,\s*[A-Z]\d{3})*)\s*:\s*\S")
_CODE = re.compile(r"[A-Z]\d{3}")


def left(warnings: Iterable[Problem], source: Source) -> list[Problem]:
    """Return the warnings that are not accepted in the file they are about."""
    lines = {one.file: one.text.split("\n") for one in source.texts}
    return [one for one in warnings if one.code not in _accepted(lines[one.file], one.line)]


def _accepted(lines: Sequence[str], line: int) -> set[str]:
    own, above = lines[line - 1], lines[line - 2]
    said = [own, above] if above.lstrip().startswith("#") else [own]
    found = [_ACCEPTED.search(one) for one in said]
    return {code for one in found if one for code in _CODE.findall(one[1])}
