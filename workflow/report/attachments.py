"""The files a case names."""

from collections.abc import Iterable
from typing import Any

from workflow.report.data import instant
from workflow.report.table import Block, Table
from workflow.report.words import local, titled
from workflow.service.views import AttachmentView
from workflow.translation import gettext


def listed(known: Iterable[AttachmentView], zone: str, *, asked: bool) -> list[Block]:
    """Return a table of files; ``asked``: those that are the one that was asked for."""
    rows = [
        (
            one.file,
            titled(one.field, one.title),
            str(one.size),
            one.type,
            one.sha256,
            _when(one, zone),
        )
        for one in known
    ]
    if not rows:
        none = gettext("The case names no file that you may see.")
        return [gettext("This file is none of those the case names.") if asked else none]
    headings = (
        gettext("File"), gettext("Field"), gettext("Bytes"), gettext("Type"), "SHA-256",
        gettext("Recorded"),
    )  # fmt: skip
    return [Table(headings, rows)]


def _when(one: AttachmentView, zone: str) -> str:
    return gettext("{when} (#{number})").format(when=local(one.at, zone), number=one.seq)


def data(number: str, known: Iterable[AttachmentView]) -> dict[str, Any]:
    """Return the files for programs."""
    return {
        "case": number,
        "attachments": [
            {
                "field": one.field,
                "file": one.file,
                "size": one.size,
                "sha256": one.sha256,
                "type": one.type,
                "seq": one.seq,
                "at": instant(one.at),
            }
            for one in known
        ],
    }
