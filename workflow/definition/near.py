"""The nearest known name to one that was mistyped."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from workflow.calendars.rules import Text

LONGEST_COMPARED = 60


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like ``name``, or nothing when none is alike.

    >>> nearest("recieved", ["received", "closed"])
    'received'
    >>> nearest("zzz", ["received", "closed"])
    ''
    """
    if len(name) > LONGEST_COMPARED:
        return ""
    close = get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def nearest_titled(name: str, known: Mapping[str, Text]) -> str:
    """Return the known name that is meant: by its title in any language, or most like it.

    >>> nearest_titled("主管", {"desk": {"zh": "前台"}, "supervisor": {"zh": "主管"}})
    'supervisor'
    """
    titled = {text.lower(): one for one, title in known.items() for text in title.values()}
    return titled.get(name.lower()) or nearest(name, known) or titled.get(nearest(name, titled), "")
