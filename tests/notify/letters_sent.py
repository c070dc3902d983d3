"""Deliveries for the tests of senders."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from workflow.notify.settings import Settings
from workflow.service.delivery import Delivery, Letter

Written = Callable[[str], Path]
Reading = Callable[[str], Settings]

REMINDER = Letter(
    recipient="lin",
    kind="reminder",
    case="C-2026-000017",
    definition={"en": "Customer complaint", "zh": "顾客投诉"},
    state={"en": "Received", "zh": "已受理"},
    owner="lin",
    site="main",
    zone="Asia/Shanghai",
    deadline={"en": "Call back", "zh": "三天回访"},
    due_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    urgent=False,
    deadline_name="callback",
)
ESCALATION = REMINDER._replace(kind="escalation", case="C-2026-000018", urgent=True)
FOLLOW_UP = REMINDER._replace(kind="follow_up", owed=False)
PARTY = REMINDER._replace(
    kind="party",
    party_name="customer",
    party={"en": "Customer", "zh": "顾客"},
    documents=({"en": "Letter of apology", "zh": "致歉信"},),
    document_names=("apology",),
)
ALARM = REMINDER._replace(kind="alarm", recipient=None)
MESSAGE = REMINDER._replace(kind="message", deadline={}, due_at=None, deadline_name="")
KINDS = (REMINDER, ESCALATION, FOLLOW_UP, PARTY, ALARM, MESSAGE)


def delivery(*letters: Letter, address: str | None = None, identity: str = "d-1") -> Delivery:
    """A delivery of letters, of one reminder if none are given; by default without an address."""
    return Delivery(
        id=identity,
        channel="way",
        recipient="lin",
        address=address,
        attempts=1,
        letters=letters or (REMINDER,),
        by_default=address is None,
    )
