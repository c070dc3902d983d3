from pathlib import Path

import pytest

from workflow.definition.source import read, read_text
from workflow.errors import DefinitionError


def refusal(text):
    with pytest.raises(DefinitionError) as caught:
        read_text(text, "x.yaml")
    (problem,) = caught.value.problems
    return problem


def placed(source, path, *, key=False):
    found = source.problem("", "", path, key=key)
    return found.line, found.column


def test_texts_stay_what_they_look_like():
    text = "a: yes\nb: 12:30\nc: 2024-01-01\nd: 1.0\ne: 007\nf: 0x10\ng: NO\nh: 1_000\ni: =\nj: <<"
    values = read_text(text, "x").data.values()
    assert list(values) == [line.partition(": ")[2] for line in text.split("\n")]


def test_flags_whole_numbers_and_nothing_are_read():
    data = read_text(
        "a: true\nb: False\nc: -12\nd: ~\ne:\nf: 'true'\ng: 99999999999999999999", "x"
    ).data
    assert list(data.values()) == [True, False, -12, None, None, "true", "9" * 20]


def test_keys_are_always_texts():
    assert read_text("true: 1\n2: 3\nnull: 4", "x").data == {"true": 1, "2": 3, "null": 4}


def test_the_place_of_a_key_and_of_its_value_are_known():
    source = read_text("状态:\n  受理: {标题: 已受理, owner: [a, b]}\n", "x")
    assert placed(source, ("状态", "受理", "owner"), key=True) == (2, 17)
    assert placed(source, ("状态", "受理", "owner")) == (2, 24)
    assert placed(source, ("状态", "受理", "owner", 1)) == (2, 28)


def test_the_place_of_what_is_missing_is_the_key_it_would_be_under():
    source = read_text("a:\n  b: {c: 1}\n", "x")
    assert placed(source, ("a", "b", "d", 3, "e")) == (2, 3)


def test_a_problem_can_point_into_a_quoted_text():
    source = read_text("a: 'size = 3'\n", "x")
    problem = source.problem("C", "t", ("a",), offset=5)
    assert (problem.line, problem.column) == (1, 10)


def test_line_ends_of_all_systems_count_alike():
    for end in ("\n", "\r\n", "\r"):
        source = read_text(f"a: 1{end}b: 2{end}c: 3", "x")
        assert placed(source, ("c",)) == (3, 4)
        assert source.problem("C", "t", ("c",)).source_line == "c: 3"


def test_a_byte_order_mark_is_skipped():
    assert read_text("\ufeffa: 1", "x").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "Y008", (1, 1)),
        ("# nothing\n\n", "Y008", (1, 1)),
        ("a: \x00", "Y006", (1, 4)),
        ("a: \x1b[31m", "Y006", (1, 4)),
        ("a: \u2028", "Y006", (1, 4)),
        ("a: \ud800", "Y006", (1, 4)),
        ("a: 1\nb:\t2", "Y007", (2, 3)),
        ("a: b: c", "Y009", (1, 5)),
        ("标题: '受理", "Y009", (1, 8)),
        ('a: "\\UFFFFFFFF"', "Y009", (1, 7)),
        ("%YAML 9.1\n--- a", "Y009", (1, 1)),
        ("a: &x 1", "Y011", (1, 4)),
        ("a: *x", "Y011", (1, 4)),
        ("a: !!python/object:os.system x", "Y012", (1, 4)),
        ("[" * 41, "Y013", (1, 41)),
        ("[" * 500_000, "Y013", (1, 41)),
        ("{a: " * 100_000, "Y013", (1, 158)),
        ("- " * 400_000 + "a", "Y013", (1, 81)),
        ("? " * 3_000, "Y013", (1, 81)),
        ("- 1\n" * 100_000, "Y004", (20_000, 3)),
        ("x" * 1_000_001, "Y004", (0, 0)),
    ],
)
def test_what_is_not_strict_yaml_is_refused_at_its_place(text, code, place):
    problem = refusal(text)
    assert (problem.code, problem.line, problem.column) == (code, *place)


def test_a_text_of_the_largest_size_is_read_in_time():
    assert read_text("a: " + "x " * 499_000, "x").data["a"].startswith("x x")


def test_keys_that_are_wrong_are_all_found():
    source = read_text("a: 1\na: 2\n? [b]\n: 3\n? {}\n: 4\n", "x")
    assert [(one.code, one.line, one.column) for one in source.problems] == [
        ("Y010", 2, 1),
        ("Y014", 3, 3),
        ("Y014", 5, 3),
    ]
    assert source.data == {"a": 1}


