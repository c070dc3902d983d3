from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from workflow.definition.kinds import ValueInvalid
from workflow.definition.model import Choice, Field
from workflow.definition.values import read_value, show_value
from workflow.translation import language

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
KINDS = (Choice("small", {"en": "Small", "zh": "小"}), Choice("large", {"en": "Large"}))


def of(kind, *, refusable=False):
    return Field("it", kind, {}, refusable=refusable, of=KINDS if kind == "choice" else ())


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("text", "  您好\r\n再见 ", "您好\n再见"),
        ("text", "refused", "refused"),
        ("person", " 王伟 ", "王伟"),
        ("number", "007", 7),
        ("number", "-3", -3),
        ("number", "２", 2),
        ("number", "2.0", 2),
        ("number", "2.50", "2.5"),
        ("number", "-0.50", "-0.5"),
        ("number", 12, 12),
        ("number", Decimal("1E+2"), 100),
        ("number", 0.5, "0.5"),
        ("money", "100", "100"),
        ("money", "099.50", "99.5"),
        ("money", Decimal("20.00"), "20"),
        ("money", "0", "0"),
        ("flag", "是", True),
        ("flag", "No", False),
        ("flag", True, True),
        ("choice", "small", "small"),
        ("choice", "小", "small"),
        ("choice", "Large", "large"),
        ("date", "2026-11-21", "2026-11-21"),
        ("date", date(2026, 11, 21), "2026-11-21"),
        ("moment", "2026-11-21 10:00", "2026-11-21T02:00:00.000000Z"),
        ("moment", "2026-11-21 10：00", "2026-11-21T02:00:00.000000Z"),
        ("moment", "2026-11-21T10:00+09:00", "2026-11-21T01:00:00.000000Z"),
        ("moment", datetime(2026, 11, 21, 2, tzinfo=UTC), "2026-11-21T02:00:00.000000Z"),
        ("phone", " +86 (10) 1234-5678 ", "+86 (10) 1234-5678"),
        ("phone", "１１０", "110"),
    ],
)
def test_a_value_has_one_json_form(kind, given, stored):
    value = read_value(of(kind), given, SHANGHAI)
    assert value == stored
    assert type(value) is type(stored)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", ""),
        ("text", " \n "),
        ("text", "x" * 10_001),
        ("text", "secret\x1b[31m"),
        ("text", "secret\ttab"),
        ("text", "secret\ud800"),
        ("text", 17),
        ("text", None),
        ("person", "two\nlines"),
        ("person", "x" * 101),
        ("number", "secret"),
        ("number", "1_000"),
        ("number", "1e9"),
        ("number", "nan"),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", Decimal("1e999999999")),
        ("number", True),
        ("number", None),
        ("money", [3]),
        ("number", "9" * 20),
        pytest.param("number", 10**5000, id="number-of-5000-digits"),
        ("money", "-1"),
        ("money", "1.234"),
        ("money", "100 yuan"),
        ("flag", "maybe"),
        ("flag", 1),
        ("choice", "huge"),
        ("choice", ""),
        ("choice", 3),
        ("date", "21.11.2026"),
        ("date", "20261121"),
        ("date", "2026-02-30"),
        ("date", "0001-01-01"),
        ("date", datetime(2026, 11, 21, tzinfo=UTC)),
        ("moment", "2026-01-02"),
        ("moment", "soon"),
        ("moment", "2026-11-31 10:00"),
        ("moment", datetime(2026, 11, 21)),  # noqa: DTZ001
        ("moment", "0001-01-01 00:00"),
        ("moment", "3000-01-01 08:00"),
        ("moment", datetime(3000, 1, 1, tzinfo=UTC)),
        ("moment", "9999-12-31T23:59-10:00"),
        ("phone", "12"),
        ("phone", "call me"),
        ("phone", "1" * 41),
        ("phone", "123+456x"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_without_being_repeated(kind, given):
    with pytest.raises(ValueInvalid) as caught:
        read_value(of(kind), given, SHANGHAI)
    assert caught.value.expected
    if isinstance(given, str) and len(given) > 4:
        assert given not in str(caught.value)


@pytest.mark.parametrize("given", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_a_local_time_shown_twice_or_never_needs_an_offset(given):
    with pytest.raises(ValueInvalid):
        read_value(of("moment"), given, BERLIN)
    assert read_value(of("moment"), given + "+02:00", BERLIN).endswith("T00:30:00.000000Z")


@pytest.mark.parametrize("kind", ["text", "phone", "money", "date", "choice", "flag"])
def test_refused_is_accepted_where_a_field_may_be_refused(kind):
    assert read_value(of(kind, refusable=True), " refused ", SHANGHAI) == "refused"
    assert show_value(of(kind, refusable=True), "refused", SHANGHAI) == "refused"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("text", "您好", "您好"),
        ("number", 3, "3"),
        ("money", "99.5", "99.5"),
        ("flag", True, "yes"),
        ("flag", False, "no"),
        ("choice", "small", "Small"),
        ("choice", "gone", "gone"),
        ("date", "2026-11-21", "2026-11-21"),
        ("moment", "2026-11-21T02:00:00.000000Z", "2026-11-21 10:00"),
        ("text", None, ""),
    ],
)
def test_a_value_is_shown_to_people(kind, value, shown):
    assert show_value(of(kind), value, SHANGHAI) == shown


