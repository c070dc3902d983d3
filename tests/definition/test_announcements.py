"""Official days somebody announced: read from a file, every problem told at its place."""

from datetime import date
from pathlib import Path

import pytest

from workflow.calendars.rules import OfficialDay
from workflow.definition.announcement import load, loads
from workflow.definition.rendering import sentence
from workflow.errors import AnnouncementInvalid

BAD = Path(__file__).parent / "bad_announcements"
FILES = sorted(BAD.glob("*.yaml"))
JSON = (
    '{"language": 1, "country": "DE", "region": "BY", "years": {"2027": "estimated"},'
    ' "days": {"2027-01-06": {"title": {"en": "Epiphany"}}}}'
)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_broken_file_gets_exactly_these_problems(path: Path) -> None:
    with pytest.raises(AnnouncementInvalid) as caught:
        load(path)
    found = [f"{one.line}:{one.column} {one.code} {sentence(one)}" for one in caught.value.problems]
    assert found == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


def test_days_are_read_from_yaml() -> None:
    text = (
        "language: 1\ncountry: CN\nyears: {2027: announced}\ndays:\n"
        "  2027-02-06: {working: true, title: {en: Make-up, zh: 调休上班}}\n"
        "  2027-01-01: {title: New Year}\n"
    )
    found = loads(text, "x.yaml")
    assert (found.country, found.region, found.official.years) == ("CN", None, {2027: False})
    assert list(found.official.days.items()) == [
        (date(2027, 1, 1), OfficialDay({"en": "New Year"})),
        (date(2027, 2, 6), OfficialDay({"en": "Make-up", "zh": "调休上班"}, working=True)),
    ]


def test_days_are_read_from_json() -> None:
    found = loads(JSON, "x.json")
    assert (found.country, found.region, found.official.years) == ("DE", "BY", {2027: True})
    assert list(found.official.days) == [date(2027, 1, 6)]


@pytest.mark.parametrize("text", ["", "a", "language: 2\n", "language: 1\n", "{"])
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(AnnouncementInvalid):
        loads(text, "x.yaml")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnouncementInvalid, match="cannot be used as official days"):
        load(tmp_path / "none.yaml")
