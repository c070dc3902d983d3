"""What a report is made of: lines and tables."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. Empty ``headings`` are not shown."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = str | Table
