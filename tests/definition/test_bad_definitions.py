"""Every file in the folder ``bad`` has the exact lines expected of it beside it.

A line is ``line:column CODE text``, the text as ``rendering.sentence`` gives it; a problem of
another file (of a calendar in ``bad/calendars``) begins with that file.
"""

import re
from pathlib import Path

import pytest

import workflow.definition
from workflow.definition.parse import load
from workflow.definition.rendering import sentence
from workflow.errors import DefinitionError

BAD = Path(__file__).parent / "bad"
BAD_CALENDARS = Path(__file__).parent / "bad_calendars"
BAD_ANNOUNCEMENTS = Path(__file__).parent / "bad_announcements"
BAD_PLANS = Path(__file__).parent / "bad_plans"
FILES = sorted(BAD.glob("*.yaml"))
# These need a file that cannot lie in a folder of texts; test_yaml_source.py has them.
ELSEWHERE = {"Y001", "Y002", "Y003", "Y004", "Y005", "Y008", "Y013", "L015"}


def told(problem, path):
    line = f"{problem.line}:{problem.column} {problem.code} {sentence(problem)}"
    if problem.file == str(path):
        return line
    return f"{Path(problem.file).relative_to(BAD).as_posix()}:{line}"


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_broken_definition_gets_exactly_these_problems(path):
    with pytest.raises(DefinitionError) as caught:
        load(path)
    found = [told(one, path) for one in caught.value.problems]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_every_code_is_shown_by_a_broken_definition_or_calendar():
    sources = Path(workflow.definition.__file__).parent.glob("*.py")
    codes = {
        code
        for path in sources
        for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8"))
    }
    shown = {
        code
        for folder in (BAD, BAD_CALENDARS, BAD_ANNOUNCEMENTS, BAD_PLANS)
        for path in folder.glob("*.txt")
        for code in re.findall(r"^\S+ ([A-Z]\d{3}) ", path.read_text(encoding="utf-8"), re.M)
    }
    assert codes == shown | ELSEWHERE
