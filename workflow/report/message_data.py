"""Messages for programs: plain data with stable keys, instants in UTC."""

from collections.abc import Iterable

from workflow.report.data import Data, instant
from workflow.service.message_views import WaitingView
from workflow.service.views.health import RestView


def waiting(found: Iterable[WaitingView]) -> Data:
    """Return the messages that wait."""
    return {
        "messages": [
            {
                "case": one.case,
                "site": one.site,
                "deadline": one.deadline or None,
                "cycle": one.cycle or None,
                "kind": one.kind,
                "to": one.recipient,
                "party": one.party,
                "documents": list(one.documents),
                "urgent": one.urgent,
                "due_at": instant(one.due_at),
                "since": instant(one.since),
                "held_until": instant(one.held_until),
                "channel": one.channel,
                "attempts": one.attempts,
                "error": one.error,
                "again_at": instant(one.again_at),
                "delivery": one.delivery,
                "given_up": one.given_up,
                "unserved": one.unserved,
                "resting": None if one.resting is None else rest(one.resting),
                "id": one.id,
                "sender": _sender(one),
                "sending_until": instant(one.sending_until),
                "ended_by": one.ended_by,
                "ended_why": one.ended_why,
                "ended_at": instant(one.ended_at),
            }
            for one in found
        ]
    }


def rest(one: RestView) -> Data:
    """Return that a channel does not work."""
    return {"channel": one.channel, "until": instant(one.until), "reason": one.reason}


def _sender(one: WaitingView) -> Data | None:
    if one.sender is None:
        return None
    process, host = one.sender
    return {"process": process, "host": host}
