"""A problem as people read it: where, what, the line, and a caret under the place."""

import unicodedata

from workflow.definition.strict_yaml import UNPRINTABLE
from workflow.errors import Problem
from workflow.translation import gettext

WIDEST = 160
BEFORE = 60


def sentence(problem: Problem) -> str:
    """Return what is wrong, and the name that may have been meant."""
    if not problem.suggestion:
        return problem.text
    question = gettext("Did you mean {suggestion}?").format(suggestion=problem.suggestion)
    if question in problem.text:
        return problem.text
    return f"{problem.text} {question}"


def render(problem: Problem) -> str:
    """Return a problem as text of one line, or three with its source line and a caret.

    >>> print(render(Problem("L001", "a.yaml", 1, 5, "No.", "", "受理: x")))
    a.yaml:1:5  L001  No.
        受理: x
              ^
    """
    said = sentence(problem)
    if problem.severity == "warning":
        said = gettext("Warning: {text}").format(text=said)
    head = f"{problem.place}  {problem.code}  {said}"
    if not problem.line or not problem.source_line:
        return head
    shown = UNPRINTABLE.sub("\ufffd", problem.source_line).replace("\t", " ")
    at = min(problem.column - 1, len(shown))
    if at > WIDEST - BEFORE:
        cut = at - BEFORE
        shown, at = "…" + shown[cut:], at - cut + 1
    caret = " " * width(shown[:at]) + "^"
    return f"{head}\n    {shown[:WIDEST]}\n    {caret}"


def width(text: str) -> int:
    """Return how many columns a text takes in a terminal.

    >>> width("受理 a")
    6
    """
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
