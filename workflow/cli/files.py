"""Checking files of the language, whatever they define, and telling what is wrong with them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workflow.cli.exit_codes import DEFINITION_INVALID, DONE
from workflow.cli.options import Settings, argument, option
from workflow.cli.output import print_blocks, print_error, print_json, print_text
from workflow.translation import gettext, mark, ngettext

if TYPE_CHECKING:
    from workflow.errors import Problem
    from workflow.testing.checking import Kind

FORMATS = ("text", "json", "sarif", "github")

_paths = argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=mark("PATH")
)
_format = option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=mark(
        "How problems are told: text for people; json; sarif for editors and code scanning; github "
        "for annotations beside the lines of a change. Otherwise text."
    ),
)
_strict = option("--strict", is_flag=True, help=mark("Count warnings as errors."))


def checking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the arguments of all that check files."""
    return _paths(_format(_strict(command)))


def check_files(
    settings: Settings,
    paths: tuple[Path, ...],
    *,
    form: str | None,
    strict: bool,
    kind: "Kind" = "any",
) -> int:
    """Report every problem of every file, those in folders too, and return the exit code."""
    from workflow import clock
    from workflow.errors import DefinitionError
    from workflow.testing import checking

    today = clock.now().date()
    form = form or ("json" if settings.json else "text")
    problems: list[Problem] = []
    for path in paths:
        try:
            files = checking.files(path)
        except DefinitionError as error:
            found = {path: checking.Checked(error.problems)}
        else:
            found = {one: checking.check(one, today, kind) for one in files}
        for file, told in found.items():
            counted = told.problems
            if strict:
                counted = [replace(one, severity="error") for one in counted]
            problems += counted
            if form == "text":
                _tell(file, counted, promises=told.promises)
    if form != "text":
        _tell_programs(problems, form)
    else:
        tell_more(problems)
    wrong = any(one.severity == "error" for one in problems)
    return DEFINITION_INVALID if wrong else DONE


def tell_more(problems: "Sequence[Problem]") -> None:
    """Say where more is to be read about problems, if there are any."""
    if problems:
        print_error(more_about(problems))


def more_about(problems: "Sequence[Problem]") -> str:
    """Return where more is to be read about problems."""
    codes = " ".join(sorted({one.code for one in problems}))
    more = gettext("More, with examples: `complaints definition codes {codes}`.")
    return more.format(codes=codes)


def tell_problems(problems: "Sequence[Problem]") -> None:
    """Tell problems with their places."""
    from workflow.definition.rendering import render

    if problems:
        print_error("\n".join(map(render, problems)))


def _tell(file: Path, problems: "Sequence[Problem]", *, promises: bool) -> None:
    tell_problems(problems)
    if not problems:
        print_blocks([gettext("{file}: in order").format(file=file)])
    elif all(one.severity == "warning" for one in problems):
        number = len(problems)
        told = ngettext("{file}: {number} warning", "{file}: {number} warnings", number)
        print_blocks([told.format(file=file, number=number)])
    if promises:
        text = gettext("whether its promises hold says `complaints definition prove {file}`")
        print_blocks([f"    {text.format(file=file)}"])


def _tell_programs(problems: "Sequence[Problem]", form: str) -> None:
    from workflow.report import house_data
    from workflow.report.diagnostics import github, sarif

    if form == "json":
        print_json(house_data.problems(problems))
    elif form == "sarif":
        told = sarif.log(problems, Path.cwd())
        print_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        print_blocks(github.annotations(problems, Path.cwd()))
