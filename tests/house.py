"""The house of the tests: a clock that is moved by hand, a zone, five people, its definitions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from workflow import Workflow

ZONE = "Asia/Shanghai"
# Monday, 2 November 2026, 10:00 in Shanghai.
MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
DEFINITIONS = Path(__file__).parent / "definitions"


class Clock:
    """The time of a test: it stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        """Move on by a ``timedelta`` given in words, and return the time then."""
        self.now += timedelta(**amount)
        return self.now


def settle(flow: Workflow) -> None:
    """Publish the definitions of the tests, which new cases follow instead of the shipped ones.

    What is tested of the engine must not depend on the hours that a shipped file happens to have.
    """
    for file in sorted(DEFINITIONS.glob("*.yaml")):
        flow.publish(file)


def staffed(flow: Workflow) -> None:
    """Give the house its people."""
    flow.add_staff("max", roles=["manager"])
    flow.add_staff("sue", roles=["supervisor"], superior="max")
    flow.add_staff("ann", roles=["specialist"], superior="sue")
    flow.add_staff("ben", roles=["specialist"], superior="sue")
    flow.add_staff("rita", roles=["receptionist"], superior="sue")
