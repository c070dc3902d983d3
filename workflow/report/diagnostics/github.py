"""Problems as GitHub shows them beside the lines of a change: one workflow command for each."""

from collections.abc import Iterable
from pathlib import Path

from workflow.definition.rendering import sentence
from workflow.errors import Problem
from workflow.report.diagnostics.places import below

_IN_A_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_A_PROPERTY = {**_IN_A_MESSAGE, ":": "%3A", ",": "%2C"}


def annotations(problems: Iterable[Problem], folder: Path) -> list[str]:
    """Return one line for each problem; files are named from ``folder``, where the build runs."""
    return [_annotation(one, folder) for one in problems]


def _annotation(problem: Problem, folder: Path) -> str:
    said: dict[str, object] = {"file": below(problem.file, folder) or problem.file}
    if problem.line:
        said |= {"line": problem.line, "col": problem.column}
    if problem.end_column:
        said |= {"endColumn": problem.end_column}
    said["title"] = problem.code
    listed = ",".join(f"{key}={_escaped(str(one), _IN_A_PROPERTY)}" for key, one in said.items())
    return f"::{problem.severity} {listed}::{_escaped(sentence(problem), _IN_A_MESSAGE)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(one, one) for one in text)
