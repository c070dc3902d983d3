"""``verify``: is the history whole?"""

from pathlib import Path

import click

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark, ngettext


@command(
    "verify",
    help=mark(
        "Check that no history was changed and that every case agrees with its history.\n\n"
        "Ends with exit code 9 if something is wrong. Somebody who can rewrite the whole database "
        "is caught only with a file of heads kept elsewhere: see --heads. It warns of people and "
        "departments that a definition names and that are not there; such a warning is no fault."
    ),
    examples=(
        (mark("Check everything"), "complaints verify"),
        (
            mark("Compare with the heads kept on another computer, and add new ones"),
            "complaints verify --heads /mnt/elsewhere/heads.json",
        ),
    ),
)
@option(
    "--heads",
    type=click.Path(path_type=Path),
    metavar=mark("FILE"),
    help=mark("A file with the last hash of each case: compared, then written."),
)
def verify(settings: Settings, heads: Path | None) -> int:
    """Check the history."""
    from workflow.report import upkeep_data, warnings

    with settings.connected(protected=False) as workflow:
        result = workflow.verify(heads)
    if not settings.json:
        for warning in result.warnings:
            print_error(warnings.warning(warning))
    if settings.json:
        print_json({**upkeep_data.verification(result), **warnings.warnings(result.warnings)})
    elif result.findings:
        for finding in result.findings:
            about = finding.case or gettext("the database")
            print_error(f"{about}: {finding.text} [{finding.code}]")
        print_error(
            ngettext(
                "{number} thing is wrong.", "{number} things are wrong.", len(result.findings)
            ).format(number=len(result.findings))
        )
    else:
        print_blocks(
            [
                gettext("All is well. Cases: {cases}, events: {events}.").format(
                    cases=result.cases, events=result.events
                )
            ]
        )
    return FOUND_WRONG if result.findings else DONE


@command(
    "rebuild",
    help=mark(
        "Make the state and the deadlines of every case again from its history.\n\n"
        "For what a defect or a person changed beside the history: see `complaints verify`. "
        "Nothing is sent, and what fired does not fire again. A case whose history itself is "
        "damaged is left as it is. Ends with exit code 9 if something differs that was not written."
    ),
    examples=(
        (mark("Only tell what differs"), "complaints rebuild --check"),
        (mark("Write what the history says"), "complaints rebuild"),
    ),
)
@option("--check", is_flag=True, help=mark("Tell what differs; write nothing."))
def rebuild(settings: Settings, *, check: bool) -> int:
    """Make again what is stored beside the history."""
    from workflow.report import upkeep_data

    with settings.connected(protected=False) as workflow:
        result = workflow.rebuild(check=check)
    differing = len({one.case for one in result.findings})
    if settings.json:
        print_json(upkeep_data.rebuilding(result))
    else:
        for finding in result.findings:
            print_error(f"{finding.case}: {finding.text} [{finding.code}]")
        print_blocks(
            [
                gettext("Cases: {cases}, differing: {differing}, written: {written}.").format(
                    cases=result.cases, differing=differing, written=result.written
                )
            ]
        )
    return DONE if differing == result.written else FOUND_WRONG
