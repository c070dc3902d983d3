"""How a way may be gone, beside plainly."""

from collections.abc import Mapping
from typing import Literal

Manner = Literal["plainly", "standing in", "busy", "sharp", "alike", "second", "third", "fourth"]
"""Who does what is for the owner stands in, or who acts first has a case already; people come
before the clock at the instant when a step is possible; the data of steps are alike, so that they
are counted together, and other cases went the same way before.
"""
BEFORE: Mapping[Manner, int] = {"alike": 0, "second": 1, "third": 2, "fourth": 3}
"""So many cases go a way before on which the data are alike."""
