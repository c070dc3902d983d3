"""``definition publish``: editions of a definition."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DONE
from workflow.cli.files import tell_more, tell_problems
from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.cli.proving import watching
from workflow.cli.reuse import tell_users
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.nodes import Book
    from workflow.service.views import EditionView


@command(
    "publish",
    help=mark(
        "Publish a definition file as a new edition.\n\n"
        "Of a fragment it is told which definitions use it, and whether they were made with what "
        "it says now. "
        "What it promises must be proved, or said to be assumed and not be broken. "
        "New cases follow it from its effective date; running cases keep theirs. Whom it names and "
        "nobody answers to is warned of, here and by `complaints verify`, and refuses nothing: the "
        "people may come later. What `complaints definition check` warns of is told too."
    ),
    examples=(
        (mark("A new edition"), "complaints definition publish complaint.yaml"),
        (mark("Who uses a fragment"), "complaints definition publish fragments/house.yaml"),
    ),
)
@option(
    "--trial",
    is_flag=True,
    help=mark("Do not look at promises: to try it out, in a database without cases."),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
def publish(settings: Settings, file: Path, trial: bool) -> int:
    """Publish an edition."""
    from workflow import clock
    from workflow.definition import fragment_file
    from workflow.report import house_data, reuse, warnings
    from workflow.testing import checking

    itself = fragment_file.origin(file)
    if itself.kind == "fragment":
        return tell_users(settings, itself)
    read, doubts, book = checking.read(file, clock.now().date())
    if not settings.json:
        tell_problems(doubts)
        tell_more(doubts)
    with settings.connected() as workflow:
        with watching(settings, read) as watch, _located(book):
            edition = workflow.publish(read, trial=trial, watch=watch)
        made = workflow.users_of((*read.origins, itself))
    others = [one for one in made if not one.same and one.definition != read.workflow]
    if settings.json:
        told = {**warnings.warnings(edition.warnings), **reuse.data(others)}
        doubtful = {"problems": house_data.problems(doubts)["problems"]}
        print_json({**house_data.edition(edition), **told, **doubtful})
    else:
        vacant = [one for one in edition.warnings if one.kind in warnings.ROLES and not one.sites]
        for one in edition.warnings:
            if one not in vacant:
                print_error(warnings.warning(one))
        print_blocks([_published(edition), *warnings.next_step(vacant), *reuse.outdated(others)])
    return DONE


def _published(edition: "EditionView") -> str:
    text = {
        "new": gettext("Published: {definition}, edition {edition}, in effect from {date}."),
        "there": gettext(
            "{definition}, edition {edition}, was published already and is unchanged. It is in "
            "effect from {date}."
        ),
        "reworded": gettext(
            "{definition}, edition {edition}, was published already; its texts now read as in this "
            "file. It is in effect from {date}."
        ),
    }[edition.published]
    return text.format(
        definition=edition.definition, edition=edition.edition, date=edition.effective
    )


@contextmanager
def _located(book: "Book") -> Iterator[None]:
    """Let what does not fit other definitions be told with its places in the file."""
    from workflow.errors import LinksBroken, Problem

    try:
        yield
    except LinksBroken as broken:
        broken.located = [
            book.at(tuple(keys)).problem("J005", text, key=True)
            if keys
            else Problem("J005", book.source.file, 0, 0, text)
            for text, keys in zip(broken.problems, broken.places, strict=True)
        ]
        raise
