"""``definition``: the lifecycles cases follow."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.codes import codes
from workflow.cli.diagrams import format_option, give_diagram, give_text, output_option
from workflow.cli.editions import FILES, diff, editions
from workflow.cli.files import check_files, checking
from workflow.cli.migrating import migrate
from workflow.cli.options import Settings, argument, command, edition_option, group, option
from workflow.cli.output import print_blocks, print_json
from workflow.cli.proving import prove
from workflow.cli.publishing import publish
from workflow.cli.scenarios import test
from workflow.cli.starting import new
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.definition.schema import Kind


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
    with settings.looking() as workflow:
        return workflow.definition(name, edition=edition)


@command(
    "diagram",
    help=mark(
        "Draw a definition: its states, what leads from one to the next, who may, what runs.\n\n"
        "DEFINITION is the name of a published one, or a YAML file. Texts are in the language of "
        "--lang."
    ),
    examples=(
        (
            mark("A picture for a browser"),
            "complaints definition diagram ./complaint.yaml --output complaint.svg",
        ),
        (
            mark("A text for Mermaid, in Chinese"),
            "complaints definition diagram complaint --format mermaid --lang zh",
        ),
    ),
)
@argument("definition", metavar=mark("DEFINITION"))
@edition_option
@format_option
@output_option
def diagram(
    settings: Settings,
    definition: str,
    *,
    edition: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Draw a definition."""
    give_diagram(settings, _found(settings, definition, edition), form=form, output=output)


@command(
    "check",
    help=mark(
        "Check definition files and report every problem, with its place and what to do.\n\n"
        "Files of scenarios (NAME.scenarios.yaml) and of calendars are checked too; a folder means "
        "all YAML files in it and below. No database is needed. Ends with exit code 7 if there is "
        "an error; a warning is none, unless --strict says so."
    ),
    examples=(
        (mark("One file"), "complaints definition check complaint.yaml"),
        (
            mark("Several, for a program"),
            "complaints definition check complaint.yaml repair.yaml --json",
        ),
        (
            mark("All of a folder, as annotations of a change"),
            "complaints definition check definitions --format github --strict",
        ),
    ),
)
@checking
def check(settings: Settings, paths: tuple[Path, ...], *, form: str | None, strict: bool) -> int:
    """Check definition files."""
    return check_files(settings, paths, form=form, strict=strict)


@command(
    "schema",
    help=mark(
        "Print the JSON Schema of definition files, by which editors complete and check.\n\n"
        "No database is needed. A first line `# yaml-language-server: $schema=FILE` names it in a "
        "definition. It knows the keys and what they may hold; `complaints definition check` knows "
        "more."
    ),
    examples=(
        (
            mark("A file for an editor"),
            "complaints definition schema --output definition.schema.json",
        ),
        (mark("That of fragments"), "complaints definition schema --fragment"),
        (mark("That of calendar files"), "complaints definition schema --calendar"),
    ),
)
@option("--calendar", "kind", flag_value="calendar", help=mark("The schema of calendar files."))
@option("--fragment", "kind", flag_value="fragment", help=mark("The schema of fragments."))
@output_option
def schema(settings: Settings, *, kind: "Kind | None", output: Path | None) -> None:
    """Print a schema."""
    from workflow.definition.schema import schema_text

    kind = kind or "definition"
    give_text(settings, schema_text(kind), output, {"schema": kind})


definition = group(
    "definition",
    (
        new,
        list_definitions,
        show,
        editions,
        diff,
        diagram,
        check,
        codes,
        test,
        prove,
        publish,
        migrate,
        schema,
    ),
    help=mark(
        "Begin, check, test, prove, publish and show the definitions that cases follow; move cases."
    ),
    examples=((mark("What a complaint goes through"), "complaints definition show complaint"),),
)
