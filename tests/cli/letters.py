"""A desk at which letters are answered, and a clock that is moved by hand."""

from datetime import datetime
from pathlib import Path

from workflow import Workflow
from workflow.calendars.local import read_local, zone

SHANGHAI = zone("Asia/Shanghai")
HERE = Path(__file__).parent
LETTER = HERE / "definitions" / "answer.yaml"


def at(text: str) -> datetime:
    """The instant of a time on the wall clock."""
    return read_local(text, SHANGHAI)


BEGIN = at("2026-09-01 10:00")


def furnished(file: Path) -> Path:
    """Make the database of an office with a desk."""
    with Workflow.create(str(file), zone="Asia/Shanghai", clock=lambda: BEGIN) as flow:
        flow.add_staff("wang", roles=["supervisor"])
        flow.add_staff("lin", roles=["specialist"], superior="wang")
        flow.publish(LETTER)
    return file


class Desk:
    """Lin answers letters; Wang may give more time. Every act says when it is entered."""

    def __init__(self, file: Path) -> None:
        self.now = BEGIN
        self.file = file
        self.flow = Workflow(str(file), clock=lambda: self.now)

    def does(self, when: str, trigger: str, actor: str = "lin", happened: str = "") -> None:
        """Do a step; ``happened`` is when it was done, if that was earlier."""
        self.now = at(when)
        self.flow.trigger(1, trigger, actor=actor, at=at(happened) if happened else None)

    def opens(self, when: str) -> None:
        """Open a case."""
        self.now = at(when)
        self.flow.open("letter", {"subject": "bill"}, actor="lin")

    def fires(self, when: str) -> None:
        """Let what is due fire."""
        self.now = at(when)
        self.flow.fire_due()
