"""The definitions that come with the program."""

from pathlib import Path

from workflow.errors import DefinitionNotFound


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
    return tuple(sorted(one.stem for one in folder().glob("*.yaml")))


def path(name: str) -> Path:
    """Return the file of a shipped definition. Raises ``DefinitionNotFound``."""
    if name not in names():
        raise DefinitionNotFound(name, names())
    return folder() / f"{name}.yaml"
