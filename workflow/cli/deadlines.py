"""``deadlines``: putting right what a wrong clock did."""

from workflow.cli.exit_codes import DONE, REFUSED
from workflow.cli.options import Settings, argument, command, group, option, reason_option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark

_NOTHING = mark(
    "Nothing was recorded in these cases then that could be put right. It goes by the time that "
    "the wrong clock showed: `complaints doctor` names it, and `complaints history CASE` has it in "
    "brackets."
)


@command(
    "void",
    help=mark(
        "Void what fired while the clock of the machine was ahead, in the cases named, or in "
        "all.\n\n"
        "It goes by when things were recorded, by the clock that was wrong. Deadlines that still "
        "run begin a new cycle with the same due time, and fire again when it is time. Messages "
        "that have not gone out do not go out; those that have, and everything that was voided, "
        "stay in the history. Steps taken by themselves stay taken, and are listed. The reason is "
        "kept: leave personal data out of it.\n\n"
        "What people did since, by a clock that was right, counts from when it was recorded.\n\n"
        "With --really, what people did by the wrong clock is put right as well. What they did and "
        "the time it showed stay on record; deadlines that run begin a new cycle that counts from "
        "the time it was. Given again with another time, that replaces the first. Without it such "
        "cases are named, and nothing is done about that.\n\n"
        "Without --yes it only tells what it would do. It needs the right to correct. Ends with "
        "exit code 4 if a case was refused; the others are done; or if there is nothing to put "
        "right."
    ),
    examples=(
        (
            mark("Tell what would be void"),
            "complaints deadlines void --fired-between '2027-11-05 09:00' '2027-11-05 09:30' "
            "--reason 'The clock was a year ahead' --as wang",
        ),
        (
            mark("Void it in one case"),
            "complaints deadlines void 17 --fired-between '2027-11-05 09:00' '2027-11-05 09:30' "
            "--reason 'The clock was a year ahead' --as wang --yes",
        ),
        (
            mark("Put right what people did by that clock, too"),
            "complaints deadlines void --fired-between '2027-11-05 09:00' '2027-11-05 09:30' "
            "--really '2026-11-05 09:00' --reason 'The clock was a year ahead' --as wang --yes",
        ),
    ),
)
@argument("cases", nargs=-1, required=False, metavar=mark("CASE"))
@option(
    "--fired-between",
    "between",
    nargs=2,
    required=True,
    metavar=mark("FROM UNTIL"),
    help=mark("When it was recorded: local time of the case's site, or with an offset."),
)
@option(
    "--really",
    metavar=mark("TIME"),
    help=mark(
        "What it was when the clock showed the first of the two times. What people did then is "
        "put right too: deadlines that count from it begin anew, at the time it really was."
    ),
)
@reason_option
@option("--yes", is_flag=True, help=mark("Do it. Otherwise only tell what would be done."))
def void(
    settings: Settings,
    *,
    cases: tuple[str, ...],
    between: tuple[str, str],
    really: str | None,
    reason: str,
    yes: bool,
) -> int:
    """Void what fired."""
    from workflow.report import lists, upkeep_data

    actor = settings.acting
    with settings.connected() as workflow:
        report = workflow.void_fired(
            *between,
            reason=reason,
            actor=actor,
            really=really,
            cases=cases or None,
            dry_run=not yes,
        )
    done = report.voided or report.put_right
    nothing = not (done or report.already or report.refused)
    if settings.json:
        print_json(upkeep_data.voiding(report))
    else:
        print_blocks(lists.voiding(report))
        if done and not yes:
            print_blocks([gettext("Nothing was changed. With --yes it is done.")])
        for case, why in report.refused:
            print_error(f"{case}: {why}")
        if nothing:
            print_error(gettext(_NOTHING))
    return REFUSED if report.refused or nothing else DONE


deadlines = group(
    "deadlines",
    (void,),
    help=mark("Put right what a wrong clock did to deadlines."),
    examples=(
        (
            mark("Tell what a clock that was ahead fired too early"),
            "complaints deadlines void --fired-between '2027-11-05 09:00' '2027-11-05 09:30' "
            "--reason 'The clock was a year ahead' --as wang",
        ),
    ),
)
