"""The documents a case was brought."""

from collections.abc import Iterable

from workflow.report.table import Block, Table
from workflow.report.words import due, local, titled
from workflow.service.views import DocumentView
from workflow.translation import chosen, gettext


def brought(known: Iterable[DocumentView], zone: str) -> list[Block]:
    """Return a table of documents, in the order they were brought."""
    rows = [
        (
            titled(one.name, one.title),
            one.number,
            due(one.at, zone) if one.deadline else local(one.at, zone),
            titled(one.step or one.deadline, one.step_title or one.deadline_title or {}),
            _remark(one),
        )
        for one in known
    ]
    if not rows:
        return [gettext("No document was brought so far.")]
    headings = (
        gettext("Document"), gettext("Number"), gettext("When"), gettext("Brought by"),
        gettext("Remark"),
    )  # fmt: skip
    return [Table(headings, rows)]


def _remark(one: DocumentView) -> str:
    if one.void:
        return gettext("void")
    return "" if one.sent else gettext("its message was not sent")


def printed(one: DocumentView) -> list[Block]:
    """Return a document as it is printed, under its number."""
    return [f"{chosen(one.title, one.name)}  {one.number}", "", one.text]
