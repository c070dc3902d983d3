"""Printing: JSON for programs, lines and tables for people. The only place that writes."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from workflow.report.table import Block, Table

# Wider than any table: rich then gives every column what it needs.
UNLIMITED = 100_000


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says; what cannot be written never stops the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def abandon_output() -> None:
    """Let what is still to be written vanish: nobody can read it."""
    if sys.stdout is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def print_json(data: Mapping[str, object]) -> None:
    """Print one JSON object."""
    click.echo(json.dumps({"format": 1, **data}, ensure_ascii=False, indent=2))


def print_blocks(blocks: Iterable["Block"]) -> None:
    """Print lines and tables."""
    for block in blocks:
        click.echo(visible(block) if isinstance(block, str) else _drawn(block))


def print_text(text: str) -> None:
    """Print a text for another program, as it is and without another end of line."""
    click.echo(text, nl=False)


def print_error(message: str) -> None:
    """Print to the error stream."""
    click.echo(visible(message), err=True)


@contextmanager
def progress(*, json: bool) -> Iterator[Callable[[str], None] | None]:
    """Give what tells on a terminal how far it is, each time in place of what it told last.

    Afterwards that is gone. ``None`` where nobody watches: with ``json``, or no terminal.
    """
    if json or not sys.stderr.isatty():
        yield None
        return
    try:
        yield _print_progress
    finally:
        _print_progress("")


def _print_progress(line: str) -> None:
    click.echo(f"\r{visible(line)}\x1b[K", nl=False, err=True)


_BLANKS = frozenset("\n\t\u3000")
"""What lays out a text and steers no terminal: the last is the blank of Chinese texts."""


def visible(text: str) -> str:
    """Return ``text`` without characters that would steer the terminal."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _BLANKS else "\ufffd" for one in text)


def _drawn(table: "Table") -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Drawing
    from rich.text import Text

    drawing = Drawing(
        box=SIMPLE_HEAD, show_edge=False, pad_edge=False, show_header=bool(table.headings)
    )
    for place, heading in enumerate(table.headings):
        # What a row is about, such as the number of a case, is copied and searched for as it is.
        drawing.add_column(Text(heading), overflow="fold", no_wrap=place == 0)
    for row in table.rows:
        drawing.add_row(*(Text(visible(cell)) for cell in row))
    width = None if sys.stdout.isatty() else UNLIMITED
    console = Console(file=sys.stdout, width=width, color_system=None)
    with console.capture() as captured:
        console.print(drawing)
    lines = captured.get().splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())