def test_the_title_of_a_choice_is_shown_in_the_readers_language():
    with language("zh"):
        assert show_value(of("choice"), "small", SHANGHAI) == "小"


REFERENCE = {"name": "门.jpg", "size": 5, "sha256": "0a" * 32, "type": "image/jpeg"}


def entries(item, most=None, *, refusable=False):
    choices = KINDS if item == "choice" else ()
    return Field("it", "list", {}, refusable=refusable, of=choices, item=item, at_most=most)


@pytest.mark.parametrize(
    ("field", "given", "stored", "shown"),
    [
        (of("time"), "9:05", "09:05", "09:05"),
        (of("time"), "０９：０５", "09:05", "09:05"),
        (of("time"), "21点", "21:00", "21:00"),
        (of("time"), "9点半", "09:30", "09:30"),
        (of("time"), "9时5分", "09:05", "09:05"),
        (of("time"), time(9, 5), "09:05", "09:05"),
        (of("attachment"), REFERENCE, REFERENCE, "门.jpg (5 bytes, SHA-256 0a0a0a0a0a0a…)"),
        (entries("choice"), "small，Large", ["small", "large"], "Small, Large"),
        (entries("text"), "红, 蓝、绿;\n黄；", ["红", "蓝", "绿", "黄"], "红, 蓝, 绿, 黄"),
        (entries("text"), ["红, 蓝"], ["红, 蓝"], "红, 蓝"),
        (entries("number"), (1, "2.50"), [1, "2.5"], "1, 2.5"),
        (entries("number"), 3, [3], "3"),
        (entries("attachment"), REFERENCE, [REFERENCE], "门.jpg (5 bytes, SHA-256 0a0a0a0a0a0a…)"),
        (entries("text", refusable=True), "refused", "refused", "refused"),
    ],
)
def test_times_files_and_lists_are_read_and_shown(field, given, stored, shown):
    value = read_value(field, given, SHANGHAI)
    assert value == stored
    assert show_value(field, value, SHANGHAI) == shown


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (of("time"), "24:00"),
        (of("time"), "9:5"),
        (of("time"), time(9, 5, 1)),
        (of("time"), time(9, 5, tzinfo=UTC)),
        (of("text"), ["a"]),
        (of("attachment"), "door.jpg"),
        (of("attachment"), {**REFERENCE, "more": 1}),
        (of("attachment"), {**REFERENCE, "name": "../door.jpg"}),
        (of("attachment"), {**REFERENCE, "name": "x" * 256}),
        (of("attachment"), {**REFERENCE, "name": ".."}),
        (of("attachment"), {**REFERENCE, "name": "a\nb"}),
        (of("attachment"), {**REFERENCE, "size": True}),
        (of("attachment"), {**REFERENCE, "size": 2**41}),
        (of("attachment"), {**REFERENCE, "sha256": "0A" * 32}),
        (of("attachment"), {**REFERENCE, "type": "image"}),
        (of("attachment"), {**REFERENCE, "type": "a/" + "b" * 200}),
        (entries("text"), " , "),
        (entries("text"), []),
        (entries("text", 2), "a, b, c"),
        (entries("text"), ["x" * 1001]),
        (entries("text"), [["a"]]),
        (entries("choice"), "small, small"),
        (entries("choice"), "small, huge"),
        (entries("person"), "li, li"),
        (entries("number"), "1, two"),
        (entries("text"), ["refused", 3]),
    ],
)
def test_a_time_a_file_or_a_list_that_does_not_fit_is_refused(field, given):
    with pytest.raises(ValueInvalid):
        read_value(field, given, SHANGHAI)


def test_a_list_of_texts_may_hold_one_twice_and_a_title_with_a_comma_is_one_entry():
    assert read_value(entries("text"), "a, a", SHANGHAI) == ["a", "a"]
    both = (Choice("both", {"en": "Hall, cellar"}), *KINDS)
    field = Field("it", "list", {}, of=both, item="choice")
    assert read_value(field, "Hall, cellar", SHANGHAI) == ["both"]


@pytest.mark.parametrize(("lang", "told"), [("en", "; or refused"), ("zh", "；或 refused")])
def test_what_does_not_fit_a_refusable_field_is_told_that_it_may_be_refused(lang, told):
    with language(lang), pytest.raises(ValueInvalid) as caught:
        read_value(Field("phone", "phone", {}, refusable=True), "拒绝", ZoneInfo("UTC"))
    assert caught.value.expected.endswith(told)
    with language(lang), pytest.raises(ValueInvalid) as caught:
        read_value(Field("phone", "phone", {}), "拒绝", ZoneInfo("UTC"))
    assert "refused" not in caught.value.expected
