"""``definition prove``: whether what a definition promises holds."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DEFINITION_INVALID, DONE
from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json, progress
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.definition.promise import Promise
    from workflow.proving import Proof


@command(
    "prove",
    help=mark(
        "Prove what a definition promises, on every way a case can take.\n\n"
        "Each promise is proved; or broken, by the shortest way, which happened on the engine and "
        "is printed as commands; or not proved, with what stands in the way. No database is "
        "needed. Ends with exit code 7 unless every promise is proved, or not proved and assumed."
    ),
    examples=(
        (mark("One file"), "complaints definition prove complaint.yaml"),
        (
            mark("What breaks it, to be played in simulated time"),
            "complaints definition prove complaint.yaml "
            "--scenarios complaint.broken.scenarios.yaml",
        ),
    ),
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
@option(
    "--scenarios",
    type=click.Path(path_type=Path),
    metavar=mark("FILE"),
    help=mark(
        "Write the ways that break a promise there, as scenarios that `complaints definition test` "
        "plays: a new file NAME.broken.scenarios.yaml beside NAME.yaml."
    ),
)
@argument("file", type=click.Path(path_type=Path), metavar=mark("FILE"))
def prove(settings: Settings, file: Path, situations: int | None, scenarios: Path | None) -> int:
    """Prove what a definition promises."""
    from workflow import clock
    from workflow.definition.parse import load
    from workflow.report import proofs
    from workflow.service.simulated.proving import prove as proved

    if scenarios is not None:
        _check_beside(scenarios, file)
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
    if scenarios is not None:
        _write(scenarios, read, found)
    return DONE if all(one.accepted for one in found) else DEFINITION_INVALID


def _check_beside(scenarios: Path, definition: Path) -> None:
    """Refuse a file that is there, and one that would not be found to be about the definition."""
    from workflow.definition.source import SCENARIOS_ENDING, definition_beside

    right = scenarios.name.endswith(SCENARIOS_ENDING)
    if not right or definition_beside(scenarios).resolve() != definition.resolve():
        text = gettext("{file} would not be found beside the definition: write {name}.")
        name = definition.with_name(f"{definition.stem}.broken{SCENARIOS_ENDING}")
        raise click.UsageError(text.format(file=scenarios, name=name))
    if scenarios.exists():
        text = gettext("{file} is there already and is not overwritten: name another file.")
        raise click.UsageError(text.format(file=scenarios))


def _write(file: Path, definition: "Definition", found: "Sequence[Proof]") -> None:
    """Write what breaks promises as scenarios, and say which of them cannot be written so."""
    from workflow.report.scenarios_of_proofs import playable, written
    from workflow.report.words import listed

    broken = [one for one in found if one.result == "broken"]
    left = [one.promise.place for one in broken if not playable(definition, one)]
    if left:
        text = gettext(
            "{places}: what breaks it is not written as a scenario: none says how cases of other "
            "definitions go, or that somebody is away twice."
        )
        print_error(text.format(places=listed(left)))
    if len(left) == len(broken):
        print_error(gettext("There is nothing to write into {file}.").format(file=file))
        return
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(written(definition, found))
    text = gettext("Written: {file}. Play it: `complaints definition test {file}`")
    print_error(text.format(file=file))


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
