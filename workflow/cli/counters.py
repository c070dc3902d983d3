"""``counters``: what was counted over several cases."""

import re

from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext, mark

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@command(
    "counters",
    help=mark(
        "List what was counted over all cases: of each person, thing or site, and in each month "
        "where months are counted apart."
    ),
    examples=(
        (mark("Everything that was counted"), "complaints counters"),
        (mark("Breaches in November, for a program"),
         "complaints counters breaches --month 2026-11 --json"),
    ),
)  # fmt: skip
@argument("name", metavar=mark("COUNTER"), required=False)
@option("--month", metavar=mark("MONTH"), help=mark("Of one month only: 2026-11."))
def counters(settings: Settings, name: str | None, month: str | None) -> None:
    """List what was counted."""
    from workflow.errors import InputInvalid
    from workflow.report import counters as report

    if month is not None and not MONTH.fullmatch(month):
        raise InputInvalid(month, gettext("a month such as 2026-11"))
    with settings.looking() as workflow:
        found = workflow.counters(name, month=month)
    if settings.json:
        print_json(report.data(found))
    else:
        print_blocks(report.table(found))
