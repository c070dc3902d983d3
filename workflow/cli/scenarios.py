"""``definition test``: the scenarios beside definitions, played and reported."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DEFINITION_INVALID, DONE, FOUND_WRONG, NOT_FOUND
from workflow.cli.files import tell_more, tell_problems
from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import chosen, gettext, mark
from workflow.wide import display_width, padded

if TYPE_CHECKING:
    from workflow.errors import Problem
    from workflow.testing.scenarios.model import Scenario, Suite
    from workflow.testing.scenarios.playing import Failure, Result


@command(
    "test",
    help=mark(
        "Play the scenarios beside definitions, in simulated time, and report which hold.\n\n"
        "PATH is a definition, a file of scenarios (NAME.scenarios.yaml beside NAME.yaml, or "
        "NAME.ANYTHING.scenarios.yaml), or a folder: then all that lie in it. No database is "
        "needed. Ends with exit code 9 if something does not hold, and with 7 if a file cannot be "
        "used."
    ),
    examples=(
        (mark("The scenarios of a definition"), "complaints definition test complaint.yaml"),
        (
            mark("Of all definitions of a folder, those about calling back"),
            "complaints definition test definitions -k 'calls back'",
        ),
        (mark("For a program"), "complaints definition test definitions --json"),
    ),
)
@argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=mark("PATH"))
@option(
    "-k",
    "words",
    metavar=mark("WORDS"),
    default="",
    help=mark("Only scenarios whose name or title holds all of these words."),
)
def test(settings: Settings, paths: tuple[Path, ...], words: str) -> int:
    """Play scenarios."""
    files = list(_files(paths))
    if not files:
        print_error(gettext("No scenarios lie there: they are in files called *.scenarios.yaml."))
        return NOT_FOUND
    suites, problems = _read(files)
    wanted = [(suite, [one for one in suite.scenarios if _named(one, words)]) for suite in suites]
    if suites and not any(scenarios for _suite, scenarios in wanted):
        print_error(gettext("No scenario is called {words}.").format(words=words))
        return DEFINITION_INVALID if problems else NOT_FOUND
    results = _play(settings, wanted)
    failed = sum(not one.holds for one in results)
    if settings.json:
        _print_json(results, problems)
    else:
        tell_problems(problems)
        tell_more(problems)
        print_blocks([_summary(len(results), failed, problems)])
    if problems:
        return DEFINITION_INVALID
    return FOUND_WRONG if failed else DONE


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    from workflow.definition.source import SCENARIOS_ENDING
    from workflow.testing.scenarios.reading import all_beside

    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(sorted(path.rglob(f"*{SCENARIOS_ENDING}"))))
        else:
            found.update(dict.fromkeys(all_beside(path)))
    yield from found


def _read(files: Sequence[Path]) -> "tuple[list[Suite], list[Problem]]":
    from workflow.errors import DefinitionError
    from workflow.testing.scenarios.reading import load

    suites: list[Suite] = []
    problems: list[Problem] = []
    for file in files:
        try:
            suites.append(load(file))
        except DefinitionError as error:
            problems += error.problems
    return suites, problems


def _named(scenario: "Scenario", words: str) -> bool:
    told = " ".join([scenario.name, *scenario.title.values()]).casefold()
    return all(word in told for word in words.casefold().split())


def _play(
    settings: Settings, wanted: "Sequence[tuple[Suite, Sequence[Scenario]]]"
) -> "list[Result]":
    """Play the scenarios; tell of each as soon as it is over."""
    from workflow import bootstrap
    from workflow.testing.scenarios.playing import play

    registry = bootstrap.host(settings.application).get("registry")
    results = []
    widest = max((display_width(_title(one)) for _suite, each in wanted for one in each), default=0)
    for suite, scenarios in wanted:
        if scenarios and not settings.json:
            print_blocks([suite.file])
        for one in scenarios:
            result = play(suite, one, registry=registry)
            results.append(result)
            if not settings.json:
                print_blocks(_lines(result, widest))
    return results


def _title(scenario: "Scenario") -> str:
    return chosen(scenario.title, scenario.name)


def _lines(result: "Result", widest: int) -> Iterator[str]:
    holds, fails = gettext("holds"), gettext("FAILS")
    wide = max(map(display_width, (holds, fails)))
    verdict = padded(holds if result.holds else fails, wide)
    scenario = result.scenario
    yield f"  {verdict}  {padded(_title(scenario), widest)}  {_days(scenario)}".rstrip()
    for one in result.failures:
        yield from (" " * (wide + 4) + line for line in _failed(one))


def _days(scenario: "Scenario") -> str:
    """Return the first and the last day of a scenario, as they stand on a wall calendar."""
    from workflow.report.reasons import moment

    if not scenario.steps:
        return ""
    zone = scenario.given.zone.key
    instants = (scenario.given.begins, scenario.steps[-1].at)
    first, last = (moment(one, zone, end=True).rpartition(" ")[0] for one in instants)
    return first if first == last else f"{first} – {last}"


def _failed(failure: "Failure") -> Iterator[str]:
    from workflow.definition.rendering import render

    place = failure.place
    yield gettext("{place}, on {when}").format(place=place.place, when=failure.when)
    yield from render(place).split("\n")[1:]
    expected, found = gettext("expected:"), gettext("found:")
    wide = max(display_width(expected), display_width(found))
    yield f"    {padded(expected, wide)} {failure.expected}"
    yield f"    {padded(found, wide)} {failure.found}"


def _summary(played: int, failed: int, problems: "Sequence[Problem]") -> str:
    told = gettext("Scenarios: {played}, failing: {failed}.").format(played=played, failed=failed)
    unusable = len({one.file for one in problems})
    if not unusable:
        return told
    files = gettext("Files that cannot be used: {number}.").format(number=unusable)
    return f"{told} {files}"


def _print_json(results: "Sequence[Result]", problems: "Sequence[Problem]") -> None:
    from workflow.clock import to_text
    from workflow.report import house_data

    scenarios = [
        {
            "file": result.file,
            "name": result.scenario.name,
            "title": dict(result.scenario.title),
            "holds": result.holds,
            "failures": [
                {
                    "line": one.place.line,
                    "column": one.place.column,
                    "at": to_text(one.at),
                    "when": one.when,
                    "expected": one.expected,
                    "found": one.found,
                }
                for one in result.failures
            ],
        }
        for result in results
    ]
    read = house_data.problems(problems)
    holds = not problems and all(one.holds for one in results)
    print_json({**read, "ok": holds, "scenarios": scenarios})
