"""One full-width sign where a plain one belongs hides nothing else that is wrong with a file."""

import pytest

from workflow.definition.parse import load
from workflow.definition.source import read_text
from workflow.errors import DefinitionError


def wrong(text: str) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as caught:
        read_text(text, "x.yaml")
    return [(f"{one.line}:{one.column}", one.code) for one in caught.value.problems]


def test_what_else_is_wrong_is_told_where_it_was_written(tmp_path):
    text = (
        "language: 1\nworkflow: parcel\nedition: '1'\neffective: 2026-01-01\n"
        "roles：{desk：{titel：{zh：前台}}, 主管: {}}\n"
        "states: {open：{final：yes}, shut: {final： true}}\n"
    )
    file = tmp_path / "包裹.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(file)
    problems = caught.value.problems
    slips = [one.column for one in problems if one.code == "Y015" and one.line == 5]
    assert slips == [6, 12, 19, 23]
    others = {(one.line, one.code): one.column for one in problems if one.code != "Y015"}
    assert others[5, "L001"] == text.split("\n")[4].index("titel") + 1
    assert others[6, "L004"] == text.split("\n")[5].index("yes") + 1
    assert (1, "L003") in others


def test_every_such_sign_is_told_even_where_the_rest_cannot_be_read():
    text = "a: 1\nd：2\nb: 3\nc：4\ne: {f: 1\ng: 2\n"
    assert wrong(text) == [("2:2", "Y015"), ("4:2", "Y015"), ("5:4", "Y009")]


def test_what_may_come_of_a_sign_that_was_read_over_is_not_told():
    assert wrong("a: 1\nb: {c：1\n") == [("2:6", "Y015")]


def test_how_deep_a_wide_blank_indents_nobody_guesses():
    assert wrong("a:\n\u3000b: 1\nc：2\n") == [("2:1", "Y015"), ("3:2", "Y015")]


def test_a_wide_blank_within_a_line_is_told_and_read_over():
    text = "a:\u3000{b: 1, c: {d: 2}}\ne: [1,\u30002, 3\nf: 4\n"
    assert wrong(text) == [("1:3", "Y015"), ("2:7", "Y015")]
    source = read_text("a:\u3000{b: 1, c: {d: 2}}\ne：2\n", "x.yaml")
    assert source.data == {"a": {"b": 1, "c": {"d": 2}}, "e": 2}
    assert [one.code for one in source.problems] == ["Y015", "Y015"]


def test_a_text_for_people_keeps_its_signs():
    source = read_text("a: {zh: '是：否'}\nb: 前台（总）：\n", "x.yaml")
    assert source.data == {"a": {"zh": "是：否"}, "b": "前台（总）："}


def test_a_file_written_so_throughout_is_not_read_for_ever():
    assert len(wrong("".join(f"a{number}: {{b：1}}\n" for number in range(30)))) == 20


def test_a_full_width_quotation_mark_that_nothing_closes_is_told():
    assert wrong("a: {“zh: 好}\nb：2\n")[:1] == [("1:5", "Y015")]


def test_a_blank_that_is_missing_hides_nothing_and_is_told_each_time():
    text = "a:\n  to:shut\n  by:[desk]\nd:\n  -e\nf: {g: 1\n"
    places = ["2:5", "3:5", "5:3"]
    assert wrong(text) == [*((place, "Y016") for place in places), ("6:4", "Y009")]