@pytest.mark.parametrize(
    "opening", ["", "%", "&", "!", "[", "'", '"\\x', "|9", ">", "? -", "*", "@"]
)
def test_no_beginning_of_a_text_makes_it_crash(opening):
    for rest in ("", "\n", " a", ": b", "\n- c", "]}"):
        try:
            read_text(opening + rest, "x")
        except DefinitionError as error:
            assert error.problems  # noqa: PT017


def file_refusal(path):
    with pytest.raises(DefinitionError) as caught:
        read(path)
    (problem,) = caught.value.problems
    return problem.code, problem.line, problem.column


def test_a_missing_file_is_refused(tmp_path):
    assert file_refusal(tmp_path / "none.yaml") == ("Y001", 0, 0)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("投诉", "投诉.yaml"), ("复述.yml", ""), ("投诉案.yaml", "投诉.yaml"), ("none/投诉.yaml", "")],
)
def test_of_a_missing_file_the_one_beside_it_that_may_be_meant_is_named(tmp_path, name, meant):
    (tmp_path / "投诉.yaml").touch()
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path / name)
    (problem,) = caught.value.problems
    assert problem.suggestion == (str(tmp_path / meant) if meant else "")


def test_a_folder_is_refused(tmp_path):
    assert file_refusal(tmp_path) == ("Y002", 0, 0)


def test_a_device_is_refused_at_once():
    assert file_refusal(Path("/dev/zero")) == ("Y002", 0, 0)


def test_an_impossible_name_is_refused():
    assert file_refusal(Path("a\0b")) == ("Y003", 0, 0)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "a.yaml").touch()
    assert file_refusal(tmp_path / "a.yaml") == ("Y008", 1, 1)


def test_a_binary_file_is_refused_where_it_stops_being_text(tmp_path):
    (tmp_path / "a.yaml").write_bytes("标题: 受\n理: ".encode() + b"\xff\xfe")
    assert file_refusal(tmp_path / "a.yaml") == ("Y005", 2, 4)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("title: 顾客投诉", encoding="gb18030")
    assert file_refusal(tmp_path / "a.yaml") == ("Y005", 1, 8)


def test_a_huge_file_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"#" * 1_000_001)
    assert file_refusal(tmp_path / "a.yaml") == ("Y004", 0, 0)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nto:shut\nb: 2\n", (2, 3), "A blank is missing after the colon."),
        ("a:\n  to:shut\n  b: 2\n", (2, 5), "A blank is missing after the colon."),
        ("a:\n  b: 2\n  to :'shut'\nc: 3\n", (3, 6), "A blank is missing after the colon."),
        ("a: {to:shut, b: 2}\n", (1, 7), "A blank is missing after the colon."),
        ("a:\n  - to:shut\n    b: 2\n", (2, 7), "A blank is missing after the colon."),
        ("a:\n  - b\n  -c\n  - d\n", (3, 3), "A blank is missing after the dash."),
        ("a:\n  -{b: 1}\n  - d\n", (2, 3), "A blank is missing after the dash."),
        ("a:\n  - b\n  – c\n  - d\n", (3, 3), "– is not the dash of a list;"),
        ("a:\n  - b\n  c\n  - d\n", (3, 3), "A dash and a blank are missing"),
        ("a: 1\nb\nc: 2\n", (2, 1), "A colon is missing after this name."),
        ("a: 1\n0", (2, 1), "A colon is missing after this name."),
        ("a: 1\nwords", (2, 1), "A colon is missing after this name."),
        ("a:\n  b: 1\n  c", (3, 3), "A colon is missing after this name."),
        ("a: 1\nb = 3\nc: 2\n", (2, 1), "A colon is missing after this name."),
        ("a:\n  b\n    c: 2\n", (2, 3), "A colon is missing after this name."),
        ("a:\n  b c\n  d: 2\n", (2, 3), "A colon is missing after this name."),
    ],
)
def test_a_slip_is_told_in_its_own_line_and_not_in_the_next(text, place, words):
    try:
        problems = read_text(text, "x.yaml").problems
    except DefinitionError as error:
        problems = error.problems
    assert [(one.line, one.column) for one in problems] == [place]
    assert problems[0].text.startswith(words)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("a: to:shut\n", "to:shut"),
        ("a:\n  https://x.org\n", "https://x.org"),
        ("a:\n  'to:shut'\n", "to:shut"),
        ("a: |\n  -b\n  to:shut\n", "-b\nto:shut\n"),
        ("a:\n  Re:shut, and so\n  on\n", "Re:shut, and so on"),
        ("a:\n  -5\n", -5),
        ("a: '#b'#c\n", "#b"),
    ],
)
def test_what_may_be_a_text_is_no_slip(text, read_as):
    assert read_text(text, "x").data["a"] == read_as


def test_a_line_of_prose_is_not_taken_for_a_name_without_a_colon():
    problem = refusal("a:\n  Dear sir or madam,\n  note: this\n")
    assert (problem.line, problem.column) == (3, 7)
