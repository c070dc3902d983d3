"""Looking: one case, many cases, what is due, what happened."""

from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import (
    Settings,
    case_argument,
    command,
    limit_option,
    option,
    page_option,
)
from workflow.cli.output import print_blocks, print_json
from workflow.translation import mark

if TYPE_CHECKING:
    from workflow.service.looking import Looking


owes_option = option(
    "--owes", metavar=mark("PERSON"), help=mark("Only cases of which this person owes a duty.")
)


@command(
    "show",
    help=mark("Show a case: its state, its data, what is due, and what can be done next."),
    examples=(
        (mark("By its serial"), "complaints show 17"),
        (mark("By its full number, for a program"), "complaints show C-2026-000017 --json"),
    ),
)
@case_argument
def show(settings: Settings, case: str) -> None:
    """Show a case."""
    from workflow.report import cases, data
    from workflow.report.glossary import glossary

    with settings.looking() as workflow:
        view = workflow.show(case, actor=settings.reader)
        if settings.json:
            print_json(data.case(view))
        else:
            print_blocks(cases.case(view, glossary(workflow, view)))


@command(
    "list",
    help=mark("List cases, what is due first on top.\n\nThe options narrow it down together."),
    examples=(
        (mark("What Lin owns and what is late"), "complaints list --owner lin --overdue"),
        (mark("What Chen owes beside his own cases"), "complaints list --owes chen"),
        (
            mark("Complaints being investigated, the second page"),
            "complaints list --definition complaint --state judged --page 2",
        ),
    ),
)
@option("--state", metavar=mark("STATE"), help=mark("Only cases in this state."))
@option("--definition", metavar=mark("DEFINITION"), help=mark("Only cases of this kind."))
@option("--owner", metavar=mark("PERSON"), help=mark("Only cases of this owner."))
@owes_option
@option("--overdue", is_flag=True, help=mark("Only cases with a deadline that is overdue."))
@option(
    "--aside", is_flag=True, help=mark("Only cases set aside because they cannot be processed.")
)
@option("--text", metavar=mark("TEXT"), help=mark("Only cases that hold this text."))
@option("--parent", metavar=mark("CASE"), help=mark("Only cases opened from this one."))
@limit_option
@page_option
def list_cases(
    settings: Settings,
    *,
    state: str | None,
    definition: str | None,
    owner: str | None,
    owes: str | None,
    overdue: bool,
    aside: bool,
    text: str | None,
    parent: str | None,
    limit: int,
    page: int,
) -> None:
    """List cases."""
    from workflow.report import data, lists

    with settings.looking() as workflow:
        _check_names(workflow, site=settings.site, definition=definition)
        found = workflow.list(
            actor=settings.reader,
            state=state,
            definition=definition,
            site=settings.site,
            owner=owner,
            owes=owes,
            overdue=overdue,
            aside=aside,
            text=text,
            parent=parent,
            limit=limit,
            offset=(page - 1) * limit,
        )
    if settings.json:
        print_json(data.page(found))
    else:
        print_blocks(lists.cases(found))


def _check_names(workflow: "Looking", *, site: str | None, definition: str | None = None) -> None:
    """Refuse a mistyped name, which would look like an empty list: all is well."""
    from workflow.errors import SiteUnknown

    known = tuple(one.name for one in workflow.sites())
    if site is not None and site not in known:
        raise SiteUnknown(site, known)
    if definition is not None:
        workflow.definition(definition)


@command(
    "due",
    help=mark(
        "List running deadlines, the earliest first.\n\n"
        "Ends with exit code 9 if a case is set aside: its deadlines do not fire."
    ),
    examples=(
        (mark("Everything"), "complaints due"),
        (mark("What Lin owes at one site"), "complaints due --owner lin --site garden"),
    ),
)
@option("--owner", metavar=mark("PERSON"), help=mark("Only cases of this owner."))
@owes_option
@limit_option
@page_option
def due(settings: Settings, *, owner: str | None, owes: str | None, limit: int, page: int) -> int:
    """List what is due."""
    from workflow.report import data, lists

    with settings.looking() as workflow:
        _check_names(workflow, site=settings.site)
        rows = workflow.due(
            actor=settings.reader,
            site=settings.site,
            owner=owner,
            owes=owes,
            limit=limit,
            offset=(page - 1) * limit,
        )
        aside = workflow.aside()
    if settings.json:
        print_json({**data.due(rows), "aside": aside})
    else:
        print_blocks(lists.due(rows, aside=aside))
    return FOUND_WRONG if aside else DONE


@command(
    "history",
    help=mark("Show everything that happened to a case, in order."),
    examples=((mark("The case with serial 17"), "complaints history 17"),),
)
@case_argument
def history(settings: Settings, case: str) -> None:
    """Show the history."""
    from workflow.report import data, events
    from workflow.report.glossary import told_by

    with settings.looking() as workflow:
        view = workflow.show(case, actor=settings.reader)
        happened = workflow.history(case, actor=settings.reader)
        if settings.json:
            print_json(data.history(view.case, happened))
        else:
            words = told_by(workflow, view, happened)
            print_blocks(events.history(happened, view.zone, words))
