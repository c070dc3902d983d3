"""Merging a duplicate into the case that goes on."""

from workflow.cli.given import Values, together
from workflow.cli.options import (
    Settings,
    argument,
    at_option,
    attach_option,
    command,
    expect_option,
    key_option,
    note_option,
    option,
    performed_by_option,
    read_back_option,
    set_option,
)
from workflow.cli.reading_back import after_reading_back
from workflow.cli.receipts import print_receipt
from workflow.translation import mark


@command(
    "merge",
    help=mark(
        "Merge the case DUPLICATE into the case INTO, which goes on in its place.\n\n"
        "Both must be of one kind and site. The duplicate is closed and its deadlines are "
        "cancelled; of the other nothing changes but its history."
    ),
    examples=(
        (mark("18 tells the same as 17"), "complaints merge 18 17 --as lin"),
        (
            mark("By a step that is named, with what it needs"),
            "complaints merge C-2026-000018 C-2026-000017 --trigger close_duplicate --as wang "
            "--set reason='Told twice'",
        ),
    ),
)
@argument("case", metavar=mark("DUPLICATE"))
@argument("into", metavar=mark("INTO"))
@option(
    "--trigger",
    metavar=mark("TRIGGER"),
    help=mark("The step that merges, if the definition has several. Otherwise the first."),
)
@set_option
@attach_option
@at_option
@performed_by_option
@note_option
@read_back_option
@expect_option
@key_option
def merge(
    settings: Settings,
    *,
    case: str,
    into: str,
    trigger: str | None,
    data: Values,
    attached: Values,
    at: str | None,
    performed_by: str | None,
    note: str | None,
    read_back: bool,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Merge a case into another."""
    given = together(data, attached)
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = after_reading_back(
            settings,
            workflow,
            lambda told, version: workflow.merge(
                case,
                into,
                given,
                actor=actor,
                trigger=trigger,
                at=at,
                performed_by=performed_by,
                note=note,
                read_back=told,
                expected_version=expected_version or version,
                key=key,
            ),
            given,
            told=read_back,
            case=case,
        )
        print_receipt(settings, workflow, receipt)
