"""Revisions of official days in words: those adopted, and what a newer one changes."""

from collections.abc import Iterable, Sequence

from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, due, listed, titled
from workflow.service.day_changes import DayChange, YearChange
from workflow.service.revision_views import CaseMove, Revising, RevisionView
from workflow.translation import chosen, gettext, mark, ngettext

_KINDS = {
    "off": mark("public holiday"),
    "working": mark("make-up working day"),
    "ordinary": mark("ordinary day"),
}
_ARRANGEMENTS = {"announced": mark("announced"), "estimated": mark("estimated")}
_RESULTS = {
    "moved": mark("moves"),
    "kept": mark("stays: its definition keeps it"),
    "past": mark("stays: by the newer days its time would be over"),
    "missed": mark("stays: missed already"),
    "ran_out": mark("stays: it ran out already"),
}


def revisions(known: Sequence[RevisionView]) -> list[Block]:
    """Return the adopted revisions as a table."""
    if not known:
        return [
            gettext(
                "No official days were adopted. Publishing a definition whose calendar keeps the "
                "public holidays of a country adopts its first."
            )
        ]
    return [
        Table(
            (
                gettext("Country"),
                gettext("Region"),
                gettext("Revision"),
                gettext("Adopted (UTC)"),
                gettext("By"),
                gettext("Years"),
                gettext("Estimated"),
            ),
            [
                (
                    one.country,
                    one.region or NOTHING,
                    str(one.number),
                    f"{one.adopted_at:%Y-%m-%d %H:%M}",
                    one.adopted_by,
                    _spans(one.years),
                    _spans(year for year, estimated in one.years.items() if estimated) or NOTHING,
                )
                for one in known
            ],
        )
    ]


def _spans(years: Iterable[int]) -> str:
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return listed([f"{one}" if one == end else f"{one}–{end}" for one, end in spans])


def revised(shown: Sequence[Revising], *, asked: bool) -> list[Block]:
    """Return what newer official days change; ``asked``: nothing was written."""
    if not shown:
        return revisions(())
    blocks: list[Block] = []
    for one in shown:
        blocks += [*([""] if blocks else []), *_revised(one)]
    if asked and any(not one.empty for one in shown):
        blocks += ["", gettext("Nothing was written. The same command with --yes does it.")]
    return blocks


def _revised(view: Revising) -> list[Block]:
    place = f"{view.country}/{view.region}" if view.region else view.country
    named = {"place": place, "number": view.number}
    if view.empty:
        text = gettext("{place}: nothing to change; revision {number} is in force.")
        return [text.format(**named)]
    if view.adopted:
        text = gettext("{place}: revision {number} was adopted.")
    elif view.number != view.revision:
        text = gettext("{place}: this would be revision {number}.")
    else:
        text = gettext("{place}: revision {number} is in force, and cases are counted by older.")
    blocks: list[Block] = [text.format(**named)]
    if view.years:
        blocks += ["", gettext("Years"), _years(view.years)]
    if view.days:
        blocks += ["", gettext("Days that change"), _days(view.days)]
    return [*blocks, "", *_cases(view)]


def _years(years: Sequence[YearChange]) -> Table:
    return Table(
        (gettext("Year"), gettext("Was"), gettext("Becomes")),
        [
            (
                str(one.year),
                gettext(_ARRANGEMENTS[one.was]) if one.was else NOTHING,
                gettext(_ARRANGEMENTS[one.becomes]),
            )
            for one in years
        ],
    )


def _days(days: Sequence[DayChange]) -> Table:
    return Table(
        (gettext("Date"), gettext("Was"), gettext("Becomes"), gettext("Name")),
        [
            (
                one.date.isoformat(),
                gettext(_KINDS[one.was]),
                gettext(_KINDS[one.becomes]),
                chosen(one.name, ""),
            )
            for one in days
        ],
    )


def _cases(view: Revising) -> list[Block]:
    blocks: list[Block] = []
    if view.moves:
        blocks += [gettext("Deadlines"), _moves(view.moves)]
    else:
        blocks.append(gettext("No open deadline moves."))
    if view.same:
        text = ngettext(
            "{number} more open deadline is due as before, and counted by this revision.",
            "{number} more open deadlines are due as before, and counted by this revision.",
            view.same,
        )
        blocks.append(text.format(number=view.same))
    return blocks


def _moves(moves: Sequence[CaseMove]) -> Table:
    return Table(
        (
            gettext("Case"),
            gettext("Deadline"),
            gettext("Due"),
            gettext("By the newer days"),
            gettext("Remark"),
        ),
        [
            (
                one.case,
                titled(one.deadline, one.title),
                due(one.due_at, one.zone),
                due(one.new_due_at, one.zone),
                gettext(_RESULTS[one.result]),
            )
            for one in moves
        ],
    )
