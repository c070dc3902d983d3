"""What is recorded of a case: set it, correct it, erase it."""

from workflow.cli.given import Values, assignments, together
from workflow.cli.options import (
    Settings,
    argument,
    attach_option,
    case_argument,
    command,
    expect_option,
    key_option,
    reason_option,
    set_option,
)
from workflow.cli.receipts import print_receipt
from workflow.translation import gettext, mark

_values = argument(
    "values", nargs=-1, required=False, callback=assignments, metavar=mark("NAME=VALUE")
)


def _given(*parts: Values) -> Values:
    import click

    given = together(*parts)
    if not given:
        raise click.UsageError(gettext("Say what to set: NAME=VALUE."), click.get_current_context())
    return given


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
@attach_option
@expect_option
@key_option
def set_fields(
    settings: Settings,
    *,
    case: str,
    values: Values,
    data: Values,
    attached: Values,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Set fields."""
    given = _given(values, data, attached)
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.set(case, given, actor=actor, expected_version=expected_version, key=key)
        print_receipt(settings, workflow, receipt, gettext("Recorded."))


@command(
    "correct",
    help=mark(
        "Correct a recorded value, with the reason.\n\n"
        "The old value stays in the history. Deadlines are computed anew; what was missed "
        "stays missed. An act whose time is in a field (`happened`) stays as it was recorded: to "
        "have the deadlines that count from it count anew, open the case anew with the right time "
        "and end this one."
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
@attach_option
@reason_option
@expect_option
@key_option
def correct(
    settings: Settings,
    *,
    case: str,
    values: Values,
    data: Values,
    attached: Values,
    reason: str,
    expected_version: int | None,
    key: str | None,
) -> None:
    """Correct recorded values."""
    given = _given(values, data, attached)
    actor = settings.acting
    with settings.connected() as workflow:
        receipt = workflow.correct(
            case, given, actor=actor, reason=reason, expected_version=expected_version, key=key
        )
        print_receipt(
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
        print_receipt(
            settings,
            workflow,
            receipt,
            gettext("The personal values and notes of this case are erased."),
        )
