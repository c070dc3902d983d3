"""``db copy``: a database moves into another, of either kind."""

from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, argument, command
from workflow.cli.output import print_blocks, print_error, print_json, progress
from workflow.translation import gettext, mark, shortened

if TYPE_CHECKING:
    from workflow.report.table import Block
    from workflow.service.moving import Copied


@command(
    "copy",
    help=mark(
        "Copy the database FROM into the empty database TO.\n\n"
        "Each is a path, sqlite:///path, or postgresql://user@host/name: a file moves to a server "
        "so, or back. Stop the daemon first: it is refused while one lives on FROM, and nobody can "
        "write there until the copy is made. What was interrupted goes on with the same command; "
        "until then TO cannot be opened. Every table is compared, and every history checked. FROM "
        "is left as it is. Ends with exit code 9 if something differs or a history is damaged."
    ),
    examples=(
        (
            mark("From a file to a server"),
            "complaints db copy complaints.db postgresql://lin@db.example/complaints",
        ),
        (
            mark("And back"),
            "complaints db copy postgresql://lin@db.example/complaints complaints.db",
        ),
    ),
)
@argument("source", metavar=mark("FROM"))
@argument("target", metavar=mark("TO"))
def copy(settings: Settings, source: str, target: str) -> int:
    """Copy a database into another."""
    from workflow import bootstrap

    with progress(json=settings.json) as tell:

        def watch(table: str, there: int, of: int) -> None:
            if tell is not None:
                tell(
                    gettext("{table}: {there} of {of} rows").format(table=table, there=there, of=of)
                )

        done = bootstrap.copy(source, target, watch)
    if settings.json:
        print_json(_data(done))
    else:
        print_blocks(_told(done))
    if done.differing:
        from workflow.errors import CopyDiffers

        print_error(str(CopyDiffers(done.target, done.differing)))
    return FOUND_WRONG if done.differing or done.damaged else DONE


def _told(done: "Copied") -> list["Block"]:
    from workflow.report.table import Table

    headings = (gettext("Table"), gettext("Rows"), "SHA-256", gettext("In both"))
    words = {True: gettext("equal"), False: gettext("different")}
    rows = [(one.name, str(one.rows), one.sha256, words[one.equal]) for one in done.tables]
    return [Table(headings, rows), *([] if done.differing else _what_next(done))]


def _what_next(done: "Copied") -> list[str]:
    told = [gettext("Copied: {source} is now whole in {target}.").format_map(done._asdict())]
    if done.found:
        text = gettext("An unfinished copy had {found} of the rows already.")
        told.append(text.format(found=done.found))
    if done.damaged:
        text = gettext("Cases whose history is not what was recorded, in both: {cases}.")
        told.append(text.format(cases=shortened(done.damaged)))
    return [
        *told,
        gettext(
            "{source} was left as it is. Name {target} to the daemon and to everybody (--db, "
            "COMPLAINTS_DB), and put the other away, so that nobody works in it by accident."
        ).format_map(done._asdict()),
        gettext("Look at the new one with `complaints verify` before the daemon is started."),
    ]


def _data(done: "Copied") -> dict[str, object]:
    return {
        **done._asdict(),
        "finished": not done.differing,
        "tables": [one._asdict() for one in done.tables],
        "damaged": list(done.damaged),
    }
