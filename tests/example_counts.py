"""How many examples a property is tried on: few in every run, many in the long one.

The long one is ``pytest -q --hypothesis-profile=long``.
"""

from hypothesis import settings

SHORT = 25
LONG = 2000


def many(number: int) -> int:
    """Return so many examples for a hundred that a property usually has, at least one."""
    return max(1, number * settings.default.max_examples // 100)
