"""Calendars for the tests, with official days typed in by hand."""

from dataclasses import replace
from datetime import date, timedelta

from workflow.calendars.rules import Hours, OfficialDay, OfficialDays, OwnDay, Rules, Season
from workflow.calendars.working import WorkingTime


def hours(*pairs: str) -> Hours:
    """Read ``9-12``, ``22-30``: hours since midnight, an end after 24 on the next day."""
    return tuple(
        (round(float(start) * 60), round(float(end) * 60))
        for start, _, end in (pair.partition("-") for pair in pairs)
    )


def days(first: str, last: str | None = None) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return [start + timedelta(number) for number in range((end - start).days + 1)]


def official(holidays: list[date], working: list[date], years: tuple[int, ...]) -> OfficialDays:
    return OfficialDays(
        revision=1,
        years=dict.fromkeys(years, False),
        days={
            **{day: OfficialDay({"en": "Holiday", "zh": "放假"}) for day in holidays},
            **{day: OfficialDay({"en": "Make-up", "zh": "调休"}, working=True) for day in working},
        },
    )


CHINA = official(
    [
        *days("2026-01-01", "2026-01-02"),
        *days("2026-02-16", "2026-02-20"), *days("2026-02-23"),
        *days("2026-04-05", "2026-04-06"),
        *days("2026-05-01", "2026-05-02"), *days("2026-05-04", "2026-05-05"),
        *days("2026-06-19"),
        *days("2026-09-25"),
        *days("2026-10-01", "2026-10-03"), *days("2026-10-05", "2026-10-07"),
        *days("2027-01-01"),
    ],
    [
        *days("2026-01-04"), *days("2026-02-14"), *days("2026-02-28"), *days("2026-05-09"),
        *days("2026-09-20"), *days("2026-10-10"),
    ],
    (2025, 2026, 2027),
)  # fmt: skip
"""2026 as announced, of 2027 New Year alone, of 2025 nothing."""

NINE_TO_SIX = hours("9-12", "13-18")
OFFICE_RULES = Rules(
    "office-cn",
    {"en": "Office", "zh": "办公室"},
    "Asia/Shanghai",
    (NINE_TO_SIX,) * 5 + ((),) * 2,
    country="CN",
)
OFFICE = WorkingTime(OFFICE_RULES, CHINA)
HOTLINE = WorkingTime(
    replace(OFFICE_RULES, name="hotline-cn", week=(hours("8-18"),) * 7, bridged=True), CHINA
)
NIGHT_SHIFT = WorkingTime(
    Rules("night", {"en": "Night"}, "Europe/Berlin", (hours("22-30"),) * 7), OfficialDays()
)
WEDNESDAY_OFF = WorkingTime(
    Rules(
        "studio",
        {"en": "Studio", "zh": "影楼"},
        "Asia/Shanghai",
        (hours("10-20"),) * 2 + ((),) + (hours("10-20"),) * 4,
        seasons=(Season((12, 20), (1, 10), (hours("12-16"),) * 2 + ((),) + (hours("12-16"),) * 4),),
        own={
            date(2026, 12, 24): OwnDay({"en": "Outing", "zh": "团建"}),
            date(2026, 11, 25): OwnDay({"en": "Fair", "zh": "展会"}, hours("8-12")),
        },
    ),
    OfficialDays(),
)
