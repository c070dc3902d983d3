"""Checking files of the language, whatever they define: what is wrong, and what is doubtful."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from workflow.definition import announcement, calendar_file, fragment_file, parse
from workflow.definition.source import SCENARIOS_ENDING
from workflow.errors import DefinitionError, Problem
from workflow.testing.holidays_left import holidays_left
from workflow.testing.holidays_of_regions import holidays_of_regions
from workflow.testing.scenarios import reading
from workflow.translation import gettext

Kind = Literal["any", "calendar"]
ENDINGS = (".yaml", ".yml")
_TOP_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)
_LARGEST_LOOKED_AT = 1_000_000


class Checked(NamedTuple):
    """The problems of a file, and whether it ``promises`` what is not looked at here."""

    problems: Sequence[Problem] = ()
    promises: bool = False


def check(path: Path, today: date, kind: Kind = "any") -> Checked:
    """Return every problem of a file: of a definition or a calendar without errors its warnings.

    What kind of file ``any`` is, its name and its keys say.
    """
    try:
        if kind == "calendar":
            return Checked(holidays_of_regions(*calendar_file.inspect(path), today))
        if path.name.endswith(SCENARIOS_ENDING):
            reading.load(path)
        elif _keys(path) & {"week", "always_open"}:
            return Checked(holidays_of_regions(*calendar_file.inspect(path), today))
        elif "years" in _keys(path):
            announcement.load(path)
        elif "fragment" in _keys(path):
            fragment_file.load(path)
        else:
            inspected = read(path, today)
            return Checked(inspected.warnings, bool(inspected.definition.promises))
    except DefinitionError as error:
        return Checked(error.problems)
    return Checked()


def read(path: Path, today: date) -> parse.Inspected:
    """Return a definition with all that it is warned of. Raises ``DefinitionError``."""
    inspected = parse.inspect(path)
    return inspected._replace(warnings=(*inspected.warnings, *holidays_left(inspected, today)))


def files(path: Path) -> Sequence[Path]:
    """Return the file that is named, or those of a folder and what lies below.

    Raises ``DefinitionError`` for a folder without any.
    """
    if not path.is_dir():
        return [path]
    found = [one for one in sorted(path.rglob("*")) if _belongs(one, path)]
    if not found:
        text = gettext("There is no YAML file in this folder.")
        raise DefinitionError(str(path), [Problem("Y001", str(path), 0, 0, text)])
    return found


def _belongs(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.suffix in ENDINGS and path.is_file() and not hidden


def _keys(path: Path) -> set[str]:
    """Return the keys at the top of a file; nothing of one that cannot be read is known."""
    try:
        with path.open(encoding="utf-8") as file:
            keys = set(_TOP_KEY.findall(file.read(_LARGEST_LOOKED_AT)))
    except (OSError, ValueError):
        return set()
    return set() if "workflow" in keys else keys
