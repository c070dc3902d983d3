"""Reading the documents: their code blocks, the lines they start on, and their tables."""

import re
from pathlib import Path
from typing import NamedTuple

import click

from workflow.cli.program import complaints as program

DOCUMENTS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block of code: the line its text starts on, and the text."""

    line: int
    text: str


def blocks(document: Path, language: str) -> list[Block]:
    """The blocks of a language in a document, in order."""
    whole = document.read_text(encoding="utf-8")
    return [
        Block(whole.count("\n", 0, found.start("text")) + 1, found["text"])
        for found in _BLOCK.finditer(whole)
        if found["language"] == language
    ]


def first_cells(document: Path) -> list[str]:
    """The first cell of every row of every table."""
    lines = document.read_text(encoding="utf-8").splitlines()
    return [line.split("|")[1].strip() for line in lines if line.startswith("|")]


def parse(words: list[str]) -> None:
    """Parse a command line without running it. Raises ``click.UsageError``."""
    context = program.make_context("complaints", list(words))
    while isinstance(context.command, click.Group):
        rest = [*context._protected_args, *context.args]
        if not rest and context.command.invoke_without_command:
            break
        name, command, rest = context.command.resolve_command(context, rest)
        assert command is not None
        context = command.make_context(name, rest, parent=context)
