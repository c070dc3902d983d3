"""What a simulation starts from: a definition, and a database with nothing in it."""

from collections.abc import Collection, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from workflow.definition import shipped
from workflow.definition.model import Definition
from workflow.definition.parse import load, loads
from workflow.definition.rendering import render
from workflow.errors import DefinitionError, InputInvalid
from workflow.store import schema
from workflow.store.database import open_database
from workflow.translation import gettext

ZONE = "Asia/Shanghai"


def definition_from(source: Definition | Path | str) -> Definition:
    """Return a definition: as it is, from its file or its text, or one that is shipped, by name.

    Raises ``DefinitionError``, which here tells every problem, and ``InputInvalid``.
    """
    try:
        return _read(source)
    except DefinitionError as error:
        # Who sees only the traceback of a test should see what to correct.
        for problem in error.problems:
            error.add_note(render(problem))
        raise


def _read(source: object) -> Definition:
    if isinstance(source, Definition):
        return source
    if isinstance(source, Path):
        return load(source)
    if isinstance(source, str) and "\n" in source:
        return loads(source, "<text>")
    known = shipped.names()
    if source not in known:
        expected = gettext(
            "a Path, the text of a definition, or one that comes with the program: {known}"
        )
        raise InputInvalid(str(source), expected.format(known=gettext(", ").join(known)))
    return load(shipped.path(source))


def zone_of(definition: Definition) -> str:
    """Return the zone of a house that could live by a definition: that of its first calendar.

    One that is open always says nothing of where the house is.
    """
    zones = (one.zone for one in definition.calendars.values() if one.zone != "UTC")
    return next(zones, ZONE)


def roles_from(staff: object) -> dict[str, list[str]]:
    """Return who holds which roles. Raises ``InputInvalid``."""
    if not isinstance(staff, Mapping | None):
        raise _no_staff(staff)
    found: dict[str, list[str]] = {}
    for name, roles in (staff or {}).items():
        several = [roles] if isinstance(roles, str) else roles
        if not isinstance(several, Collection) or not all(isinstance(one, str) for one in several):
            raise _no_staff({name: roles})
        found[name] = [*several]
    return found


def _no_staff(staff: object) -> InputInvalid:
    what = gettext("who holds which roles, such as {example}")
    return InputInvalid(f"staff={staff!r}", what.format(example='{"ann": "clerk", "bo": ["head"]}'))


@cache  # making the tables takes longer than most simulations
def empty_database() -> bytes:
    """Return the file of a database without a site, a definition or a case."""
    with TemporaryDirectory(prefix="complaints-simulation-") as folder:
        path = Path(folder) / "empty.db"
        with closing(open_database(str(path), create=True)) as database:
            schema.upgrade(database)
        return path.read_bytes()
