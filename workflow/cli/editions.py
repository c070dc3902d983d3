"""``definition editions`` and ``diff``: what was published, and what is different."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, argument, command
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import gettext, mark

if TYPE_CHECKING:
    from workflow.definition.model import Definition
    from workflow.service.facade import Workflow
    from workflow.service.views import Foreseen

FILES = (".yaml", ".yml")


@command(
    "editions",
    help=mark(
        "List the editions of one definition, the newest first: who stands behind each, and how "
        "many cases follow it.\n\n"
        "A case keeps the edition it was opened with."
    ),
    examples=(
        (mark("The editions of one definition"), "complaints definition editions complaint"),
    ),
)
@argument("definition", metavar=mark("DEFINITION"))
def editions(settings: Settings, definition: str) -> None:
    """List the editions of a definition."""
    from workflow.report import editions as report
    from workflow.report import house_data

    with settings.connected() as workflow:
        known = workflow.editions(definition)
    if settings.json:
        print_json(house_data.edition_uses(known))
    else:
        print_blocks(report.editions(known))


@command(
    "diff",
    help=mark(
        "Show in words what is different between two definitions, and what it would do to the "
        "cases that are open.\n\n"
        "OLD and NEW are YAML files, or published ones: complaint is the edition in effect today, "
        "complaint@2 the edition 2. Between two files no database is needed. Nothing is written: "
        "open cases keep their edition. Ends with exit code 9 if a case could not be counted."
    ),
    examples=(
        (mark("Before publishing"), "complaints definition diff complaint ./complaint.yaml"),
        (mark("Two published editions"), "complaints definition diff complaint@1 complaint@2"),
    ),
)
@argument("old", metavar=mark("OLD"))
@argument("new", metavar=mark("NEW"))
def diff(settings: Settings, old: str, new: str) -> int:
    """Show the difference between two definitions."""
    from workflow.definition.difference import differences
    from workflow.report import differences as report
    from workflow.report import differences_data, foreseen

    before, after, cases = _beside_each_other(settings, old, new)
    changes = differences(before, after)
    if settings.json:
        found = {} if cases is None else foreseen.data(cases)
        print_json({**differences_data.differences(before, after, changes), **found})
    else:
        print_blocks(report.differences(before, after, changes))
        if cases is not None:
            print_blocks(foreseen.foreseen(before, cases))
            for case, why in cases.failed:
                text = gettext("{case}: could not be counted: {why}")
                print_error(text.format(case=case, why=why))
    return FOUND_WRONG if cases is not None and cases.failed else DONE


def _beside_each_other(
    settings: Settings, old: str, new: str
) -> "tuple[Definition, Definition, Foreseen | None]":
    """Return two definitions, and what becomes of open cases if a database was asked."""
    with ExitStack() as connected:
        workflow: Workflow | None = None
        if not (old.endswith(FILES) and new.endswith(FILES)):
            workflow = connected.enter_context(settings.connected())
        before, after = (_found(workflow, one) for one in (old, new))
        if workflow is None or before.workflow != after.workflow:
            return before, after, None
        return before, after, workflow.foresee(before, after)


def _found(workflow: "Workflow | None", name: str) -> "Definition":
    """Return the definition of a file, or (``complaint@2``) a published edition."""
    if workflow is None or name.endswith(FILES):
        from workflow.definition.parse import load

        return load(Path(name))
    definition, separator, edition = name.partition("@")
    return workflow.definition(definition, edition=edition if separator else None)
