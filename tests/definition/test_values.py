from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from workflow.definition.model import Choice, Field
from workflow.definition.values import ValueInvalid, read_value, show_value
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
