"""The definitions and calendars that come with the program."""

from pathlib import Path

from workflow.definition.near import nearest
from workflow.errors import CalendarNotFound, DefinitionNotFound


def folder() -> Path:
    """Return the folder of the shipped YAML: in the installed package, or beside it."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "definitions"
    return installed if installed.is_dir() else package.parent / "definitions"


def names() -> tuple[str, ...]:
    """Return the names of the shipped definitions, sorted.

    >>> "complaint" in names()
    True
    """
    # With a point in it, it is what lies beside a definition: its scenarios.
    stems = (one.stem for one in folder().glob("*.yaml"))
    return tuple(sorted(stem for stem in stems if "." not in stem))


def path(name: str) -> Path:
    """Return the file of a shipped definition. Raises ``DefinitionNotFound``."""
    if name not in names():
        raise DefinitionNotFound(name, names())
    return folder() / f"{name}.yaml"


def fragments() -> dict[str, Path]:
    """Return the shipped fragments of definitions, with their files.

    >>> "chasing_notice" in fragments()
    True
    """
    return {one.stem: one for one in sorted((folder() / "fragments").glob("*.yaml"))}


def calendar_names() -> tuple[str, ...]:
    """Return the names of the shipped calendars, sorted.

    >>> "office-cn" in calendar_names()
    True
    """
    return tuple(sorted(one.stem for one in (folder() / "calendars").glob("*.yaml")))


def calendar_path(name: str) -> Path:
    """Return the file of a shipped calendar. Raises ``CalendarNotFound``."""
    known = calendar_names()
    if name not in known:
        raise CalendarNotFound(name, known, nearest(name, known))
    return folder() / "calendars" / f"{name}.yaml"
