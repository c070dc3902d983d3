"""Command lines for the tests: the real command tree, and a complaint to open."""

from collections.abc import Callable, Iterator, Sequence

import click
from click.testing import Result

from workflow.cli.program import complaints

Complaints = Callable[..., Result]

RECEIVED = (
    "--set",
    "complainant=张三",
    "--set",
    "phone=13800001111",
    "--set",
    "content=电梯停运",
    "--set",
    "kind=service",
)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and group, with what is typed to reach it."""

    def below(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
        yield path, group
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            if isinstance(command, click.Group):
                yield from below(command, f"{path} {name}")
            else:
                yield f"{path} {name}", command

    yield from below(complaints, "complaints")


def parse(words: Sequence[str]) -> click.Context:
    """Parse a command line without running it. Raises ``click.UsageError``."""
    context = complaints.make_context("complaints", list(words))
    while isinstance(context.command, click.Group):
        rest = [*context._protected_args, *context.args]
        if not rest and context.command.invoke_without_command:
            break
        name, command, rest = context.command.resolve_command(context, rest)
        assert command is not None
        context = command.make_context(name, rest, parent=context)
    return context
