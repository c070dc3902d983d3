"""``definition editions``: what was published of a definition, and who stands behind it."""

from workflow.cli.options import Settings, argument, command
from workflow.cli.output import print_blocks, print_json
from workflow.translation import mark


@command(
    "editions",
    help=mark(
        "List the editions of one definition, the newest first: who stands behind each, and how "
        "many cases follow it.\n\n"
        "A case keeps the edition it was opened with."
    ),
    examples=(
        (mark("The editions of one definition"), "complaints definition editions complaint"),
    ),
)
@argument("definition", metavar=mark("DEFINITION"))
def editions(settings: Settings, definition: str) -> None:
    """List the editions of a definition."""
    from workflow.report import editions as report
    from workflow.report import house_data

    with settings.connected() as workflow:
        known = workflow.editions(definition)
    if settings.json:
        print_json(house_data.edition_uses(known))
    else:
        print_blocks(report.editions(known))
