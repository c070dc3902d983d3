"""The list for the morning, for people and for programs."""

from collections.abc import Iterable, Iterator, Sequence

from workflow.report.data import Data, due
from workflow.report.table import Block, Table
from workflow.report.words import due as due_words
from workflow.report.words import standing, titled
from workflow.service.morning import Morning
from workflow.translation import chosen, gettext


def shown(found: Sequence[Morning]) -> list[Block]:
    """Return a table for each person."""
    if not found:
        return [gettext("Nobody has anything due.")]
    return [block for number, one in enumerate(found) for block in _of_person(one, number)]


def _of_person(one: Morning, number: int) -> Iterator[Block]:
    if number:
        yield ""
    yield gettext("{person}: {number} due").format(person=one.person, number=len(one.rows))
    yield Table(
        (
            gettext("Due"),
            gettext("Deadline"),
            gettext("Case"),
            gettext("What"),
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
