"""A clock that a test sets, and a sender that keeps what it sends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from workflow.errors import NotDelivered
from workflow.service.delivery import Delivery

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)


class Post:
    """A sender that keeps what it sends; ``before`` may keep it from being sent."""

    def __init__(
        self, channel: str = "mail", before: Callable[[Delivery], object] = lambda _one: None
    ) -> None:
        self.channel = channel
        self.before = before
        self.sent: list[Delivery] = []

    def send(self, delivery: Delivery) -> None:
        self.before(delivery)
        self.sent.append(delivery)

    def to(self) -> list[tuple[str | None, str | None, int]]:
        return [(one.recipient, one.address, len(one.letters)) for one in self.sent]


def failing(reason: str = "拒收", **how: bool) -> Callable[[Delivery], object]:
    def fail(_delivery: Delivery) -> None:
        raise NotDelivered("mail", reason, **how)

    return fail
