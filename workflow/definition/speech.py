"""What is said to people and what is not: scripts by occasion, phrases to avoid, finding them.

A phrase is found in the reading a text has for people. Wide and narrow signs, capitals, blanks,
line breaks and what cannot be seen make no difference. Where a phrase begins or ends with a letter
or digit of a script that parts words by blanks, the word must begin or end there too.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from workflow.calendars.rules import Text

SAY = "say"
OCCASIONS = ("opening", SAY, "apology", "holding", "closing")

Script = Mapping[str, Text]
"""What to say, by occasion."""


@dataclass(frozen=True, slots=True)
class Avoided:
    """Phrases that are not said, and what to say instead. ``warns``: they are not refused."""

    phrases: tuple[str, ...]
    instead: Text
    warns: bool = False


class Sought(NamedTuple):
    """A phrase as it is looked for, with what to do about it. ``written`` is how it is shown."""

    written: str
    plain: str
    avoided: Avoided


def sought(avoided: Iterable[Avoided]) -> tuple[Sought, ...]:
    """Return the phrases to look for, each once; who says it first decides what comes of it."""
    found: dict[str, Sought] = {}
    for one in avoided:
        for phrase in one.phrases:
            found.setdefault(plain(phrase), Sought(phrase, plain(phrase), one))
    return tuple(found.values())


def said_in(text: str, phrases: Iterable[Sought]) -> Iterator[Sought]:
    """Yield the phrases that a text says.

    >>> phrases = sought([Avoided(("No way", "没办法"), {"en": "I will find a way."})])
    >>> [one.written for one in said_in("There is  no\\nWAY, ｓｉｒ; no wayside.", phrases)]
    ['No way']
    >>> [one.written for one in said_in("这件事没 办法。", phrases)]
    ['没办法']
    """
    known = plain(text)
    for one in phrases:
        if _stands_in(known, one.plain):
            yield one


def plain(text: str) -> str:
    """Return the reading of a text by which phrases are found."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(one for one in folded if unicodedata.category(one) != "Cf").replace("’", "'")
    words = seen.split()
    made: list[str] = []
    for word in words:
        if made and not (_is_wide(made[-1][-1]) or _is_wide(word[0])):
            made.append(" ")
        made.append(word)
    return "".join(made)


def _stands_in(text: str, phrase: str) -> bool:
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not _torn(text, start) and not _torn(text, end):
            return True
        start = text.find(phrase, start + 1)
    return False


def _torn(text: str, place: int) -> bool:
    """Whether a place is in the middle of a word."""
    return 0 < place < len(text) and _is_of_word(text[place - 1]) and _is_of_word(text[place])


def _is_of_word(sign: str) -> bool:
    return not _is_wide(sign) and (sign.isalnum() or unicodedata.combining(sign) > 0)


def _is_wide(sign: str) -> bool:
    # Scripts that part no words by blanks are written in wide signs.
    return unicodedata.east_asian_width(sign) in "WF"
