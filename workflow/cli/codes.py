"""``definition codes``: what the codes of problems mean."""

import click

from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_json, print_text
from workflow.translation import gettext, mark


@command(
    "codes",
    help=mark(
        "Explain the codes that checking reports: what is wrong, what to do, and an example.\n\n"
        "Without a code all of them are listed. No database is needed."
    ),
    examples=(
        (mark("One code"), "complaints definition codes D010"),
        (mark("All of them, in Chinese"), "complaints definition codes --lang zh"),
    ),
)
@option("--markdown", is_flag=True, help=mark("Print the page of the documentation, in English."))
@argument("codes", nargs=-1, metavar=mark("[CODE]..."))
def codes(settings: Settings, codes: tuple[str, ...], *, markdown: bool) -> None:
    """Explain codes."""
    from workflow.definition.codes import CODES
    from workflow.report import codes as report

    if markdown:
        print_text(report.page())
        return
    asked = [one.upper() for one in codes]
    for one in asked:
        if one not in CODES:
            text = gettext("There is no code {code}; `complaints definition codes` lists them.")
            raise click.UsageError(text.format(code=one))
    found = [CODES[one] for one in asked] or sorted(CODES.values())
    if settings.json:
        print_json(report.data(found))
    elif asked:
        print_blocks(report.explained(found))
    else:
        print_blocks([report.listed(found)])
