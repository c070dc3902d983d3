"""Many cases: a page of a list, and what is due."""

from collections.abc import Sequence

from workflow.report.duties import owed
from workflow.report.table import Block, Table
from workflow.report.words import (
    NOTHING,
    arrangements,
    estimated,
    local,
    owner,
    rung,
    standing,
    titled,
)
from workflow.report.words import due as due_words
from workflow.service.views import CasePage, CaseRow, DueRow, GapView, Voided, VoidingReport
from workflow.translation import chosen, gettext, mark, ngettext


def cases(page: CasePage) -> list[Block]:
    """Return a page of cases and where it stands among all."""
    if not page.rows:
        return [
            gettext("No case matches.")
            if not page.total
            else ngettext(
                "This page is empty; there is {total} case.",
                "This page is empty; there are {total} cases.",
                page.total,
            ).format(total=page.total)
        ]
    table = Table(
        (
            gettext("Case"),
            gettext("State"),
            gettext("Owner"),
            gettext("Site"),
            gettext("Opened"),
            gettext("Due"),
            gettext("Remark"),
        ),
        [
            (
                row.case,
                titled(row.state, row.state_title),
                owner(row.owner, closed=row.final),
                row.site,
                local(row.opened_at, row.zone),
                _due(row),
                _remark(
                    gettext("overdue") if row.overdue else "", *owed(row.duties), aside=row.aside
                ),
            )
            for row in page.rows
        ],
    )
    return [table, *_more(page)]


def _due(row: CaseRow) -> str:
    when = due_words(row.due_at, row.zone)
    return f"{when} {row.due}" if row.due else when


def _more(page: CasePage) -> list[Block]:
    if page.total <= page.limit:
        return []
    number, pages = page.offset // page.limit + 1, -(-page.total // page.limit)
    text = gettext("Page {page} of {pages}; {total} cases.").format(
        page=number, pages=pages, total=page.total
    )
    if number < pages:
        text += " " + gettext("The next: --page {page}.").format(page=number + 1)
    return ["", text]


def _remark(*remarks: str, aside: bool) -> str:
    said = [*remarks, gettext("set aside") if aside else ""]
    return gettext("; ").join(one for one in said if one)


def due(rows: Sequence[DueRow], *, aside: int) -> list[Block]:
    """Return running deadlines, the earliest first as given, and how many cases are set aside."""
    blocks: list[Block] = [_running(rows)] if rows else [gettext("Nothing is due.")]
    blocks += [line for text in arrangements(rows) for line in ("", text)]
    if aside:
        blocks += [
            "",
            ngettext(
                "{number} case is set aside and its deadlines do not fire: "
                "`complaints list --aside`.",
                "{number} cases are set aside and their deadlines do not fire: "
                "`complaints list --aside`.",
                aside,
            ).format(number=aside),
        ]
    return blocks


def _running(rows: Sequence[DueRow]) -> Table:
    return Table(
        (
            gettext("Due"),
            gettext("Deadline"),
            gettext("Case"),
            gettext("State"),
            gettext("Owner"),
            gettext("Site"),
            gettext("Status"),
            gettext("Remark"),
        ),
        [
            (
                due_words(row.due_at, row.zone),
                titled(row.deadline, row.title),
                row.case,
                chosen(row.state_title, ""),
                row.owner or NOTHING,
                row.site,
                standing(row, row.zone),
                _remark(estimated(row), *owed(row.duties), aside=row.aside),
            )
            for row in rows
        ],
    )


def gaps(found: Sequence[GapView], zone: str) -> list[Block]:
    """Return the times in which nothing ran."""
    if not found:
        return [gettext("Nothing came late because nothing was running, as far as is known.")]
    return [
        Table(
            (gettext("Since"), gettext("Until"), gettext("Fired late")),
            [(local(one.since, zone), local(one.until, zone), str(one.late)) for one in found],
        )
    ]


def voiding(report: VoidingReport) -> list[Block]:
    """Return what was voided, and what a person has to put right; refusals speak for themselves."""
    if not report.voided and not report.put_right:
        return [_already(report)] if report.already else []
    blocks: list[Block] = [_void(report)] if report.voided else []
    for one in report.voided:
        for step in one.did:
            text = gettext("{case}: the step {step} was taken and stays; put it right by hand.")
            blocks.append(text.format(case=one.case, step=step))
    if report.put_right:
        blocks.append(_put_right(report))
    return blocks


def _void(report: VoidingReport) -> Table:
    return Table(
        (gettext("Case"), gettext("Deadline"), gettext("Void"), gettext("Goes on")),
        [
            (
                one.case,
                f"{one.deadline}/{one.cycle}",
                "\n".join(rung(key, owed=one.owed) for key in one.fired),
                _goes_on(one),
            )
            for one in report.voided
        ],
    )


def _goes_on(one: Voided) -> str:
    """Return how a deadline goes on whose firing is void."""
    if one.paused_at is not None:
        return gettext("paused since {when}").format(when=local(one.paused_at, one.zone))
    if one.due_at is not None:
        return gettext("due {when}").format(when=local(one.due_at, one.zone))
    return gettext("yes") if one.again else gettext("no")


def _already(report: VoidingReport) -> Table:
    """Return by which event everything is put right already that was recorded then."""
    rows = [(one.case, f"#{one.seq}", local(one.at, one.zone)) for one in report.already]
    return Table((gettext("Case"), gettext("Put right already by"), gettext("When")), rows)


_DUE = {
    False: mark("{deadline}: {was} → {due}"),
    True: mark("{deadline}: {was} → {due} (past: fires at once)"),
}


def _put_right(report: VoidingReport) -> Table:
    """Return which acts by a wrong clock are put right, and what is due when by that."""
    rows = [
        (
            one.case,
            ", ".join(f"#{seq}" for seq in one.events),
            "\n".join(
                gettext(_DUE[each.past]).format(
                    deadline=f"{each.deadline}/{each.cycle}",
                    was=due_words(each.was, each.zone),
                    due=due_words(each.due_at, each.zone),
                )
                for each in one.deadlines
            )
            or NOTHING,
        )
        for one in report.put_right
    ]
    return Table((gettext("Case"), gettext("Put right"), gettext("Due")), rows)
