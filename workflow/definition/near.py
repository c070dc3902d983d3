"""The nearest known name to one that was mistyped."""

from collections.abc import Iterable
from difflib import get_close_matches

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
