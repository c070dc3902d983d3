"""The engine in a plain program: a database of its own, and a clock that jumps.

Run it with ``python examples/plain_program.py``. Nothing is left behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from workflow import Workflow, WorkflowError

ZONE = "Asia/Shanghai"
MORNING = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


class SimulatedClock:
    """A clock that stands still until it is moved. The engine asks no other."""

    def __init__(self, start: datetime) -> None:
        self.instant = start

    def __call__(self) -> datetime:
        """Return the present instant."""
        return self.instant

    def show(self) -> str:
        """Return the present time as the staff see it."""
        return self.instant.astimezone(ZoneInfo(ZONE)).strftime("%m-%d %H:%M")


class House:
    """A property office: its workflow, its clock, and what it prints."""

    def __init__(self, flow: Workflow, clock: SimulatedClock) -> None:
        self.flow = flow
        self.clock = clock

    def tell(self, text: str) -> None:
        """Print what happens, with the time."""
        print(f"{self.clock.show()}  {text}")

    def open(self, content: str, kind: str) -> str:
        """Open a complaint; return its number."""
        data = {"complainant": "李女士", "phone": "refused", "content": content, "kind": kind}
        case = self.flow.open("complaint", data, actor="wen")
        self.tell(f"{case.case} opened ({content}); {case.owner} owns it")
        return case.case

    def do(self, case: str, trigger: str, *, actor: str = "lin", **data: object) -> None:
        """Take a step an hour from now."""
        self.pass_time(timedelta(hours=1))
        try:
            done = self.flow.trigger(case, trigger, data, actor=actor)
        except WorkflowError as refusal:
            self.tell(f"{case} {trigger} by {actor}: {refusal}")
        else:
            self.tell(f"{case} {trigger} by {actor}: now {done.state}")

    def pass_time(self, length: timedelta) -> None:
        """Let time pass: from one due instant to the next, and on to the end."""
        end = self.clock.instant + length
        while (due := self.flow.next_due()) is not None and due <= end:
            self.clock.instant = max(due, self.clock.instant)
            for one in self.flow.fire_due().fired:
                told = f", told: {', '.join(one.recipients)}" if one.recipients else ""
                self.tell(f"{one.case} {one.deadline} {one.rung}{told}")
        self.clock.instant = end


@contextmanager
def open_house() -> Iterator[House]:
    """A house with its people, in a folder that is thrown away."""
    with TemporaryDirectory() as folder:
        clock = SimulatedClock(MORNING)
        database = str(Path(folder) / "house.db")
        with Workflow.create(database, zone=ZONE, clock=clock) as flow:
            flow.add_staff("zhao", roles=["manager"])
            flow.add_staff("wang", roles=["supervisor"], superior="zhao")
            flow.add_staff("lin", roles=["specialist"], superior="wang")
            flow.add_staff("wen", roles=["receptionist"], superior="wang")
            yield House(flow, clock)


def main() -> None:
    """Tell the story of three complaints."""
    with open_house() as house:
        house.open("电梯停运", "safety")
        noise = house.open("施工噪音", "service")
        parcel = house.open("快递丢失", "service")

        house.do(parcel, "withdraw", actor="wen", reason="已找到")
        house.do(noise, "judge", grounds="insufficient", demand="reasonable")
        house.do(noise, "explain", explanation="施工时间符合规定")
        house.do(noise, "close", summary="已解释")  # refused: nobody has called back
        house.do(noise, "record_callback", outcome="not_reached")

        house.pass_time(timedelta(days=4))
        house.do(noise, "record_callback", purpose="stage", outcome="satisfied")
        house.do(noise, "close", actor="wang", summary="已向业主说明")

        for row in house.flow.list().rows:
            late = ", overdue" if row.overdue else ""
            house.tell(f"{row.case} is {row.state}, owned by {row.owner}{late}")
        callback = next(one for one in house.flow.show(noise).deadlines if one.name == "callback")
        house.tell(f"{noise} callback: {callback.status}, for good")
        checked = house.flow.verify()
        house.tell(f"{checked.events} events, {len(checked.findings)} found wrong")


if __name__ == "__main__":
    main()
