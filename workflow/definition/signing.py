"""Reading who stands behind an edition."""

import re
from collections.abc import Mapping
from itertools import pairwise

from workflow.definition.issue import SIGNED, Issue, Signature
from workflow.definition.nodes import Node
from workflow.definition.operands import is_date
from workflow.translation import gettext

SIGNATURE_KEYS = ("by", "date")
ISSUE_KEYS = ("number", "revision", "issued_by", *SIGNED)
LONGEST_NUMBER = 40
_LIKE_A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_PERSON = 100


def read_issue(found: Mapping[str, Node]) -> Issue:
    """Read what of it stands among the keys of a file, and note names that came too early."""
    signed = {key: _signature(found[key]) for key in SIGNED if key in found}
    dated = [(key, one.date) for key, one in signed.items() if one.date]
    for (earlier, first), (later, second) in pairwise(dated):
        if second < first:
            text = gettext("{later} is dated before {earlier}.").format(
                later=later, earlier=earlier
            )
            found[later].note("E001", text, key=True)
    return Issue(
        number=found["number"].words(LONGEST_NUMBER) if "number" in found else "",
        revision=found["revision"].words(LONGEST_NUMBER) if "revision" in found else "",
        issued_by=found["issued_by"].title() if "issued_by" in found else None,
        **signed,
    )


def _signature(node: Node) -> Signature:
    found = node.entries(SIGNATURE_KEYS, needed=SIGNATURE_KEYS)
    return Signature(
        by=found["by"].words(LONGEST_PERSON) if "by" in found else "",
        date=read_day(found["date"]) if "date" in found else "",
    )


def read_day(node: Node) -> str:
    """Read a date, as the text it is written as; an empty one if it is none."""
    text = node.words()
    if not text or is_date(text):
        return text
    what = gettext("a date such as 2026-12-01")
    if _LIKE_A_DATE.fullmatch(text):
        what = gettext("a date such as 2026-12-01 (there is no such day)")
    node.note("L013", gettext("Expected here: {what}.").format(what=what))
    return ""
