"""Command lines for the tests: the real command tree, and a complaint to open."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from house import DEFINITIONS

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


def command_line(environment: pytest.MonkeyPatch) -> Complaints:
    """Return what runs the command line in this process, free of anybody's settings."""
    for name in ("DB", "ACTOR", "LANG", "APP", "CONFIG"):
        environment.delenv(f"COMPLAINTS_{name}", raising=False)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        environment.delenv(name, raising=False)
    environment.setenv("LANG", "C")

    def run(*words: str) -> Result:
        return CliRunner().invoke(complaints, words)

    return run


def made(database: Path, make: Callable[[Complaints], None]) -> Path:
    """Let a database be made by the command line, to be copied for each test."""
    with pytest.MonkeyPatch.context() as environment:
        run = command_line(environment)
        environment.setenv("COMPLAINTS_DB", str(database))
        make(run)
    return database


def copied(template: Path, database: Path, environment: pytest.MonkeyPatch) -> Path:
    """Copy a database and let the command line work on the copy."""
    shutil.copyfile(template, database)
    environment.setenv("COMPLAINTS_DB", str(database))
    return database


def furnish(complaints: Complaints) -> None:
    """Make the database of one site and its people."""
    done(complaints("init", "--zone", "Asia/Shanghai"))
    for name in ("complaint", "repair"):
        done(complaints("definition", "publish", str(DEFINITIONS / f"{name}.yaml")))
    done(complaints("staff", "add", "zhao", "--role", "manager"))
    done(complaints("staff", "add", "wang", "--role", "supervisor", "--superior", "zhao"))
    roles = ("--role", "receptionist", "--role", "specialist")
    done(complaints("staff", "add", "lin", *roles, "--superior", "wang"))


def done(result: Result) -> Result:
    assert result.exit_code == 0, result.output
    assert not result.stderr
    return result


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
