"""``definition migrate``: open cases move to another edition, or back."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli.exit_codes import DONE, FOUND_WRONG, REFUSED
from workflow.cli.options import Settings, argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.migration import Plan, Start, Treated
    from workflow.report.glossary import Glossary
    from workflow.service.facade import Workflow
    from workflow.service.migration_views import Migrating

Pairs = tuple[str, ...]


@command(
    "migrate",
    help=mark(
        "Show what becomes of the open cases of one edition in another, and move them with --yes.\n"
        "\n"
        "OLD and NEW are published editions, such as complaint@1 and complaint@2. What is not said "
        "has the same name in both; a deadline that is counted otherwise has to be decided about: "
        "keep (as it was promised), recompute (by the new limit, from its start) or drop. Cases "
        "that do not fit stay, and say why; the others can go on. Each case is moved by itself: "
        "interrupted, the same command again goes on. With --undo cases go back, as long as "
        "nothing else has happened to them. The reason is kept: leave personal data out of it.\n\n"
        "Ends with exit code 4 if a case stays, 9 if nothing could be decided about one."
    ),
    examples=(
        (
            mark("A plan to begin with"),
            "complaints definition migrate complaint@1 complaint@2 --write-plan plan.yaml",
        ),
        (
            mark("What would become of each case"),
            "complaints definition migrate complaint@1 complaint@2 --plan plan.yaml",
        ),
        (
            mark("Do it"),
            "complaints definition migrate complaint@1 complaint@2 --plan plan.yaml "
            "--reason 'New regulation' --as wang --yes",
        ),
        (
            mark("Take it back in one case"),
            "complaints definition migrate complaint@1 complaint@2 --undo --case 17 "
            "--reason 'Too early' --as wang --yes",
        ),
    ),
)
@argument("old", metavar=mark("OLD"))
@argument("new", metavar=mark("NEW"))
@option(
    "--states",
    multiple=True,
    metavar=mark("OLD=NEW"),
    help=mark("A state that is called otherwise; several times, or with commas."),
)
@option(
    "--steps",
    multiple=True,
    metavar=mark("OLD=NEW"),
    help=mark("A step that is called otherwise."),
)
@option(
    "--deadlines",
    multiple=True,
    metavar=mark("NAME=HOW"),
    help=mark(
        "What becomes of a deadline: keep, recompute or drop; keep:NAME and recompute:NAME if it "
        "is called otherwise."
    ),
)
@option(
    "--starts",
    multiple=True,
    metavar=mark("NAME=WHEN"),
    help=mark(
        "From when a deadline counts that is new and would be running: now (if it is not said), "
        "entry (from when it would have begun) or never."
    ),
)
@option(
    "--allow",
    multiple=True,
    type=click.Choice(("due_now", "field_gone", "no_clock", "promise_open")),
    help=mark("Let cases move for which this is the reason to stay."),
)
@option(
    "--plan",
    "file",
    type=click.Path(path_type=Path),
    metavar=mark("FILE"),
    help=mark("All this in a file; what is said here as well wins."),
)
@option(
    "--write-plan",
    "target",
    type=click.Path(path_type=Path),
    metavar=mark("FILE"),
    help=mark("Write a plan to begin with, and do nothing else."),
)
@option("--case", "cases", multiple=True, metavar=mark("CASE"), help=mark("Only this case."))
@option(
    "--batch",
    type=click.IntRange(1),
    metavar=mark("NUMBER"),
    help=mark("Move so many cases at most; the same command again goes on."),
)
@option("--reason", default="", help=mark("Why; it is recorded with each case."))
@option("--undo", is_flag=True, help=mark("Take it back, from NEW to OLD."))
@option("--yes", is_flag=True, help=mark("Do it; otherwise nothing is written."))
def migrate(
    settings: Settings,
    *,
    old: str,
    new: str,
    file: Path | None,
    target: Path | None,
    cases: Pairs,
    batch: int | None,
    reason: str,
    undo: bool,
    yes: bool,
    **said: Pairs,
) -> int:
    """Show what becomes of cases, or move them."""
    from workflow.report.glossary import Glossary

    workflow_name, before, after = _editions(old, new)
    actor = settings.acting if yes else ""
    with settings.connected() as workflow:
        if target is not None:
            return _write(workflow, (workflow_name, before, after), target)
        names: tuple[str, str, str] = workflow_name, before, after
        if undo:
            shown = workflow.undo_migration(
                *names, reason=reason, actor=actor, cases=cases or None, batch=batch,
                dry_run=not yes,
            )  # fmt: skip
        else:
            plan = _plan(workflow, names, file, said)
            plan = plan._replace(reason=reason or plan.reason)
            shown = workflow.migrate(
                *names, plan, actor=actor, cases=cases or None, batch=batch, dry_run=not yes
            )
        words = Glossary(workflow.definition(workflow_name, edition=after))
    _tell(settings, shown, words)
    if shown.failed:
        return FOUND_WRONG
    return REFUSED if shown.refused else DONE


def _tell(settings: Settings, shown: "Migrating", words: "Glossary") -> None:
    from workflow.report import migrating as report

    if settings.json:
        print_json(report.data(shown, words))
        return
    print_blocks(report.migrated(shown, words))
    for case, why in shown.failed:
        text = gettext("{case}: nothing could be decided: {why}")
        print_error(text.format(case=case, why=why))


def _editions(old: str, new: str) -> tuple[str, str, str]:
    (before, mark_old, first), (after, mark_new, second) = old.partition("@"), new.partition("@")
    if before != after or not (mark_old and mark_new):
        text = gettext("Name two editions of one definition, such as complaint@1 and complaint@2.")
        raise click.UsageError(text)
    return after, first, second


def _write(workflow: "Workflow", names: tuple[str, str, str], target: Path) -> int:
    from workflow.definition.migration_file import written

    _plan_offered, crossing = workflow.migration_plan(*names)
    file = shlex.quote(str(target)) if " " in str(target) else str(target)
    with target.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(written(crossing, file))
    print_blocks([gettext("Written: {file}").format(file=target)])
    return DONE


def _plan(
    workflow: "Workflow", names: tuple[str, str, str], file: Path | None, said: dict[str, Pairs]
) -> "Plan":
    from workflow.definition.migration import Plan
    from workflow.definition.migration_file import load

    plan = Plan()
    if file is not None:
        definition, old, new = names
        editions = [workflow.definition(definition, edition=one) for one in (old, new)]
        plan = load(file, *editions)
    return Plan(
        states={**plan.states, **dict(_pairs(said["states"]))},
        steps={**plan.steps, **dict(_pairs(said["steps"]))},
        deadlines={**plan.deadlines, **_deadlines(said["deadlines"])},
        starts={**plan.starts, **_starts(said["starts"])},
        allowed=plan.allowed | frozenset(said["allow"]),
        reason=plan.reason,
    )


def _pairs(said: Pairs) -> list[tuple[str, str]]:
    found = []
    for one in (part for each in said for part in each.split(",")):
        name, mark_between, value = (word.strip() for word in one.partition("="))
        if not (name and mark_between and value):
            text = gettext("Expected OLD=NEW, not {word}.")
            raise click.UsageError(text.format(word=one))
        found.append((name, value))
    return found


def _deadlines(said: Pairs) -> "dict[str, Treated]":
    from workflow.definition.migration import TREATMENTS, Treated

    found = {}
    for name, value in _pairs(said):
        word, _, other = value.partition(":")
        how = next((one for one in TREATMENTS if one == word), None)
        if how is None:
            text = gettext("What becomes of {name}: one of {known}, not {word}.")
            raise click.UsageError(text.format(name=name, known=", ".join(TREATMENTS), word=word))
        found[name] = Treated(how, other or name)
    return found


def _starts(said: Pairs) -> "dict[str, Start]":
    from workflow.definition.migration import STARTS

    found = {}
    for name, word in _pairs(said):
        start = next((one for one in STARTS if one == word), None)
        if start is None:
            text = gettext("From when {name} counts: one of {known}, not {word}.")
            raise click.UsageError(text.format(name=name, known=", ".join(STARTS), word=word))
        found[name] = start
    return found
