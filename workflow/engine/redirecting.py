"""A message that did not arrive goes to somebody else: an event, which fixes the new message."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.engine.authority import check_known, check_permission
from workflow.engine.draft import Draft
from workflow.engine.events import Event, Notice
from workflow.errors import WordsMissing
from workflow.translation import gettext


def redirect(
    draft: Draft, message: Notice, to: str, *, reason: str, actor: str, at: datetime
) -> None:
    """Record that a message goes to another person. Whoever may assign the case may say so."""
    case, directory = draft.case, draft.context.directory
    by = draft.edition.definition.permissions.assign
    check_permission(by, "redirect", actor, case=case, directory=directory, at=at)
    check_known(directory, to)
    if not reason.strip():
        raise WordsMissing(case.number, "redirect", (gettext("a reason"),))
    said = {**message._asdict(), "to": to}
    del said["hold_until"]  # it goes out at once
    payload = {"redirected": said, "reason": reason.strip()}
    event = draft.record(
        "message_redirected", payload, at=at, performed_by=actor, recorded_by=actor
    )
    draft.notices.append(redirected(event))


def redirected(event: Event) -> Notice:
    """Return the message that an event of this kind fixes."""
    said: Mapping[str, Any] = event.payload["redirected"]  # type: ignore[assignment]
    return Notice(
        event.seq, 0, said["to"], said["template"], said["deadline"], said["cycle"],
        said["urgent"], said["party"], tuple(said["documents"]),
    )  # fmt: skip
