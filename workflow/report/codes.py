"""The codes of problems: as a list, one by one, as data, and as the page of the documentation."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from workflow.definition.codes import CODES, Code
from workflow.report.data import Data
from workflow.report.table import Block, Table
from workflow.translation import gettext, mark

FAMILIES = {
    "A": mark("Lengths of time"),
    "B": mark("Documents"),
    "C": mark("Conditions"),
    "D": mark("Deadlines"),
    "E": mark("Who stands behind an edition"),
    "F": mark("Data"),
    "H": mark("What recurs"),
    "J": mark("Cases that belong together"),
    "K": mark("Calendars and official days"),
    "L": mark("Keys"),
    "M": mark("Plans for moving cases"),
    "N": mark("Names"),
    "O": mark("Owners"),
    "P": mark("Promises"),
    "Q": mark("Counters"),
    "R": mark("Re-use"),
    "S": mark("States and ways"),
    "T": mark("Scenarios"),
    "U": mark("Duties"),
    "V": mark("Values that are filled in"),
    "W": mark("Windows"),
    "Y": mark("Files and YAML"),
}
LEVELS = {"error": mark("error"), "warning": mark("warning")}
_HEAD = """\
# What can be wrong

Every code that `complaints definition check` and `complaints calendar check` can report: what is
wrong, what to do, and an example that gets it. This page is printed by the program, with
`complaints definition codes --markdown`; `complaints definition codes D010` prints one entry, and
`--lang zh` in Chinese. Codes stay what they are.

An **error** is refused. A **warning** is allowed and rarely meant: it ends with exit code 0 unless
`--strict` is given. What is meant says so, with the reason, at the end of the line or in the line
above: `# accepted S022: the guest may ask as often as they like`.

Examples are put into a definition like the [lost property](definitions.md#a-whole-one), into a
[calendar](calendars.md) or into [scenarios](testing.md#scenarios-without-programming).
"""


def listed(codes: Iterable[Code]) -> Table:
    """Return a line for each code."""
    rows = [[one.code, gettext(LEVELS[one.level]), gettext(one.title)] for one in codes]
    return Table([gettext("Code"), gettext("Level"), gettext("What is wrong")], rows)


def explained(codes: Iterable[Code]) -> Iterator[Block]:
    """Yield what there is to say about some codes."""
    for one in codes:
        yield f"{one.code}  {gettext(LEVELS[one.level])}  {gettext(one.title)}"
        yield gettext(one.cure)
        yield gettext("Wrong, for example:")
        yield "".join(f"    {line}\n" for line in one.example.splitlines())


def data(codes: Iterable[Code]) -> Data:
    """Return codes for programs."""
    return {
        "codes": [
            {
                "code": one.code,
                "level": one.level,
                "title": gettext(one.title),
                "cure": gettext(one.cure),
                "example": one.example,
            }
            for one in codes
        ]
    }


def page() -> str:
    """Return the page of the documentation that lists every code."""
    by_family = groupby(sorted(CODES.values()), key=lambda one: one.code[0])
    return "\n".join([_HEAD, *(_family(letter, [*found]) for letter, found in by_family)])


def _family(letter: str, codes: list[Code]) -> str:
    return "\n".join([f"## {FAMILIES[letter]}\n", *map(_entry, codes)])


def _entry(one: Code) -> str:
    language = "console" if one.example.startswith("$") else "yaml"
    level = "" if one.level == "error" else f" ({one.level})"
    return (
        f"### {one.code}{level}\n\n**{one.title}.** {one.cure}\n\n```{language}\n{one.example}```\n"
    )
