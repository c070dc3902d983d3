"""Whether definitions that open cases of one another fit together, as they are published."""

from collections.abc import Iterator

from sqlalchemy import Connection

from workflow.definition.creating import created
from workflow.definition.fitting import misfits
from workflow.definition.model import Definition
from workflow.definition.resolved import from_json
from workflow.errors import LinksBroken
from workflow.store.definitions import StoredEdition, all_editions, in_effect
from workflow.translation import gettext


def check_links(connection: Connection, definition: Definition, today: str) -> None:
    """Raise ``LinksBroken`` unless what a definition opens, and what opens it, fits."""
    problems = [*_downwards(connection, definition, today)]
    problems += _upwards(connection, definition, today)
    if problems:
        raise LinksBroken(definition.workflow, tuple(dict.fromkeys(problems)))


def _downwards(connection: Connection, definition: Definition, today: str) -> Iterator[str]:
    """Yield why cases that the definition opens could not be opened."""
    for name in definition.children:
        if name == definition.workflow:
            continue  # the checker knows both
        day = max(definition.effective, today)
        if in_effect(connection, name, day) is None:
            wanted = gettext("{workflow} has no edition in effect on {day}; publish it first.")
            yield wanted.format(workflow=name, day=day)
        for child in _lasting(connection, name, day):
            yield from between(definition, child)


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
    for step in parent.transitions.values():
        for creation, _place in created(step):
            if creation.workflow == child.workflow:
                for text in misfits(parent, step, creation, child):
                    wanted = gettext("{workflow} {edition}, {step}: {problem}")
                    yield wanted.format(
                        workflow=parent.workflow,
                        edition=parent.edition,
                        step=step.name,
                        problem=text,
                    )
