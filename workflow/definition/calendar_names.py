"""Calendars that a definition names: read with it, and from then on part of it.

A calendar is looked for in the folder ``calendars`` beside the definition's file, then among those
that come with the program.
"""

from pathlib import Path

from workflow.calendars.rules import Rules
from workflow.definition import calendar_file, shipped
from workflow.definition.naming import LONGEST_NAME
from workflow.definition.near import nearest
from workflow.definition.nodes import Node
from workflow.definition.strict_yaml import shortened
from workflow.errors import CalendarInvalid
from workflow.translation import gettext


def named(node: Node) -> str | None:
    """Read the name of a calendar, and the calendar itself into the book.

    Notes what is wrong, a calendar's own problems at their places in its own file.
    """
    name = node.words(LONGEST_NAME)
    calendars = node.book.calendars
    if not name or name in calendars:
        return name or None
    known = known_beside(node.book.source.folder)
    path = known.get(name)
    if path is None:
        wanted = gettext("There is no calendar called {name}. Known: {known}.")
        text = wanted.format(name=shortened(name), known=", ".join(known))
        node.note("K020", text, suggestion=nearest(name, known))
        return None
    rules = _read(node, path)
    if rules is None:
        return None
    if rules.name != name:
        wanted = gettext("{file} says that its calendar is called {name}; both must be the same.")
        node.note("K021", wanted.format(file=path.name, name=rules.name))
        return None
    calendars[name] = rules
    return name


def known_beside(folder: Path) -> dict[str, Path]:
    """Return the calendars that a definition in a folder can name, with their files."""
    own = {one.stem: one for one in sorted((folder / "calendars").glob("*.yaml"))}
    return {**{name: shipped.calendar_path(name) for name in shipped.calendar_names()}, **own}


def _read(node: Node, path: Path) -> Rules | None:
    try:
        return calendar_file.load(path)
    except CalendarInvalid as error:
        node.book.problems.extend(error.problems)
        text = gettext("The calendar cannot be used; what is wrong with it is said at its places.")
        node.note("K022", text)
        return None
