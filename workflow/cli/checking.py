"""``verify``: is the history whole?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark, ngettext

if TYPE_CHECKING:
    from workflow.service.views import Finding

_MOST_ALIKE = 20
"""Of more findings of one kind only the first ones are told."""
_FIRST = 5


@command(
    "verify",
    help=mark(
        "Check that no history was changed and that every case agrees with its history.\n\n"
        "Ends with exit code 9 if something is wrong. Of more than twenty findings of one kind the "
        "first are told, with how many there are; --json has all. Somebody who can rewrite the "
        "whole database is caught only with a file of heads kept elsewhere: see --heads. It warns "
        "of people and departments that a definition names and that are not there; such a warning "
        "is no fault."
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
        print_blocks(_told(result.findings))
    else:
        print_blocks(
            [
                gettext("All is well. Cases: {cases}, events: {events}.").format(
                    cases=result.cases, events=result.events
                )
            ]
        )
    return FOUND_WRONG if result.findings else DONE


def _told(findings: Sequence["Finding"]) -> Iterator[str]:
    """Yield what was found, of many of one kind only the first, and how many there are."""
    counted, told = Counter(one.code for one in findings), Counter[str]()
    for one in findings:
        told[one.code] += 1
        if counted[one.code] <= _MOST_ALIKE or told[one.code] <= _FIRST:
            about = one.case or gettext("the database")
            yield f"{about}: {one.text} [{one.code}]"
    for code, number in counted.items():
        if number > _MOST_ALIKE:
            text = gettext("And {number} more of [{code}]; all: `complaints verify --json`.")
            yield text.format(number=number - _FIRST, code=code)
    yield ngettext("{number} thing is wrong.", "{number} things are wrong.", len(findings)).format(
        number=len(findings)
    )


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
