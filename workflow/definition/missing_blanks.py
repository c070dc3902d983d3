"""A blank that is missing: after the colon of a key, after the dash of an item, before a comment.

YAML takes ``to:closed``, ``-desk`` and ``closed#the end`` for texts, and stumbles a line later or
not at all. Where such a text can only be a slip, that is said, and at its place.
"""

import re

from workflow.definition import full_width
from workflow.translation import gettext

# Not of an address (https://...): nor of a text for people, whose first word is seldom like that.
_NAME = r"[a-z_][a-z0-9_]*"
_KEY = re.compile(rf"{_NAME}[ ]*(:)(?=[^\s:/])")
_ITEM = re.compile(r"(-)(?=[A-Za-z_{\[\"'])")
_COMMENT = re.compile(r"[\w. +:-]*\S(#)")


def of_a_line(text: str, start: int, end: int) -> int | None:
    r"""Return the colon or dash at which a text that begins a line lacks a blank; its place.

    What stands behind the dash of a list may be a text; one that goes on in the next line is none.

    >>> of_a_line("a: 1\nto:closed\n", 5, 14), of_a_line("a: to:closed\n", 3, 12)
    (7, None)
    """
    before = text[text.rfind("\n", 0, start) + 1 : start]
    goes_on = "\n" in text[start:end]
    if before.strip("- " if goes_on else " "):
        return None
    found = _KEY.match(text, start, end) or _ITEM.match(text, start, end)
    return found.start(1) if found else None


def after_a_name(key: str) -> int | None:
    """Return where the colon of a key without a value stands that lacks a blank.

    >>> after_a_name("role:handler"), after_a_name("handler")
    (4, None)
    """
    found = _KEY.match(key)
    return found.start(1) if found else None


def slip_in(value: str, *, plain: bool) -> tuple[str, str, int, str] | None:
    """Return the slip in writing that is what is wrong with a value: its code, words and place.

    ``plain``: the value stands without quotation marks. Nothing is suggested in its place.

    >>> slip_in("closed#the end", plain=True)
    ('Y016', 'A blank is missing before #, with which a comment begins.', 6, '')
    >>> slip_in("closed", plain=True)
    """
    if (sign := full_width.first_in(value)) is not None:
        return "Y015", full_width.said_of(value[sign]), sign, ""
    found = _COMMENT.match(value) or _ITEM.match(value) or _KEY.match(value)
    if found is None or not plain:
        return None
    return "Y016", _said_within(found[1]), found.start(1), ""


def said_of(sign: str) -> str:
    """Return what to say of a colon or a dash that a blank is missing after."""
    if sign == "-":
        return gettext("A blank is missing after the dash.")
    return gettext("A blank is missing after the colon.")


def _said_within(sign: str) -> str:
    """Return what to say of a sign in a value: one item needs no dash, or has one already."""
    if sign == "#":
        return gettext("A blank is missing before #, with which a comment begins.")
    return gettext("There is a dash too many here.") if sign == "-" else said_of(sign)
