"""``attachments``: which files a case names, and whether one is the one that was meant."""

from pathlib import Path

import click

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, argument, case_argument, command
from workflow.cli.output import print_blocks, print_json
from workflow.translation import mark


@command(
    "attachments",
    help=mark(
        "List the files that a case names, or tell whether FILE is one of them.\n\n"
        "Files are known by their content, whatever they are called now. Ends with exit code 9 if "
        "FILE is none of them."
    ),
    examples=(
        (mark("Every file of the case with serial 17"), "complaints attachments 17"),
        (mark("Is this the photograph?"), "complaints attachments 17 door.jpg"),
    ),
)
@case_argument
@argument(
    "file",
    metavar=mark("[FILE]"),
    required=False,
    type=click.Path(path_type=Path),
)
def attachments(settings: Settings, case: str, file: Path | None) -> int:
    """List files, or compare one."""
    from workflow.report import attachments as report
    from workflow.service.attachments import attachment

    digest = None if file is None else attachment(file)["sha256"]
    with settings.looking() as workflow:
        view = workflow.show(case, actor=settings.reader)
        found = workflow.attachments(case, actor=settings.reader)
    if digest is not None:
        found = tuple(one for one in found if one.sha256 == digest)
    if settings.json:
        print_json(report.data(view.case, found))
    else:
        print_blocks(report.listed(found, view.zone, asked=digest is not None))
    return FOUND_WRONG if digest is not None and not found else DONE
