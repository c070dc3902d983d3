"""Values of fields: from what a person types or a program passes to JSON, and back for people.

Numbers that are not whole and amounts of money are decimal strings in JSON; dates, times of day and
moments are ISO texts that sort. No message repeats a value.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from workflow import clock
from workflow.calendars.local import LocalTimeError, read_local, show_local
from workflow.definition.attachments import read_attachment, show_attachment
from workflow.definition.kinds import Attachment, Value, ValueInvalid
from workflow.definition.lists import entry_field, read_list
from workflow.definition.model import REFUSED, Field
from workflow.translation import chosen, gettext

LONGEST_TEXT = 10_000
LONGEST_NAME = 100
LONGEST_PHONE = 40
FEWEST_DIGITS = 3
MOST_CENTS = 2
MOST_DIGITS = 30
EARLIEST_YEAR, LATEST_YEAR = 1900, 2999
LARGEST_WHOLE = 2**53 - 1  # JSON numbers are exact up to here

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])|[点时](?:([0-5]?[0-9])分?|(半))?)"
)  # 9:30, 9点, 9点半, 9时30分
_PHONE = re.compile(r"\+?[0-9 ()+-]+")
_YES, _NO = frozenset({"yes", "true", "是"}), frozenset({"no", "false", "否"})


def read_value(field: Field, text: object, zone: ZoneInfo) -> Value:
    """Return the JSON form of a value for ``field``; local times are read in ``zone``.

    Raises ``ValueInvalid``, which never contains the value.

    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> read_value(Field("amount", "money", {}), "12.50", zone)
    '12.5'
    >>> read_value(Field("appointment", "moment", {}), "2026-11-21 10:00", zone)
    '2026-11-21T02:00:00.000000Z'
    """
    if field.refusable and isinstance(text, str) and text.strip() in (REFUSED, gettext("refused")):
        return REFUSED
    try:
        return _given(field, text, zone)
    except ValueInvalid as error:
        if not field.refusable:
            raise
        wanted = gettext("{expected}; or {refused}")
        raise ValueInvalid(wanted.format(expected=error.expected, refused=REFUSED)) from error


def _given(field: Field, text: object, zone: ZoneInfo) -> Value:
    if field.type == "list":
        return read_list(field, text, lambda one, entry: read_value(one, entry, zone))
    if isinstance(text, list | tuple):
        raise ValueInvalid(gettext("one value, given once"))
    return _READERS[field.type](field, text, zone)


def show_value(field: Field, value: object, zone: ZoneInfo) -> str:
    """Return a value for people, in the current language; an empty one is an empty text.

    >>> show_value(Field("urgent", "flag", {}), True, ZoneInfo("Asia/Shanghai"))
    'yes'
    """
    if value is None:
        return ""
    if field.refusable and value == REFUSED:
        return gettext("refused")
    if isinstance(value, list | tuple):
        one = entry_field(field)
        return gettext(", ").join(show_value(one, entry, zone) for entry in value)
    if isinstance(value, Mapping):
        return show_attachment(value)
    return _shown(field, value, zone)


def _shown(field: Field, value: object, zone: ZoneInfo) -> str:
    if field.type == "flag":
        return gettext("yes") if value is True else gettext("no")
    if field.type == "choice":
        titles = {one.value: one.title for one in field.of}
        return chosen(titles.get(str(value), {}), str(value))
    if field.type == "moment":
        return show_local(clock.from_text(str(value)), zone)
    return str(value)


def _plain(text: object) -> str:
    """Return a text without its margins, full-width digits and signs made plain."""
    return unicodedata.normalize("NFKC", text).strip() if isinstance(text, str) else ""


def _person(field: Field, text: object, zone: ZoneInfo) -> str:
    words = _text(field, text, zone, LONGEST_NAME)
    if "\n" in words:
        raise ValueInvalid(gettext("a name on one line"))
    return words


def _text(_field: Field, text: object, _zone: ZoneInfo, most: int = LONGEST_TEXT) -> str:
    if not isinstance(text, str):
        raise ValueInvalid(gettext("a text"))
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise ValueInvalid(gettext("a text that is not empty"))
    if len(words) > most:
        raise ValueInvalid(gettext("at most {most} characters").format(most=most))
    if not words.isprintable() and _CONTROL.search(words):
        raise ValueInvalid(gettext("a text without control characters"))
    return words


def _number(_field: Field, text: object, _zone: ZoneInfo) -> str | int:
    number = _decimal(text)
    if number is None:
        raise ValueInvalid(gettext("a number"))
    if number != number.to_integral_value():
        return _written(number)
    if abs(number) > LARGEST_WHOLE:
        raise ValueInvalid(gettext("a number of at most {digits} digits").format(digits=15))
    return int(number)


def _money(_field: Field, text: object, _zone: ZoneInfo) -> str:
    amount = _decimal(text)
    if amount is None or amount < 0 or abs(amount) > LARGEST_WHOLE:
        raise ValueInvalid(gettext("an amount of money, such as 120 or 99.50"))
    written = _written(amount)
    if len(written.partition(".")[2]) > MOST_CENTS:
        raise ValueInvalid(gettext("an amount of money with at most two decimals"))
    return written


def _decimal(text: object) -> Decimal | None:
    if isinstance(text, bool):
        return None
    if isinstance(text, str):
        plain = _plain(text)
        return Decimal(plain) if _DECIMAL.fullmatch(plain) else None
    if isinstance(text, float):
        text = Decimal(repr(text))
    if not isinstance(text, int | Decimal):
        return None
    number = Decimal(text)
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None


def _written(number: Decimal) -> str:
    """Write a number in the one way that has no superfluous signs: ``12.50`` is ``12.5``."""
    text = format(number, "f").removeprefix("+")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, decimals = text.lstrip("-").partition(".")
    digits = (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")
    return f"-{digits}" if number < 0 else digits


def _flag(_field: Field, text: object, _zone: ZoneInfo) -> bool:
    if isinstance(text, bool):
        return text
    word = _plain(text).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueInvalid(gettext("yes or no"))


def _choice(field: Field, text: object, _zone: ZoneInfo) -> str:
    word = text.strip() if isinstance(text, str) else ""
    for one in field.of:
        if word == one.value:
            return one.value
    for one in field.of:
        if word and word in one.title.values():
            return one.value
    known = ", ".join(f"{one.value} ({chosen(one.title, one.value)})" for one in field.of)
    raise ValueInvalid(gettext("one of: {known}").format(known=known))


def _date(_field: Field, text: object, _zone: ZoneInfo) -> str:
    expected = gettext("a date such as 2026-11-21")
    if isinstance(text, date) and not isinstance(text, datetime):
        day = text
    else:
        plain = _plain(text)
        if not _DATE.fullmatch(plain):
            raise ValueInvalid(expected)
        try:
            day = date.fromisoformat(plain)
        except ValueError as error:
            raise ValueInvalid(gettext("a date that exists, such as 2026-11-21")) from error
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueInvalid(expected)
    return day.isoformat()


def _time(_field: Field, text: object, _zone: ZoneInfo) -> str:
    if isinstance(text, time) and text.tzinfo is None and not (text.second or text.microsecond):
        return text.isoformat("minutes")
    found = _TIME.fullmatch(_plain(text))
    if found is None:
        raise ValueInvalid(gettext("a time of day such as 09:30"))
    hour, minute, said, half = found.groups()
    return f"{int(hour):02}:{30 if half else int(minute or said or 0):02}"


def _attachment(_field: Field, given: object, _zone: ZoneInfo) -> Attachment:
    return read_attachment(given)


def _moment(_field: Field, text: object, zone: ZoneInfo) -> str:
    if isinstance(text, datetime):
        if text.tzinfo is None:
            raise ValueInvalid(gettext("a time with its offset from UTC"))
        instant = text
    else:
        try:
            instant = read_local(_plain(text), zone)
        except LocalTimeError as error:
            raise ValueInvalid(_why_no_time(error.reason)) from error
    if not EARLIEST_YEAR <= instant.year <= LATEST_YEAR:
        raise ValueInvalid(_why_no_time("unreadable"))
    return clock.to_text(instant)


def _why_no_time(reason: str) -> str:
    return {
        "no_such_day": gettext("a day that exists, such as 2026-11-21 10:00"),
        "nonexistent": gettext("a time that exists: the clocks are put forward over this one"),
        "ambiguous": gettext("a time with its offset from UTC: the clocks show this one twice"),
    }.get(reason, gettext("a time such as 2026-11-21 10:00"))


def _phone(_field: Field, text: object, _zone: ZoneInfo) -> str:
    number = _plain(text)
    digits = sum(sign.isdigit() for sign in number)
    if len(number) > LONGEST_PHONE or digits < FEWEST_DIGITS or not _PHONE.fullmatch(number):
        raise ValueInvalid(gettext("a telephone number: digits, spaces and + - ( )"))
    return number


_READERS: dict[str, Callable[[Field, object, ZoneInfo], Value]] = {
    "text": _text, "person": _person, "number": _number, "money": _money, "flag": _flag,
    "choice": _choice, "date": _date, "time": _time, "moment": _moment, "phone": _phone,
    "attachment": _attachment,
}  # fmt: skip
