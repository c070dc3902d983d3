"""``definition new``: a definition to start from, with scenarios beside it."""

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.testing.starting import Answers

Answer = TypeVar("Answer")
NO_CALENDAR = "none"
EXAMPLES = {
    "--workflow": "lost_property",
    "--title": "Lost property",
    "--state": "reported, found=Found, closed",
    "--role": "desk, manager",
    "--calendar": NO_CALENDAR,
}
_SEPARATORS = re.compile(r"[,，、;；]")


@command(
    "new",
    help=mark(
        "Write a definition to start from, and scenarios beside it that hold.\n\n"
        "What no option says is asked for at a terminal. Titles and comments are in the language "
        "of --lang. FILE is NAME.yaml, named like the definition if it is left out; a file that "
        "is there is never overwritten."
    ),
    examples=(
        (mark("Be asked"), "complaints definition new"),
        (
            mark("Say everything at once"),
            "complaints definition new lost.yaml --workflow lost_property --title 'Lost property' "
            "--state reported --state found=Found --state closed --role desk --role manager "
            "--calendar office-cn",
        ),
    ),
)
@argument("file", required=False, type=click.Path(path_type=Path), metavar=mark("FILE"))
@option("--workflow", metavar=mark("NAME"), help=mark("What the definition is called."))
@option("--title", metavar=mark("TEXT"), help=mark("What people read for it."))
@option(
    "--state",
    "states",
    multiple=True,
    metavar=mark("NAME[=TITLE]"),
    help=mark("A state, in the order a case goes through them; the last ends it."),
)
@option(
    "--role",
    "roles",
    multiple=True,
    metavar=mark("NAME[=TITLE]"),
    help=mark("A role; who holds the last one hears of what is late."),
)
@option(
    "--calendar",
    metavar=mark("CALENDAR"),
    help=mark("The calendar working days are counted by, or none."),
)
def new(
    settings: Settings,
    *,
    file: Path | None,
    workflow: str | None,
    title: str | None,
    states: tuple[str, ...],
    roles: tuple[str, ...],
    calendar: str | None,
) -> None:
    """Write a definition and its scenarios."""
    from workflow.calendars.local import zone as zone_named
    from workflow.clock import now
    from workflow.service.staffing import local_zone
    from workflow.testing.scenarios.reading import scenarios_beside
    from workflow.testing.starting import checked_name, written

    if file is not None:
        _check_new(file)
    name = _answer("--workflow", gettext("Name of the definition"), workflow, checked_name)
    path = file or Path(f"{name}.yaml")
    _check_new(path)
    answers = _answers(path, name, title=title, states=states, roles=roles, calendar=calendar)
    zone = local_zone()
    texts = written(answers, path, now().astimezone(zone_named(zone)).date(), zone)
    for one, text in zip((path, scenarios_beside(path)), texts, strict=True):
        with one.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    if settings.json:
        print_json({"definition": str(path), "scenarios": str(scenarios_beside(path))})
        return
    told = gettext(
        "Written: {definition} and {scenarios}. Change them, and look at them with\n"
        "  complaints definition check {definition}\n"
        "  complaints definition test {definition}"
    )
    print_blocks([told.format(definition=path, scenarios=scenarios_beside(path))])


def _answers(
    path: Path,
    name: str,
    *,
    title: str | None,
    states: Sequence[str],
    roles: Sequence[str],
    calendar: str | None,
) -> "Answers":
    from workflow.testing.starting import (
        Answers,
        check_calendar,
        checked_title,
        read_roles,
        read_states,
    )

    def counted_by(text: str) -> str:
        return check_calendar("" if text == NO_CALENDAR else text, path)

    asked_title = gettext("Title, as people read it")
    asked_states = gettext("States in their order, separated by commas (NAME or NAME=TITLE)")
    asked_roles = gettext("Roles, the highest last, separated by commas (NAME or NAME=TITLE)")
    asked_calendar = gettext("Calendar that working days are counted by, or none")
    return Answers(
        workflow=name,
        title=_answer("--title", asked_title, title, checked_title),
        states=_several("--state", asked_states, states, read_states),
        roles=_several("--role", asked_roles, roles, read_roles),
        calendar=_answer("--calendar", asked_calendar, calendar, counted_by),
    )


def _several(
    name: str, question: str, given: Sequence[str], read: Callable[[Sequence[str]], Answer]
) -> Answer:
    if given:
        return read(given)
    return _answer(name, question, None, lambda text: read(_SEPARATORS.split(text)))


def _answer(name: str, question: str, given: str | None, read: Callable[[str], Answer]) -> Answer:
    """Return what an option says, or what is said when asked, until it can be read."""
    from workflow.errors import InputInvalid

    if given is not None:
        return read(given)
    if not sys.stdin.isatty():
        text = gettext("{option} is missing, and there is no terminal to ask at.")
        raise click.UsageError(text.format(option=name))
    while True:
        said = click.prompt(question, default="", show_default=False, err=True)
        if not said.strip():
            text = gettext("Nothing was said. Write, for example: {example}")
            print_error(text.format(example=EXAMPLES[name]))
            continue
        try:
            return read(said)
        except InputInvalid as error:
            print_error(str(error))


def _check_new(path: Path) -> None:
    """Refuse a file that is there, and a name under which the program would not find it."""
    from workflow.definition.source import SCENARIOS_ENDING
    from workflow.testing.scenarios.reading import scenarios_beside

    if path.suffix != ".yaml" or path.name.endswith(SCENARIOS_ENDING):
        text = gettext("{file} cannot be the name of a definition: write {name}.")
        name = path.with_name(f"{path.name.partition('.')[0] or 'NAME'}.yaml")
        raise click.UsageError(text.format(file=path, name=name))
    for one in (path, scenarios_beside(path)):
        if one.exists():
            text = gettext("{file} is there already and is not overwritten: name another file.")
            raise click.UsageError(text.format(file=one))
