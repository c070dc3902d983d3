"""Problems as a SARIF 2.1.0 log, which editors, forges and code scanners read."""

from collections.abc import Sequence
from pathlib import Path

from workflow.definition.codes import CODES
from workflow.definition.rendering import sentence
from workflow.errors import Problem
from workflow.report.data import Data
from workflow.report.diagnostics.places import below, uri
from workflow.translation import current_language, gettext
from workflow.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
"""The name under which those who read a log look for the folder the build ran in."""


def log(problems: Sequence[Problem], folder: Path) -> Data:
    """Return a log of the problems; files are named from ``folder``, where the build runs."""
    codes = sorted({one.code for one in problems})
    driver = {
        "name": "complaint-workflow",
        "semanticVersion": __version__,
        "language": current_language(),
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": current_language(),
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, codes.index(one.code), folder) for one in problems],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> Data:
    known = CODES[code]
    title, cure, example = gettext(known.title), gettext(known.cure), known.example
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {
            "text": f"{title}\n\n{cure}\n\n{example}",
            "markdown": f"{title}\n\n{cure}\n\n```yaml\n{example}```\n",
        },
        "defaultConfiguration": {"level": known.level},
    }


def _result(problem: Problem, rule: int, folder: Path) -> Data:
    location: dict[str, object] = {"uri": uri(problem.file, folder)}
    if below(problem.file, folder) is not None:
        location["uriBaseId"] = ROOT
    place: dict[str, object] = {"artifactLocation": location}
    if problem.line:
        place["region"] = _region(problem)
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": sentence(problem)},
        "locations": [{"physicalLocation": place}],
    }


def _region(problem: Problem) -> Data:
    region = {"startLine": problem.line, "startColumn": problem.column}
    return region | ({"endColumn": problem.end_column} if problem.end_column else {})
