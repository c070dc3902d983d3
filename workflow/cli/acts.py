"""What people do with a case: open it, take a step, assign it, note something."""

from workflow.cli.given import Values, together
from workflow.cli.options import (
    Settings,
    argument,
    at_option,
    attach_option,
    case_argument,
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
from workflow.translation import gettext, mark


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
@attach_option
@at_option
@performed_by_option
@note_option
@read_back_option
@key_option
def open_case(
    settings: Settings,
    *,
    definition: str,
    trigger: str | None,
    data: Values,
    attached: Values,
    at: str | None,
    performed_by: str | None,
    note: str | None,
    read_back: bool,
    key: str | None,
) -> None:
    """Open a case."""
    given = together(data, attached)
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = after_reading_back(
            settings,
            workflow,
            lambda told, _version: workflow.open(
                definition,
                given,
                actor=actor,
                site=settings.site,
                trigger=trigger,
                at=at,
                performed_by=performed_by,
                note=note,
                read_back=told,
                key=key,
            ),
            given,
            told=read_back,
            definition=definition,
        )
        print_receipt(settings, workflow, receipt)


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
@attach_option
@at_option
@performed_by_option
@note_option
@read_back_option
@expect_option
@key_option
def do(
    settings: Settings,
    *,
    case: str,
    trigger: str,
    data: Values,
    attached: Values,
    at: str | None,
    performed_by: str | None,
    note: str | None,
    read_back: bool,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Do a step."""
    given = together(data, attached)
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = after_reading_back(
            settings,
            workflow,
            lambda told, version: workflow.trigger(
                case,
                trigger,
                given,
                actor=actor,
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


@command(
    "assign",
    help=mark(
        "Hand a case to another owner, or one of its duties to somebody else.\n\n"
        "Anybody who works at the site can get it, whatever role the definition chooses owners "
        "from, but for whom it says must not own it (`other_than`)."
    ),
    examples=(
        (mark("Chen takes over"), "complaints assign 17 chen --as wang"),
        (
            mark("Chen owes a duty from now on"),
            "complaints assign 17 chen --duty order_parts --as wang",
        ),
    ),
)
@case_argument
@argument("owner", metavar=mark("PERSON"))
@option("--duty", metavar=mark("DUTY"), help=mark("Hand on this open duty, and not the case."))
@note_option
@expect_option
@key_option
def assign(
    settings: Settings,
    *,
    case: str,
    owner: str,
    duty: str | None,
    note: str | None,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Change the owner, or who owes a duty."""
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.assign(
            case,
            owner,
            actor=actor,
            duty=duty,
            note=note,
            expected_version=expected_version,
            key=key,
        )
        done = gettext("Assigned to {owner}.").format(owner=owner)
        print_receipt(settings, workflow, receipt, done)


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
        print_receipt(settings, workflow, receipt, gettext("Noted."))
