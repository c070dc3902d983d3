"""What a simulation starts from: a definition, and a database with nothing in it."""

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
from workflow.store.database import Database
from workflow.translation import gettext


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


def _read(source: Definition | Path | str) -> Definition:
    if isinstance(source, Definition):
        return source
    if isinstance(source, Path):
        return load(source)
    if "\n" in source:
        return loads(source, "<text>")
    known = shipped.names()
    if source not in known:
        expected = gettext(
            "a Path, the text of a definition, or one that comes with the program: {known}"
        )
        raise InputInvalid(source, expected.format(known=gettext(", ").join(known)))
    return load(shipped.path(source))


@cache  # making the tables takes longer than most simulations
def empty_database() -> bytes:
    """Return the file of a database without a site, a definition or a case."""
    with TemporaryDirectory(prefix="complaints-simulation-") as folder:
        path = Path(folder) / "empty.db"
        with closing(Database(str(path), create=True)) as database:
            schema.upgrade(database)
        return path.read_bytes()
