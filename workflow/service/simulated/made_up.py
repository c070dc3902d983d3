"""Data made up where a proof leaves open what is given."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from workflow.clock import from_text
from workflow.definition.acts import CONSENT
from workflow.definition.lists import entry_field
from workflow.definition.model import REFUSED, Field
from workflow.service.simulated.cast import Cast

SOON = "soon"
"""Of a time that is agreed on: it comes as soon as it can be told to anybody."""
LATE = "late"
"""Of a time that is agreed on: it comes in a year."""
_AHEAD = {SOON: timedelta(minutes=10), LATE: timedelta(days=365)}
_WORDS: Mapping[str, object] = {
    "text": "…", "phone": "13800138000", "number": 1, "money": "1", "flag": False,
    "time": "09:00",
    "attachment": {"name": "1.txt", "size": 0, "sha256": "0" * 64, "type": "text/plain"},
}  # fmt: skip


def made_up(
    field: Field, value: object, now: datetime, over: Collection[str | None], cast: Cast
) -> object:
    """Return a value for a field: ``value``, if that says one.

    What is agreed on lies ahead; what was consented to, or is among those that are ``over``, not.
    """
    if field.refusable and value == REFUSED:
        return REFUSED
    if field.type == "list":
        held = value if isinstance(value, tuple) else (None,)
        one = entry_field(field)
        if one.type == "person":
            return cast.several(held)
        return [made_up(one, entry, now, over, cast) for entry in held]
    if field.type == "person":
        return cast.person(value)
    agreed = field.type in {"moment", "date"} and value in (SOON, LATE)
    if value is not None and not agreed and not field.personal and field.type != "attachment":
        return from_text(str(value)) if field.type == "moment" else value
    happened = field.name.startswith(CONSENT) or field.name in over
    later = _AHEAD[str(value)] if agreed else timedelta(days=1)
    ahead = now if happened and not agreed else now + later
    made = {"moment": ahead, "date": ahead.date().isoformat(), **_WORDS}
    return field.of[0].value if field.type == "choice" else made[field.type]
