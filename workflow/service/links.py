"""Whether definitions that open cases of one another fit together, as they are published."""

from collections.abc import Iterator

from sqlalchemy import Connection

from workflow.definition.creating import created
from workflow.definition.creation import Creation
from workflow.definition.fitting import misfits
from workflow.definition.model import Definition, Transition
from workflow.definition.resolved import from_json
from workflow.definition.strict_yaml import Keys
from workflow.errors import LinksBroken
from workflow.store.definitions import StoredEdition, all_editions, in_effect
from workflow.translation import gettext


def check_links(connection: Connection, definition: Definition, today: str) -> None:
    """Raise ``LinksBroken`` unless what a definition opens, and what opens it, fits."""
    problems = dict(_downwards(connection, definition, today))
    problems |= dict.fromkeys(_upwards(connection, definition, today), ())
    if problems:
        raise LinksBroken(definition.workflow, tuple(problems), tuple(problems.values()))


def _downwards(
    connection: Connection, definition: Definition, today: str
) -> Iterator[tuple[str, Keys]]:
    """Yield why cases that the definition opens could not be opened, and where that is written."""
    for name in definition.children:
        if name == definition.workflow:
            continue  # the checker knows both
        day = max(definition.effective, today)
        if in_effect(connection, name, day) is None:
            wanted = gettext("{workflow} has no edition in effect on {day}; publish it first.")
            first = next(
                where for _step, one, where in _opening(definition) if one.workflow == name
            )
            yield wanted.format(workflow=name, day=day), first
        for child in _lasting(connection, name, day):
            yield from _between(definition, child)


def _upwards(connection: Connection, definition: Definition, today: str) -> Iterator[str]:
    """Yield why cases of the definition could not be opened by others."""
    parents = dict.fromkeys(one.workflow for one in all_editions(connection))
    for name in parents:
        if name != definition.workflow:
            for parent in _lasting(connection, name, max(definition.effective, today)):
                yield from between(parent, definition)


def _lasting(connection: Connection, name: str, day: str) -> Iterator[Definition]:
    """Yield the editions of a definition that cases opened on a day or later follow."""
    current: StoredEdition | None = in_effect(connection, name, day)
    for one in all_editions(connection):
        if one.workflow == name and (one.effective > day or one == current):
            yield from_json(one.resolved)


def between(parent: Definition, child: Definition) -> Iterator[str]:
    """Yield what keeps acts of one definition from opening cases of the other."""
    yield from (text for text, _keys in _between(parent, child))


def _between(parent: Definition, child: Definition) -> Iterator[tuple[str, Keys]]:
    for step, creation, keys in _opening(parent):
        if creation.workflow == child.workflow:
            for text in misfits(parent, step, creation, child):
                wanted = gettext("{workflow} {edition}, {step}: {problem}")
                said = wanted.format(
                    workflow=parent.workflow, edition=parent.edition, step=step.name, problem=text
                )
                yield said, keys


def _opening(definition: Definition) -> Iterator[tuple[Transition, Creation, Keys]]:
    """Yield each case that a step of a definition opens, and where that is written."""
    for step in definition.transitions.values():
        yield from ((step, creation, keys) for creation, keys in created(step))
