"""``definition prove`` and ``definition publish``: what a definition promises, and its editions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DEFINITION_INVALID, DONE
from workflow.cli.files import tell_more, tell_problems
from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json, progress
from workflow.cli.reuse import tell_users
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.definition.promise import Promise
    from workflow.service.views import EditionView


@command(
    "prove",
    help=mark(
        "Prove what a definition promises, on every way a case can take.\n\n"
        "Each promise is proved; or broken, by the shortest way, which happened on the engine and "
        "is printed as commands; or not proved, with what stands in the way. No database is "
        "needed. Ends with exit code 7 unless every promise is proved, or not proved and assumed."
    ),
    examples=((mark("One file"), "complaints definition prove complaint.yaml"),),
)
@option(
    "--situations",
    type=click.IntRange(1),
    metavar=mark("NUMBER"),
    help=mark(
        "So many situations are looked at for each promise; 200000 if not said, 20000 for what is "
        "assumed."
    ),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
def prove(settings: Settings, file: Path, situations: int | None) -> int:
    """Prove what a definition promises."""
    from workflow import clock
    from workflow.definition.parse import load
    from workflow.report import proofs
    from workflow.service.simulated.proving import prove as proved

    read = load(file)
    with watching(settings, read) as watch:
        begin = clock.now().replace(second=0, microsecond=0)  # commands tell times to the minute
        found = tuple(proved(read, most=situations, watch=watch, begin=begin))
    if settings.json:
        print_json(proofs.data(read, found, str(file)))
    elif found:
        print_blocks(proofs.lines(read, found, str(file)))
    else:
        print_blocks([gettext("{file} promises nothing.").format(file=file)])
    return DONE if all(one.accepted for one in found) else DEFINITION_INVALID


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
    read, doubts = checking.read(file, clock.now().date())
    if not settings.json:
        tell_problems(doubts)
        tell_more(doubts)
    with settings.connected() as workflow:
        with watching(settings, read) as watch:
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
def watching(
    settings: Settings, definition: "Definition"
) -> Iterator["Callable[[Promise, int], None] | None"]:
    """Say on a terminal which promise is looked at, and how far; afterwards it is gone."""
    with progress(json=settings.json) as tell:
        if tell is None:
            yield None
            return

        def watch(promise: "Promise", situations: int) -> None:
            wanted = gettext("Promise {number} of {total}, {place}: {count} situations looked at")
            told = wanted.format(
                number=definition.promises.index(promise) + 1,
                total=len(definition.promises),
                place=promise.place,
                count=situations,
            )
            tell(told)

        yield watch
