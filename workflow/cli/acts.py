"""What people do with a case: open it, take a step, assign, note, set, correct, erase."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workflow.cli.options import (
    Settings,
    argument,
    assignments,
    at_option,
    case_argument,
    command,
    expect_option,
    key_option,
    note_option,
    option,
    performed_by_option,
    reason_option,
    set_option,
)
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.service.facade import Workflow
    from workflow.service.views import Receipt


def _report(settings: Settings, workflow: "Workflow", receipt: "Receipt", done: str = "") -> None:
    from workflow.report import cases, data

    if settings.json:
        print_json(data.receipt(receipt))
        return
    if done and not receipt.repeated:
        print_blocks([done])
    print_blocks(cases.receipt(receipt, workflow.show(receipt.case, actor=settings.who)))


@command(
    "open",
    help=mark(
        "Open a case of the kind DEFINITION.\n\n"
        "`complaints definition show complaint` lists what a complaint needs."
    ),
    examples=(
        (
            mark("A complaint"),
            "complaints open complaint --as lin --set complainant=Zhang --set phone=refused "
            "--set content='Lift out of order' --set kind=service",
        ),
        (
            mark("Received this morning at another site, entered now"),
            "complaints open complaint --as lin --site garden --at '2026-11-21 09:10' "
            "--set complainant=Zhang --set phone=refused --set content='No hot water' "
            "--set kind=service",
        ),
    ),
)
@argument("definition", metavar=mark("DEFINITION"))
@option(
    "--trigger",
    metavar=mark("TRIGGER"),
    help=mark("The opening step, if the definition has several. Otherwise the first."),
)
@set_option
@at_option
@performed_by_option
@note_option
@key_option
def open_case(
    settings: Settings,
    *,
    definition: str,
    trigger: str | None,
    data: Mapping[str, str],
    at: str | None,
    performed_by: str | None,
    note: str | None,
    key: str | None,
) -> None:
    """Open a case."""
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.open(
            definition,
            data,
            actor=actor,
            site=settings.site,
            trigger=trigger,
            at=at,
            performed_by=performed_by,
            note=note,
            key=key,
        )
        _report(settings, workflow, receipt)


@command(
    "do",
    help=mark(
        "Do a step: the operation TRIGGER on a case.\n\n"
        "`complaints show CASE` lists the steps that are possible now, who may do them and what "
        "each needs."
    ),
    examples=(
        (
            mark("Judge the case with serial 17"),
            "complaints do 17 judge --as lin --set grounds=sufficient --set demand=reasonable "
            "--set department=Engineering",
        ),
        (
            mark("Enter what a colleague did earlier today"),
            "complaints do C-2026-000017 investigate --as lin --performed-by wang "
            "--at '2026-11-21 10:00' --set cause='Worn cable' --set responsible=chen",
        ),
        (
            mark("Only if nobody acted since version 4"),
            "complaints do 17 propose --as lin --expect 4 --set proposal='Replace the cable'",
        ),
    ),
)
@case_argument
@argument("trigger", metavar=mark("TRIGGER"))
@set_option
@at_option
@performed_by_option
@note_option
@expect_option
@key_option
def do(
    settings: Settings,
    *,
    case: str,
    trigger: str,
    data: Mapping[str, str],
    at: str | None,
    performed_by: str | None,
    note: str | None,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Do a step."""
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.trigger(
            case,
            trigger,
            data,
            actor=actor,
            at=at,
            performed_by=performed_by,
            note=note,
            expected_version=expected_version,
            key=key,
        )
        _report(settings, workflow, receipt)


@command(
    "assign",
    help=mark("Hand a case to another owner."),
    examples=((mark("Chen takes over"), "complaints assign 17 chen --as wang"),),
)
@case_argument
@argument("owner", metavar=mark("PERSON"))
@note_option
@expect_option
@key_option
def assign(
    settings: Settings,
    *,
    case: str,
    owner: str,
    note: str | None,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Change the owner."""
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.assign(
            case, owner, actor=actor, note=note, expected_version=expected_version, key=key
        )
        _report(
            settings, workflow, receipt, gettext("Assigned to {owner}.").format(owner=receipt.owner)
        )


@command(
    "note",
    help=mark("Add a note to a case. It is personal data and can be erased."),
    examples=(
        (mark("What the customer said"), "complaints note 17 'Will be at home after six' --as lin"),
    ),
)
@case_argument
@argument("text", metavar=mark("TEXT"))
@expect_option
@key_option
def note(
    settings: Settings, *, case: str, text: str, expected_version: int | None, key: str | None
) -> None:
    """Add a note."""
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.note(case, text, actor=actor, expected_version=expected_version, key=key)
        _report(settings, workflow, receipt, gettext("Noted."))


_values = argument(
    "values", nargs=-1, required=False, callback=assignments, metavar=mark("NAME=VALUE")
)


def _together(values: Mapping[str, str], data: Mapping[str, str]) -> dict[str, str]:
    import click

    both = {**values, **data}
    if not both:
        raise click.UsageError(gettext("Say what to set: NAME=VALUE."), click.get_current_context())
    if len(both) < len(values) + len(data):
        raise click.UsageError(gettext("A field is given twice."), click.get_current_context())
    return both


@command(
    "set",
    help=mark(
        "Set fields of a case without a step.\n\n"
        "The definition says which fields may be set in which state."
    ),
    examples=(
        (
            mark("The time the customer named for the call"),
            "complaints set 17 appointment='2026-11-25 18:30' --as lin",
        ),
    ),
)
@case_argument
@_values
@set_option
@expect_option
@key_option
def set_fields(
    settings: Settings,
    *,
    case: str,
    values: Mapping[str, str],
    data: Mapping[str, str],
    expected_version: int | None,
    key: str | None,
) -> None:
    """Set fields."""
    given = _together(values, data)
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.set(case, given, actor=actor, expected_version=expected_version, key=key)
        _report(settings, workflow, receipt, gettext("Recorded."))


@command(
    "correct",
    help=mark(
        "Correct a recorded value, with the reason.\n\n"
        "The old value stays in the history. Deadlines are computed anew; what was missed "
        "stays missed."
    ),
    examples=(
        (
            mark("The kind was wrong"),
            "complaints correct 17 --set kind=safety --reason 'Somebody was hurt' --as wang",
        ),
    ),
)
@case_argument
@_values
@set_option
@reason_option
@expect_option
@key_option
def correct(
    settings: Settings,
    *,
    case: str,
    values: Mapping[str, str],
    data: Mapping[str, str],
    reason: str,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Correct recorded values."""
    given = _together(values, data)
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.correct(
            case, given, actor=actor, reason=reason, expected_version=expected_version, key=key
        )
        _report(
            settings,
            workflow,
            receipt,
            gettext("Corrected; what was recorded before stays in the history."),
        )


@command(
    "erase",
    help=mark(
        "Erase the personal data of a case for good.\n\n"
        "What happened and when stays in the history and can still be verified. The reason is "
        "kept too: leave personal data out of it. This cannot be undone."
    ),
    examples=(
        (
            mark("The customer asked for it"),
            "complaints erase 17 --reason 'Asked by the customer' --as zhao",
        ),
    ),
)
@case_argument
@reason_option
def erase(settings: Settings, case: str, reason: str) -> None:
    """Erase personal data."""
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.erase(case, actor=actor, reason=reason)
        _report(
            settings,
            workflow,
            receipt,
            gettext("The personal values and notes of this case are erased."),
        )
