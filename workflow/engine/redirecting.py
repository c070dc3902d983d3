"""A message that did not arrive goes to somebody else, or is dropped: an event says so.

Whoever may assign the case may say so, with a reason.
"""

from collections.abc import Iterable, Iterator, Mapping
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
    """Record that a message goes to another person; the event fixes the new message."""
    _check(draft, "redirect", reason, actor, at)
    check_known(draft.context.directory, to)
    said = {**_said(message), "to": to}  # it goes out at once
    payload = {"redirected": said, "reason": reason.strip()}
    event = draft.record(
        "message_redirected", payload, at=at, performed_by=actor, recorded_by=actor
    )
    draft.notices.append(redirected(event))


def drop(
    draft: Draft, message: Notice, channel: str | None, *, reason: str, actor: str, at: datetime
) -> None:
    """Record that a message is not sent on a ``channel``; ``None``: it had come to none."""
    _check(draft, "drop", reason, actor, at)
    payload = {"dropped": {**_said(message), "channel": channel}, "reason": reason.strip()}
    draft.record("message_dropped", payload, at=at, performed_by=actor, recorded_by=actor)


def redirected(event: Event) -> Notice:
    """Return the message that an event of this kind fixes."""
    said: Mapping[str, Any] = event.payload["redirected"]  # type: ignore[assignment]
    return Notice(
        event.seq, 0, said["to"], said["template"], said["deadline"], said["cycle"],
        said["urgent"], said["party"], tuple(said["documents"]),
    )  # fmt: skip


def ended(event: Event) -> tuple[int, int] | None:
    """Return which message an event says somebody ended, by its event and position, if one."""
    payload: Mapping[str, Any] = event.payload
    said = payload.get("redirected") or payload.get("dropped")
    return (said["seq"], said["position"]) if said else None


def handed_on(history: Iterable[Event], events: Iterable[int]) -> Iterator[int]:
    """Yield the events that sent messages of these ``events`` to somebody else, or sent them on."""
    known = set(events)
    for event in history:
        if event.type == "message_redirected" and (ended(event) or (0, 0))[0] in known:
            known.add(event.seq)
            yield event.seq


def _check(draft: Draft, what: str, reason: str, actor: str, at: datetime) -> None:
    case, by = draft.case, draft.edition.definition.permissions.assign
    check_permission(by, what, actor, case=case, directory=draft.context.directory, at=at)
    if not reason.strip():
        raise WordsMissing(case.number, what, (gettext("a reason"),))


def _said(message: Notice) -> dict[str, Any]:
    said = message._asdict()
    del said["hold_until"]
    return said
