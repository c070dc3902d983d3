import pytest

from workflow.definition.rendering import render, sentence, width
from workflow.errors import Problem


def lines(column, source_line):
    return render(Problem("L001", "a.yaml", 3, column, "No.", "", source_line)).split("\n")


def test_the_first_line_says_where_and_what():
    problem = Problem("L001", "a.yaml", 3, 5, "No.", "yes")
    assert render(problem) == "a.yaml:3:5  L001  No. Did you mean yes?"
    assert sentence(problem) == "No. Did you mean yes?"


def test_a_warning_says_that_it_is_one():
    problem = Problem("S022", "a.yaml", 3, 5, "Round.", severity="warning")
    assert render(problem) == "a.yaml:3:5  S022  Warning: Round."


def test_a_problem_of_the_whole_file_has_one_line():
    assert render(Problem("Y001", "a.yaml", 0, 0, "No.")) == "a.yaml  Y001  No."


@pytest.mark.parametrize(
    ("line", "columns"), [("owner: x", 7), ("标题: x", 6), ("ｆ，: x", 6), ("e\u0301a: x", 4)]
)
def test_the_caret_stands_under_the_character_however_wide_those_before_it_are(line, columns):
    _, shown, caret = lines(line.index("x") + 1, line)
    assert shown == "    " + line
    assert caret == "    " + " " * columns + "^"
    assert width(line.partition("x")[0]) == columns


def test_a_tab_and_control_characters_cannot_move_the_caret_or_the_terminal():
    _, shown, caret = lines(4, "a\t\x1bx")
    assert shown == "    a \ufffdx"
    assert caret.index("^") == shown.index("x")


def test_a_long_line_is_cut_around_the_place():
    _, shown, caret = lines(1001, "a" * 1000 + "x" + "b" * 900)
    assert len(shown) < 170
    assert shown[caret.index("^")] == "x"


def test_a_place_beyond_the_line_is_shown_at_its_end():
    assert lines(99, "abc")[2] == "       ^"
