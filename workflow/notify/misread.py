"""What is wrong with a text that is no TOML, in words of ours: those of the parser are English."""

import re
from tomllib import TOMLDecodeError

from workflow.translation import gettext, mark

_PLACE = re.compile(r"line (\d+), column (\d+)")
_QUOTES = mark("a quotation mark is not closed")
_BACKSLASH = mark(r"in a text a \ is written twice, or the text stands in single quotes")
_KEY = mark("a key is written in letters, digits, _ and -; any other stands in quotes")
_TWICE = mark("this key or table stands there already")
# By how the parser's words begin.
_WORDS = {
    "Invalid value": mark(
        "a value is missing or cannot be read; a text stands in quotes, a list ends with ]"
    ),
    "Unclosed array": mark("a ] is missing, or a comma"),
    "Unclosed inline table": mark("a curly bracket is not closed, or a comma is missing"),
    'Expected "\'"': _QUOTES,
    "Unterminated string": _QUOTES,
    r"Illegal character '\n'": _QUOTES,
    "Expected '='": mark("after a key there must be = and its value"),
    "Expected ']": mark("the name of a table ends with ]"),
    "Expected newline": mark("a value is followed by something else; a text stands in quotes"),
    "Invalid statement": _KEY,
    "Invalid initial character": _KEY,
    "Cannot": _TWICE,
    "Duplicate": _TWICE,
    "Unescaped": _BACKSLASH,
    "Invalid hex value": _BACKSLASH,
}


def misread(text: str, error: TOMLDecodeError) -> str:
    """Return where and why a text cannot be read. Nothing of it is repeated: it may be a secret.

    >>> import tomllib
    >>> try:
    ...     tomllib.loads("host")
    ... except tomllib.TOMLDecodeError as error:
    ...     misread("host", error)
    'line 1, column 5: this is not TOML (after a key there must be = and its value)'
    """
    said = str(error)
    if found := _PLACE.search(said):
        line, column = (int(one) for one in found.groups())
    else:  # at its end
        lines = text.rstrip().split("\n")
        line, column = len(lines), len(lines[-1]) + 1
    why = next((words for begin, words in _WORDS.items() if said.startswith(begin)), "")
    if not why:
        told = gettext("line {line}, column {column}: this is not TOML")
        return told.format(line=line, column=column)
    told = gettext("line {line}, column {column}: this is not TOML ({reason})")
    return told.format(line=line, column=column, reason=gettext(why))
