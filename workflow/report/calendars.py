"""Calendars in words: what comes with the program, the rules of one, and its days."""

from collections.abc import Iterable, Sequence

from workflow.calendars.days import Day
from workflow.calendars.rules import Hours, OfficialDays, Rules, Season
from workflow.definition.hours import shown
from workflow.definition.model import Definition
from workflow.report.table import Block, Table
from workflow.report.words import arrangement_unknown, listed, titled
from workflow.service.official_days import swaps_days
from workflow.translation import chosen, gettext, mark

_NAMES = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)


def calendars(known: Iterable[Rules]) -> Table:
    """Return a table of calendars."""
    return Table(
        (gettext("Name"), gettext("Title"), gettext("Time zone")),
        [(one.name, chosen(one.title, one.name), one.zone) for one in known],
    )


def calendar(rules: Rules, pinned: Definition | None = None) -> list[Block]:
    """Return a calendar: its week, its seasons, whose holidays it keeps, its own days.

    ``pinned`` is the edition it belongs to, if it is that of one.
    """
    blocks: list[Block] = [
        titled(rules.name, rules.title),
        *([] if pinned is None else [_pinned(pinned)]),
        gettext("Time zone: {zone}").format(zone=rules.zone),
        *_holidays(rules),
        "",
        gettext("Week"),
        _week(rules.week),
    ]
    for season in rules.seasons:
        blocks += ["", _season(season), _week(season.week)]
    if rules.own:
        blocks += ["", gettext("Days of its own"), _own(rules)]
    return blocks


def _pinned(edition: Definition) -> str:
    return gettext("As edition {edition} of {definition} counts by it").format(
        edition=edition.edition, definition=titled(edition.workflow, edition.title)
    )


def day_name(number: int) -> str:
    """Return a day of the week; 0 is Monday."""
    return gettext(_NAMES[number])


def week_lines(week: Sequence[Hours]) -> list[str]:
    """Return the hours of a week, a line for each day."""
    return [_day_line(day_name(number), hours) for number, hours in enumerate(week)]


def season_lines(rules: Rules) -> list[str]:
    """Return the hours of the seasons of a calendar, a line for each of their days."""
    return [
        f"{_season(season)} {line}" for season in rules.seasons for line in week_lines(season.week)
    ]


def own_lines(rules: Rules) -> list[str]:
    """Return the days a calendar has of its own, a line for each."""
    return [_day_line(day.isoformat(), one.hours) for day, one in sorted(rules.own.items())]


def _day_line(day: str, hours: Hours) -> str:
    return gettext("{day}: {hours}").format(day=day, hours=_hours(hours))


def _week(week: Sequence[Hours]) -> Table:
    return Table(
        (gettext("Day"), gettext("Hours")),
        [(gettext(name), _hours(hours)) for name, hours in zip(_NAMES, week, strict=True)],
    )


def _season(season: Season) -> str:
    first, last = (f"{month:02}-{day:02}" for month, day in (season.first, season.last))
    return gettext("Week from {first} to {last}").format(first=first, last=last)


def _holidays(rules: Rules) -> list[str]:
    if rules.country is None:
        return [gettext("Public holidays: none")]
    lines = [gettext("Public holidays: {place}").format(place=_place(rules))]
    if rules.bridged:
        lines.append(gettext("  weekends beside a public holiday: off"))
    if swaps_days(rules.country, rules.region):
        text = gettext("  make-up working days at weekends: hours of their own, or those of {day}")
        lines.append(text.format(day=gettext(_NAMES[rules.make_up])))
    return lines


def _own(rules: Rules) -> Table:
    return Table(
        (gettext("Date"), gettext("Hours"), gettext("Remark")),
        [
            (day.isoformat(), _hours(one.hours), chosen(one.name, ""))
            for day, one in sorted(rules.own.items())
        ],
    )


def _hours(hours: Hours) -> str:
    return listed([shown(start, end) for start, end in hours]) or gettext("off")


def days(
    found: Sequence[Day],
    rules: Rules,
    *,
    pinned: Definition | None = None,
    adopted: OfficialDays | None = None,
) -> list[Block]:
    """Return days one by one, by which rules and official days, and which years are estimated.

    ``adopted`` are the official days they are counted by, if they are not those of the library;
    ``pinned`` is as for ``calendar``.
    """
    table = Table(
        (gettext("Date"), gettext("Day"), gettext("Hours"), gettext("Remark")),
        [
            (
                one.date.isoformat(),
                gettext(_NAMES[one.date.weekday()]),
                _hours(one.hours),
                chosen(one.name, ""),
            )
            for one in found
        ],
    )
    said = [] if pinned is None else [_pinned(pinned)]
    if rules.country is not None:
        said.append(_counted_by(rules, adopted))
    if years := sorted({one.date.year for one in found if one.estimated}):
        said.append(arrangement_unknown(years))
    return [table, *([""] if said else []), *said]


def _counted_by(rules: Rules, adopted: OfficialDays | None) -> str:
    text = gettext("Official days of {place}: revision {revision}, as it was adopted.")
    if adopted is None:
        text = gettext("Official days of {place}: as the installed package has them.")
    return text.format(place=_place(rules), revision=adopted and adopted.revision)


def _place(rules: Rules) -> str:
    return f"{rules.country}-{rules.region}" if rules.region else rules.country or ""
