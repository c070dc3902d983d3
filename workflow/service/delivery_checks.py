"""Whether deliveries are as they can be, apart from what they carry."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from workflow.service.outboxing import LEASE
from workflow.service.views import Finding
from workflow.store.inspecting import odd_deliveries
from workflow.translation import gettext, mark

_WRONG = (
    ("empty", "delivery_empty", mark("The delivery {id} carries no message.")),
    (
        "astray",
        "delivery_channel",
        mark("The delivery {id} carries a message that is meant for another channel."),
    ),
    (
        "contradictory",
        "delivery_contradicts",
        mark("The delivery {id} cannot have ended in the ways that are said of it."),
    ),
    ("leased", "delivery_leased", mark("The delivery {id} is leased as no daemon leases one.")),
    (
        "untried",
        "delivery_unsent",
        mark("The delivery {id} counts as sent, though nobody sent it: its last attempt says so."),
    ),
)


def check_deliveries(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with deliveries."""
    # Twice as long: the clock of whoever leased may have been set back a little since.
    for one in odd_deliveries(connection, now + 2 * LEASE):
        for way, code, text in _WRONG:
            if getattr(one, way):
                yield Finding(None, code, gettext(text).format(id=one.id))
