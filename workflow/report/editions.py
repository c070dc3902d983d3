"""Editions in words: who stands behind them, and which cases follow them."""

from collections.abc import Iterator, Sequence

from workflow.definition.issue import Issue, Signature
from workflow.report.table import Block, Table
from workflow.report.words import NOTHING, listed, titled
from workflow.service.views import EditionUse
from workflow.translation import chosen, gettext, mark

_SIGNED = {
    "prepared": mark("prepared by {person}, {date}"),
    "reviewed": mark("reviewed by {person}, {date}"),
    "approved": mark("approved by {person}, {date}"),
}


def stands_behind(issue: Issue) -> Iterator[str]:
    """Yield what is known of who stands behind an edition; nothing if it does not say."""
    filed = []
    if issue.number:
        filed.append(gettext("number {number}").format(number=issue.number))
    if issue.revision:
        filed.append(gettext("revision {revision}").format(revision=issue.revision))
    if issue.issued_by:
        department = chosen(issue.issued_by, "")
        filed.append(gettext("issued by {department}").format(department=department))
    if filed:
        yield listed(filed)
    for key, signature in issue.signatures:
        yield gettext(_SIGNED[key]).format(person=signature.by, date=signature.date)


def editions(known: Sequence[EditionUse]) -> list[Block]:
    """Return the editions of one definition, who stands behind them, which cases follow them."""
    newest = known[0].edition
    return [
        titled(newest.definition, newest.title),
        "",
        Table(
            (
                gettext("Edition"),
                gettext("Number"),
                gettext("Revision"),
                gettext("In effect from"),
                gettext("Prepared"),
                gettext("Reviewed"),
                gettext("Approved"),
                gettext("Published (UTC)"),
                gettext("Fingerprint"),
                gettext("Open cases"),
                gettext("Closed cases"),
                gettext("Remark"),
            ),
            [_row(one) for one in known],
        ),
    ]


def _row(use: EditionUse) -> tuple[str, ...]:
    one, issue = use.edition, use.edition.issue
    return (
        one.edition,
        issue.number or NOTHING,
        issue.revision or NOTHING,
        one.effective,
        _signed(issue.prepared),
        _signed(issue.reviewed),
        _signed(issue.approved),
        f"{one.published_at:%Y-%m-%d %H:%M}",
        one.hash[:12],
        str(use.open),
        str(use.closed),
        gettext("in effect") if one.current else "",
    )


def _signed(signature: Signature | None) -> str:
    if signature is None:
        return NOTHING
    return gettext("{person}, {date}").format(person=signature.by, date=signature.date)
