"""Lists as values: entries of one simple type, or of listed values."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import cast

from workflow.definition.kinds import Attachment, Scalar, Value, ValueInvalid
from workflow.definition.model import Field
from workflow.translation import gettext, ngettext

LONGEST_ENTRY = 1000
_BETWEEN = re.compile(r"[,，、;；\n]")
ONCE = frozenset({"choice", "person"})
"""What says the same when it stands there twice."""


def entry_field(field: Field) -> Field:
    """Return a field of the type that the entries of a list have."""
    return replace(field, type=field.item or "text", item=None, refusable=False)


def narrowed_to(field: Field, accepted: Collection[str]) -> Field:
    """Return a field that takes only these of its listed values; all, if there are none."""
    if not accepted:
        return field
    of = tuple(one for one in field.of if one.value in accepted)
    return replace(field, of=of, refusable=False)


def read_list(
    field: Field, given: object, read: Callable[[Field, object], Value]
) -> list[Scalar | Attachment]:
    """Return a list in JSON form. One text is taken apart at commas, semicolons, line breaks.

    Raises ``ValueInvalid``.
    """
    one = entry_field(field)
    entries = [_entry(one, each, read) for each in _apart(one, given)]
    if not entries:
        raise ValueInvalid(gettext("at least one entry"))
    check_whole(field, entries)
    return entries


def check_whole(field: Field, entries: Sequence[Scalar | Attachment]) -> None:
    """Raise ``ValueInvalid`` if a list holds too many entries, or one twice that says the same."""
    if len(entries) > field.most:
        raise ValueInvalid(
            ngettext("at most {most} entry", "at most {most} entries", field.most).format(
                most=field.most
            )
        )
    if field.item in ONCE and len(set(map(str, entries))) < len(entries):
        raise ValueInvalid(gettext("each entry only once"))


def _apart(one: Field, given: object) -> list[object]:
    if isinstance(given, list | tuple):
        return [*given]
    if not isinstance(given, str):
        return [given]
    words = given.strip()
    if any(words in (each.value, *each.title.values()) for each in one.of):
        return [words]
    return [part for part in (each.strip() for each in _BETWEEN.split(given)) if part]


def _entry(
    one: Field, given: object, read: Callable[[Field, object], Value]
) -> Scalar | Attachment:
    wanted = gettext("a list of which each entry is {expected}")
    if isinstance(given, str) and len(given) > LONGEST_ENTRY:
        most = gettext("at most {most} characters").format(most=LONGEST_ENTRY)
        raise ValueInvalid(wanted.format(expected=most))
    try:
        return cast(Scalar | Attachment, read(one, given))  # there are no lists in lists
    except ValueInvalid as error:
        raise ValueInvalid(wanted.format(expected=error.expected)) from error
