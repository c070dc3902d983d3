"""``documents``: what the rungs and steps of a case brought to be printed."""

from workflow.cli.options import Settings, argument, case_argument, command
from workflow.cli.output import print_blocks, print_json
from workflow.translation import mark


@command(
    "documents",
    help=mark(
        "List the documents that steps, reminders and escalations of a case brought, or print "
        "one, by its name or number.\n\n"
        "What a step brought is filled in as the case was then, anything else as of now, in the "
        "language chosen with --lang. Erased values are left empty."
    ),
    examples=(
        (mark("Those of the case with serial 17"), "complaints documents 17"),
        (
            mark("One of them, in Chinese"),
            "complaints documents 17 chasing_notice --lang zh",
        ),
        (mark("By its number"), "complaints documents 17 C-2026-000017-8"),
    ),
)
@case_argument
@argument("name", metavar=mark("[DOCUMENT]"), required=False)
def documents(settings: Settings, case: str, name: str | None) -> None:
    """List documents, or print one."""
    from workflow.report import data, documents

    with settings.looking() as workflow:
        view = workflow.show(case, actor=settings.reader)
        found = workflow.documents(case, name, actor=settings.reader)
    if name is not None:
        found = found[-1:]  # brought again, it is the last that counts
    if settings.json:
        print_json(data.documents(view.case, found))
    elif name is not None:
        print_blocks(documents.printed(found[-1]))
    else:
        print_blocks(documents.brought(found, view.zone))
