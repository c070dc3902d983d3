"""Every file in the folders ``bad`` and ``doubtful`` has the exact lines expected of it beside it.

Some have those in Chinese too, in ``NAME.zh.txt``.

A line is ``line:column CODE text``, the text as ``rendering.sentence`` gives it; a problem of
another file (of a calendar in ``bad/calendars``) begins with that file.
"""

import re
from pathlib import Path

import pytest

import workflow.definition
from workflow.definition.codes import CODES
from workflow.definition.parse import inspect, inspect_text, load
from workflow.definition.rendering import sentence
from workflow.errors import DefinitionError
from workflow.translation import language

BAD = Path(__file__).parent / "bad"
BAD_CALENDARS = Path(__file__).parent / "bad_calendars"
BAD_ANNOUNCEMENTS = Path(__file__).parent / "bad_announcements"
BAD_PLANS = Path(__file__).parent / "bad_plans"
DOUBTFUL = Path(__file__).parent / "doubtful"
FILES = sorted(BAD.glob("*.yaml"))
DOUBTFUL_FILES = sorted(DOUBTFUL.glob("*.yaml"))
CHINESE = sorted(path for folder in (BAD, DOUBTFUL) for path in folder.glob("*.zh.txt"))
# These need files that cannot lie in a folder of texts: test_yaml_source.py and test_reuse.py.
ELSEWHERE = {"Y001", "Y002", "Y003", "Y004", "Y005", "Y008", "Y013", "L015", "R006"}


def lines_beside(path, ending):
    return path.with_suffix(ending).read_text(encoding="utf-8").splitlines()


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
    assert {one.severity for one in caught.value.problems} == {"error"}
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", DOUBTFUL_FILES, ids=[path.stem for path in DOUBTFUL_FILES])
def test_a_doubtful_definition_loads_and_gets_exactly_these_warnings(path):
    load(path)
    warnings = inspect(path).warnings
    assert [told(one, path) for one in warnings] == lines_beside(path, ".txt")
    assert {one.severity for one in warnings} == {"warning"}


@pytest.mark.long
def test_every_problem_is_as_bad_as_its_code_says():
    for path in (*FILES, *DOUBTFUL_FILES):
        try:
            found = inspect(path).warnings
        except DefinitionError as error:
            found = error.problems
        assert {(one.code, one.severity) for one in found} == {
            (one.code, CODES[one.code].level) for one in found
        }


@pytest.mark.parametrize("path", CHINESE, ids=[path.stem for path in CHINESE])
def test_what_is_wrong_is_said_in_chinese(path):
    file = path.with_name(path.name.replace(".zh.txt", ".yaml"))
    with language("zh"):
        try:
            found = inspect(file).warnings
        except DefinitionError as error:
            found = error.problems
        assert [told(one, file) for one in found] == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", DOUBTFUL_FILES, ids=[path.stem for path in DOUBTFUL_FILES])
def test_a_warning_is_accepted_with_a_reason_and_not_without(path):
    text = path.read_text(encoding="utf-8")
    warnings = inspect_text(text, path.name).warnings
    lines = text.split("\n")
    at = {one.line - 1 for one in warnings}
    codes = ", ".join(sorted({one.code for one in warnings}))
    for reason, kept in (("we mean it", ()), ("", tuple(one.code for one in warnings))):
        accepted = [
            f"{line}  # accepted {codes}: {reason}" if number in at else line
            for number, line in enumerate(lines)
        ]
        left = inspect_text("\n".join(accepted), path.name).warnings
        assert tuple(one.code for one in left) == kept


def test_a_warning_is_accepted_in_the_line_above():
    text = (DOUBTFUL / "round_without_end.yaml").read_text(encoding="utf-8")
    above = text.replace("  back:", "  # accepted S022: they ask as often as they like\n  back:")
    assert inspect_text(above, "round.yaml").warnings == ()
    elsewhere = text.replace("  close:", "  # accepted S022: it stands elsewhere\n  close:")
    assert [one.code for one in inspect_text(elsewhere, "round.yaml").warnings] == ["S022"]


def test_every_code_is_shown_by_a_broken_definition_or_calendar():
    sources = Path(workflow.definition.__file__).parent.glob("*.py")
    codes = {
        code
        for path in sources
        for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8"))
    }
    shown = {
        code
        for folder in (BAD, DOUBTFUL, BAD_CALENDARS, BAD_ANNOUNCEMENTS, BAD_PLANS)
        for path in folder.glob("*.txt")
        if not path.name.endswith(".zh.txt")
        for code in re.findall(r"^\S+ ([A-Z]\d{3}) ", path.read_text(encoding="utf-8"), re.M)
    }
    assert codes == shown | ELSEWHERE
