"""``explain``: why is it due then?"""

from workflow.cli.exit_codes import DONE, FOUND_WRONG
from workflow.cli.options import Settings, argument, case_argument, command, option
from workflow.cli.output import print_blocks, print_error, print_json
from workflow.translation import mark


@command(
    "explain",
    help=mark(
        "Explain why the deadlines of a case are due when they are.\n\n"
        "Every interval from the start to the due time, what counts of it and why; what moved it; "
        "what comes next and who would be told. Without DEADLINE those that run are explained; if "
        "none does, the last of each. It is computed from the history. Ends with exit code 9 if "
        "something else is stored: somebody changed the database."
    ),
    examples=(
        (mark("What runs on the case with serial 17"), "complaints explain 17"),
        (mark("Every call back there was, and is to be"), "complaints explain 17 callback"),
        (mark("Everything, for a program"), "complaints explain 17 --all --json"),
    ),
)
@case_argument
@argument("deadline", metavar=mark("DEADLINE"), required=False)
@option("--all", "every", is_flag=True, help=mark("What is over too."))
def explain(settings: Settings, case: str, deadline: str | None, *, every: bool) -> int:
    """Explain deadlines."""
    from workflow.report import explanation, explanation_data
    from workflow.report.glossary import Glossary

    with settings.connected(protected=False) as workflow:
        found = workflow.explain(case, deadline, every=every, actor=settings.reader)
        definition = workflow.definition(found.definition, edition=found.edition)
    if settings.json:
        print_json(explanation_data.explanation(found))
    else:
        print_blocks(explanation.explanation(found, Glossary(definition, found.zone)))
        for finding in found.findings:
            print_error(f"{finding.case}: {finding.text} [{finding.code}]")
    return FOUND_WRONG if found.findings else DONE
