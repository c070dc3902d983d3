"""``diagram``: a case in the picture of its definition; and how any picture is printed or kept."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.options import Settings, case_argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json, print_text
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.report.diagrams.steps import Way

FORMATS = ("mermaid", "dot", "svg")
ENDINGS = {".svg": "svg", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid"}

format_option = option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help=mark(
        "How it is written; otherwise as the name of the file ends, without a file mermaid. An svg "
        "is a picture that every browser shows; the others are texts for programs that draw."
    ),
)
output_option = option(
    "--output",
    type=click.Path(path_type=Path),
    metavar=mark("FILE"),
    help=mark("The file to write; what is in it is replaced. Otherwise it is printed."),
)


def give_diagram(
    settings: Settings,
    shown: "Definition",
    *,
    form: str | None,
    output: Path | None,
    taken: "Way | None" = None,
) -> None:
    """Print a picture, or write it to a file."""
    from workflow.report.diagrams import diagram

    if form is None and output is None and sys.stdout.isatty():
        text = gettext("This is a text for Mermaid. A picture for a browser: --output FILE.svg")
        print_error(text)
    form = form or _form_of(output)
    about = {"definition": shown.workflow, "edition": shown.edition, "kind": form}
    if taken is not None:
        about["case"] = taken.case
    give_text(settings, diagram(shown, form, taken), output, about)


def _form_of(output: Path | None) -> str:
    """Return how a picture is written by the name of its file."""
    if output is None:
        return FORMATS[0]
    form = ENDINGS.get(output.suffix.lower())
    if form is None:
        text = gettext(
            "{file} cannot be the name of a picture: let it end in one of {endings}, or say "
            "--format. A browser prints an .svg as PDF."
        )
        raise click.UsageError(text.format(file=output, endings=", ".join(ENDINGS)))
    return form


def give_text(settings: Settings, text: str, output: Path | None, about: dict[str, str]) -> None:
    """Print a text as it is, or write it to a file; JSON says what it is ``about``."""
    if output is not None:
        output.write_text(text, encoding="utf-8", newline="\n")
    if settings.json:
        print_json({**about, **({"text": text} if output is None else {"file": str(output)})})
    elif output is not None:
        print_blocks([gettext("Written: {file}").format(file=output)])
    else:
        print_text(text)


@command(
    "diagram",
    help=mark(
        "Draw where a case is and the way it came, step by step, in the picture of its definition."
        "\n\nThe steps are numbered. `complaints definition diagram` draws a definition by itself."
    ),
    examples=(
        (mark("A picture for a browser"), "complaints diagram 17 --output case.svg"),
        (mark("A text for Mermaid"), "complaints diagram C-2026-000017 --format mermaid"),
    ),
)
@case_argument
@format_option
@output_option
def diagram(settings: Settings, case: str, *, form: str | None, output: Path | None) -> None:
    """Draw a case."""
    from workflow.report.diagrams import way

    with settings.looking() as workflow:
        view = workflow.show(case, actor=settings.reader)
        happened = workflow.history(case, actor=settings.reader)
        shown = workflow.definition(view.definition, edition=view.edition)
    give_diagram(settings, shown, form=form, output=output, taken=way(view.case, happened))
