"""Text in columns of a terminal, where a Chinese character is two columns wide."""

import re
from unicodedata import combining, east_asian_width

# A piece that no line break may tear: an opening mark, one wide character or one narrow word,
# and the closing marks behind it. A line never begins with a comma.
_PIECE = r"[（“《「]*(?:[\u1100-\uffef]|[^\s\u1100-\uffef]+)?[，。、；：！？）”》」…]*|\s+"


def display_width(text: str) -> int:
    """Return how many columns a terminal needs for ``text``.

    >>> display_width("case"), display_width("案件")
    (4, 4)
    """
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def wrapped(text: str, width: int) -> list[str]:
    """Break ``text`` into lines of at most ``width`` columns; long words are left whole.

    >>> wrapped("回访须在三天内完成。", 10)
    ['回访须在三', '天内完成。']
    """
    lines, line = [], ""
    for piece in filter(None, re.findall(_PIECE, text)):
        if piece.isspace():
            line += " " if line else ""
            continue
        if line and display_width(line + piece) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def padded(text: str, width: int) -> str:
    """Return ``text`` filled up with spaces to ``width`` columns."""
    return text + " " * (width - display_width(text))
