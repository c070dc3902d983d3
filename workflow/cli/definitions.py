"""``definition``: the lifecycles cases follow."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.editions import FILES, diff, editions
from workflow.cli.files import check_files
from workflow.cli.options import Settings, argument, command, edition_option, group
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.model import Definition


@command(
    "list",
    help=mark("List the published definitions and their editions."),
    examples=((mark("All editions"), "complaints definition list"),),
)
def list_definitions(settings: Settings) -> None:
    """List the published editions."""
    from workflow.report import house_data, lifecycle

    with settings.connected() as workflow:
        known = workflow.definitions()
    if settings.json:
        print_json(house_data.editions(known))
    else:
        print_blocks([lifecycle.editions(known)])


@command(
    "show",
    help=mark(
        "Show a definition in words: its states, its steps and its deadlines.\n\n"
        "DEFINITION is the name of a published one, or a YAML file."
    ),
    examples=(
        (mark("The published one"), "complaints definition show complaint"),
        (mark("An earlier edition"), "complaints definition show complaint --edition 1"),
        (mark("A file, without a database"), "complaints definition show ./complaint.yaml"),
    ),
)
@argument("definition", metavar=mark("DEFINITION"))
@edition_option
def show(settings: Settings, definition: str, edition: str | None) -> None:
    """Show a definition."""
    from workflow.report import house_data, lifecycle

    shown = _found(settings, definition, edition)
    if settings.json:
        print_json(house_data.definition(shown))
    else:
        print_blocks(lifecycle.definition(shown))


def _found(settings: Settings, name: str, edition: str | None) -> "Definition":
    if name.endswith(FILES):
        if edition is not None:
            text = gettext("--edition is about published ones: {file} is a file.")
            raise click.UsageError(text.format(file=name))
        from workflow.definition.parse import load

        return load(Path(name))
    with settings.connected() as workflow:
        return workflow.definition(name, edition=edition)


@command(
    "check",
    help=mark(
        "Check definition files and report every problem, with its place and what to do.\n\n"
        "No database is needed. Ends with exit code 7 if there is a problem."
    ),
    examples=(
        (mark("One file"), "complaints definition check complaint.yaml"),
        (
            mark("Several, for a program"),
            "complaints definition check complaint.yaml repair.yaml --json",
        ),
    ),
)
@argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=mark("PATH"))
def check(settings: Settings, paths: tuple[Path, ...]) -> int:
    """Check definition files."""
    from workflow.definition.parse import load

    return check_files(settings, paths, load)


@command(
    "publish",
    help=mark(
        "Publish a definition file as a new edition.\n\n"
        "New cases follow it from its effective date; running cases keep theirs. Whom it names and "
        "nobody answers to is warned of, here and by `complaints verify`, and refuses nothing: the "
        "people may come later."
    ),
    examples=((mark("A new edition"), "complaints definition publish complaint.yaml"),),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
def publish(settings: Settings, file: Path) -> None:
    """Publish an edition."""
    from workflow.report import house_data, warnings

    with settings.connected() as workflow:
        edition = workflow.publish(file)
    if settings.json:
        print_json({**house_data.edition(edition), **warnings.warnings(edition.warnings)})
    else:
        for one in edition.warnings:
            print_error(warnings.warning(one))
        print_blocks(
            [
                gettext(
                    "Published: {definition}, edition {edition}, in effect from {date}."
                ).format(
                    definition=edition.definition,
                    edition=edition.edition,
                    date=edition.effective,
                )
            ]
        )


definition = group(
    "definition",
    (list_definitions, show, editions, diff, check, publish),
    help=mark("Check, publish and show the definitions that cases follow."),
    examples=((mark("What a complaint goes through"), "complaints definition show complaint"),),
)
