"""Checking files of the language, whatever they define."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DEFINITION_INVALID, DONE
from workflow.cli.options import Settings
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.errors import Problem

Load = Callable[[Path], object]


def check_files(settings: Settings, paths: tuple[Path, ...], load: Load) -> int:
    """Report every problem of every file, and return the exit code."""
    from workflow.report import house_data

    problems: list[Problem] = []
    for path in paths:
        found = _problems(path, load)
        problems += found
        if found and not settings.json:
            from workflow.definition.rendering import render

            print_error("\n".join(map(render, found)))
        elif not settings.json:
            print_blocks([gettext("{file}: in order").format(file=path)])
    if settings.json:
        print_json(house_data.problems(problems))
    return DEFINITION_INVALID if problems else DONE


def _problems(path: Path, load: Load) -> "Sequence[Problem]":
    from workflow.errors import DefinitionError

    try:
        load(path)
    except DefinitionError as error:
        return error.problems
    return ()
