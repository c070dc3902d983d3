"""The list for the morning, for people and for programs."""

from collections.abc import Iterable, Iterator, Sequence
from shlex import quote

from workflow.report.data import Data, due
from workflow.report.table import Block, Table
from workflow.report.words import due as due_words
from workflow.report.words import standing, titled
from workflow.service.morning import Morning
from workflow.translation import chosen, gettext, ngettext


def shown(found: Sequence[Morning], days: int, person: str | None = None) -> list[Block]:
    """Return a table for each person of what is due by the end of so many days after today.

    Or for the one ``person`` that was asked for.
    """
    if not found:
        return [_nothing(days) if person is None else _nothing_for(person, days)]
    return [block for number, one in enumerate(found) for block in _of_person(one, number)]


def _nothing(days: int) -> str:
    if not days:
        return gettext(
            "Nobody has anything due by the end of today. `complaints digest --days 7` looks a "
            "week ahead."
        )
    text = ngettext(
        "Nobody has anything due by the end of tomorrow.",
        "Nobody has anything due by the end of the {days} days after today.",
        days,
    )
    return text.format(days=days)


def _nothing_for(person: str, days: int) -> str:
    if not days:
        text = gettext(
            "{person} has nothing due by the end of today. `complaints digest {name} --days 7` "
            "looks a week ahead."
        )
    else:
        text = ngettext(
            "{person} has nothing due by the end of tomorrow.",
            "{person} has nothing due by the end of the {days} days after today.",
            days,
        )
    return text.format(person=person, name=quote(person), days=days)


def _of_person(one: Morning, number: int) -> Iterator[Block]:
    if number:
        yield ""
    yield gettext("{person}: {number} due").format(person=one.person, number=len(one.rows))
    yield Table(
        (
            gettext("Due"),
            gettext("Deadline"),
            gettext("Case"),
            gettext("Kind"),
            gettext("State"),
            gettext("Status"),
        ),
        [
            (
                due_words(row.due_at, row.zone),
                titled(row.deadline, row.title),
                row.case,
                chosen(row.definition_title, ""),
                chosen(row.state_title, ""),
                standing(row, row.zone),
            )
            for row in one.rows
        ],
    )


def data(found: Iterable[Morning]) -> Data:
    """Return the lists."""
    return {"people": [{"person": one.person, **due(one.rows)} for one in found]}
