"""The result as a table for people and as JSON for programs."""

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from benchmarks.measuring import BYTES, Quietness, Row, all_quiet

_HEAD = ("", "subject", "floor", "ratio", "bound", "")
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def machine() -> str:
    """Describe what it was measured on."""
    libraries = ", ".join(
        f"{one} {version(one)}" for one in ("sqlalchemy", "sqlmodel", "transitions", "apscheduler")
    )
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}; "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    )


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of the table."""
    cells = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(one[place]) for one in cells) for place in range(len(_HEAD))]
    for number, (name, *numbers) in enumerate(cells):
        rest = "  ".join(one.rjust(width) for one, width in zip(numbers, widths[1:], strict=True))
        yield f"{name.ljust(widths[0])}  {rest}".rstrip()
        if number == 0:
            yield "-" * (sum(widths) + 2 * (len(widths) - 1))


def quietness(probes: Sequence[Quietness]) -> Iterator[str]:
    """Yield how quiet the machine was before, between and after."""
    told = ", ".join(f"{seconds(one.median)} ± {one.spread:.0%}" for one in probes)
    yield f"A fixed loop before, between and after: {told}"
    yield f"A small durable write: {', '.join(seconds(one.sync) for one in probes)}"
    if not all_quiet(probes):
        yield "The machine was NOT quiet: run it again before believing a ratio."


def seconds(value: float) -> str:
    """Write a time with three digits and the unit that fits.

    >>> seconds(0.0000213), seconds(0.25), seconds(2)
    ('21.3 µs', '250 ms', '2.00 s')
    """
    scale, unit = next((one for one in _UNITS if value >= one[0]), _UNITS[-1])
    number = value / scale
    digits = 2 if number < 10 else 1 if number < 100 else 0
    return f"{number:.{digits}f} {unit}"


def amount(value: float, unit: str) -> str:
    """Write a time, or an amount of memory.

    >>> amount(0.25, "s"), amount(2_500_000, "B")
    ('250 ms', '2.50 MB')
    """
    return f"{value / 1e6:.2f} MB" if unit == BYTES else seconds(value)


def as_json(rows: Iterable[Row], notes: list[str], probes: Sequence[Quietness]) -> str:
    """Return everything as JSON; times in seconds."""
    return json.dumps(
        {
            "machine": machine(),
            "quiet": all_quiet(probes),
            "probes": [one._asdict() for one in probes],
            "rows": [{**row._asdict(), "ok": row.ok} for row in rows],
            "notes": notes,
        },
        ensure_ascii=False,
        indent=1,
    )


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.at_least else "≤"
    return (
        row.name,
        amount(row.subject, row.unit),
        amount(row.floor, row.unit),
        f"{row.ratio:.2f}",
        f"{sign} {row.bound:g}",
        "ok" if row.ok else "OVER" if not row.at_least else "BELOW",
    )
