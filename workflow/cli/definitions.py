"""``definition``: the lifecycles cases follow."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.codes import codes
from workflow.cli.diagrams import format_option, give_diagram, give_text, output_option
from workflow.cli.editions import FILES, diff, editions
from workflow.cli.exit_codes import DEFINITION_INVALID, DONE
from workflow.cli.files import check_files, checking
from workflow.cli.options import Settings, argument, command, edition_option, group, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.cli.reuse import tell_users
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
    with settings.connected() as workflow:
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
    "prove",
    help=mark(
        "Prove what a definition promises, on every way a case can take.\n\n"
        "Each promise is proved; or broken, by the shortest way, which happened on the engine and "
        "is printed as commands; or not proved, with what stands in the way. No database is "
        "needed. Ends with exit code 7 unless every promise is proved, or not proved and assumed."
    ),
    examples=((mark("One file"), "complaints definition prove complaint.yaml"),),
)
@option(
    "--situations",
    type=click.IntRange(1),
    metavar=mark("NUMBER"),
    help=mark("So many situations are looked at for each promise; 200000 if not said."),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
def prove(settings: Settings, file: Path, situations: int | None) -> int:
    """Prove what a definition promises."""
    from workflow.definition.parse import load
    from workflow.proving import MOST_SITUATIONS
    from workflow.report import proofs
    from workflow.testing.proving import prove as proved

    read = load(file)
    found = tuple(proved(read, most=situations or MOST_SITUATIONS))
    if settings.json:
        print_json(proofs.data(read, found, str(file)))
    elif found:
        print_blocks(proofs.lines(read, found, str(file)))
    else:
        print_blocks([gettext("{file} promises nothing.").format(file=file)])
    return DONE if all(one.accepted for one in found) else DEFINITION_INVALID


@command(
    "publish",
    help=mark(
        "Publish a definition file as a new edition.\n\n"
        "Of a fragment it is told which definitions use it, and whether they were made with what "
        "it says now. "
        "What it promises must be proved, or said to be assumed. "
        "New cases follow it from its effective date; running cases keep theirs. Whom it names and "
        "nobody answers to is warned of, here and by `complaints verify`, and refuses nothing: the "
        "people may come later."
    ),
    examples=(
        (mark("A new edition"), "complaints definition publish complaint.yaml"),
        (mark("Who uses a fragment"), "complaints definition publish fragments/house.yaml"),
    ),
)
@option(
    "--trial",
    is_flag=True,
    help=mark("Do not look at promises: to try it out, in a database without cases."),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
def publish(settings: Settings, file: Path, trial: bool) -> int:
    """Publish an edition."""
    from workflow.definition import fragment_file
    from workflow.definition.parse import load
    from workflow.report import house_data, reuse, warnings

    itself = fragment_file.origin(file)
    if itself.kind == "fragment":
        return tell_users(settings, itself)
    read = load(file)
    if not trial and _broken(read, file):
        return DEFINITION_INVALID
    with settings.connected() as workflow:
        edition = workflow.publish(read, trial=trial)
        made = workflow.users_of((*read.origins, itself))
    others = [one for one in made if not one.same and one.definition != read.workflow]
    if settings.json:
        told = {**warnings.warnings(edition.warnings), **reuse.data(others)}
        print_json({**house_data.edition(edition), **told})
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
                ),
                *reuse.outdated(others),
            ]
        )
    return DONE


def _broken(definition: "Definition", file: Path) -> bool:
    """Whether a promise is broken; it is told how. What is assumed is no excuse for that."""
    assumed = tuple(one for one in definition.promises if one.assumed is not None)
    if not assumed:
        return False
    from workflow.report import proofs
    from workflow.testing.proving import prove

    # The others are decided when it is published.
    only = replace(definition, promises=assumed)
    found = [one for one in prove(only) if one.result == "broken"]
    for line in proofs.lines(definition, found, str(file)):
        print_error(line)
    return bool(found)


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
        schema,
    ),
    help=mark("Begin, check, test, prove, publish and show the definitions that cases follow."),
    examples=((mark("What a complaint goes through"), "complaints definition show complaint"),),
)
