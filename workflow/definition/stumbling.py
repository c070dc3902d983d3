"""What is wrong where YAML stumbled, in plain words and at the place to mend."""

import re

import yaml

from workflow.definition.full_width import in_structure, said_at
from workflow.translation import gettext

_NAMED = re.compile(r"( *)([\w-]+)")
_HOLDS = re.compile(r"( *)([\w-]+): +[^\s#]")
_ALONE = re.compile(r"[a-z_][\w-]*( [\w-]+| ?[{\[].*)?")
_DASHES = "–—−‐•·"
_NO_COLON = "could not find expected ':'"
_BEFORE_A_COLON = re.compile(r"[{,] *[\w-]+: +[^\s:,{}\[\]\"'][^:,{}\[\]]*$")


class Refused(Exception):
    """The text cannot be used; ``start`` counts characters from 0."""

    def __init__(self, code: str, text: str, start: int) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.start = start


def stumbled(text: str, error: yaml.MarkedYAMLError, latest: int) -> Refused:
    """Return what is wrong; ``latest`` is where the last text without quotation marks begins."""
    slip = _slip(text, error)
    if slip is not None:
        return Refused("Y015", said_at(text, slip), slip)
    spot = _spot(error)
    at = spot.index if spot else 0
    problem = error.problem or error.context or ""
    return (
        _further_in(text, at)
        or _second_colon(text, at)
        or _no_colon(text, at, latest, problem)
        or Refused("Y009", reason(problem), at)
    )


def _spot(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Return where to look: what was left open far above is to be closed there."""
    opened, found = error.context_mark, error.problem_mark
    problem = error.problem or ""
    left_open = any(words in problem for words in ("',' or", "end of stream", _NO_COLON))
    if opened and found and left_open and opened.line != found.line:
        return opened
    return found or opened


def _further_in(text: str, at: int) -> Refused | None:
    """Return that a line stands further in than the one above, if YAML stumbled over its name.

    The line above has a value already; either of them stands at the wrong place.
    """
    *before, here = text[:at].split("\n")
    above = next((one for one in reversed(before) if one.strip() and one.lstrip()[0] != "#"), "")
    name = _NAMED.fullmatch(here)
    holds = _HOLDS.match(above)
    if text[at : at + 1] != ":" or not (name and holds) or len(name[1]) <= len(holds[1]):
        return None
    wanted = gettext(
        "“{name}” stands further in than “{above}” above it, which has a value already; "
        "indent both alike."
    )
    reason = wanted.format(name=name[2], above=holds[2])
    return Refused("Y009", reason, at - len(name[2]))


def _second_colon(text: str, at: int) -> Refused | None:
    """Return that a text has a colon in it, if YAML stumbled over the second one in brackets."""
    if text[at : at + 1] != ":" or not _BEFORE_A_COLON.search(text[:at].rpartition("\n")[2]):
        return None
    reason = gettext(
        "A comma or a closing bracket is missing, or quotation marks around a text with a colon "
        "in it."
    )
    return Refused("Y009", reason, at)


def _no_colon(text: str, at: int, latest: int, problem: str) -> Refused | None:
    """Return what is wrong with a line that has no colon, if YAML stumbled over that."""
    if _NO_COLON not in problem:
        # A name with no colon runs on into the next line, and YAML stumbles over the colon there.
        first = text[latest:at].partition("\n")
        runs_on = text[at : at + 1] == ":" and first[1] and _ALONE.fullmatch(first[0].strip())
        if not runs_on or text[text.rfind("\n", 0, latest) + 1 : latest].strip("- "):
            return None
        at = latest
    if at == len(text):  # the name is the last of it, without an end of the line
        at = min(latest, at - 1)
    above, here = [*text[:at].split("\n")][-2:] if "\n" in text[:at] else ("", text[:at])
    if text[at] in _DASHES:
        wanted = gettext("{character} is not the dash of a list; write - and a blank instead.")
        return Refused("Y009", wanted.format(character=text[at]), at)
    if above.startswith(f"{here}- "):
        wanted = gettext("A dash and a blank are missing before this, as in the line above.")
        return Refused("Y009", wanted, at)
    return Refused("Y009", gettext("A colon is missing after this name."), at)


def _slip(text: str, error: yaml.MarkedYAMLError) -> int | None:
    """Return where a full-width sign stands that YAML stumbled over: there, or a line above."""
    mark = error.problem_mark
    read = text[: mark.index + 1 if mark else 0]
    *before, _here = read.split("\n")
    while before and before[-1].lstrip()[:1] in {"", "#"}:
        before.pop()
    return in_structure(read, sum(len(line) + 1 for line in before[:-1]))


def reason(problem: str) -> str:
    """Say in plain words what PyYAML found; its own words where there are no better."""
    for words, text in _reasons().items():
        if words in problem:
            return text
    return gettext("This is not valid YAML.")


def _reasons() -> dict[str, str]:
    return {
        "mapping values are not allowed": gettext(
            "A colon stands where none may stand; put the text in quotation marks."
        ),
        "<block end>": gettext("The indentation does not fit the lines above."),
        "',' or": gettext("A comma or a closing bracket is missing."),
        "unexpected end of stream": gettext("The closing quotation mark is missing."),
        "cannot start any token": gettext(
            "A text cannot begin with this character; put it in quotation marks."
        ),
        "another document": gettext("A file holds one definition; --- and ... are not used."),
        "escape": gettext("In double quotation marks, \\ has a meaning; use single ones."),
    }
