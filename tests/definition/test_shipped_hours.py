"""The hours of the shipped definitions, lived through: when things are due, and who hears when.

In the autumn of 2026: the National Day holiday is from 1 to 7 October, Saturday the 10th is worked.
"""

from datetime import date

import pytest

from workflow.calendars.working import WorkingTime
from workflow.definition import shipped
from workflow.definition.calendar_file import load as load_calendar
from workflow.definition.parse import load
from workflow.service.official_days import settle
from workflow.testing import Simulation

STAFF = {
    "max": ["manager"],
    "sue": ["supervisor"],
    "ann": ["specialist", "centre", "maintenance"],
}
CALLER = {"phone": "refused", "content": "空调不制冷"}
NOT_UPHELD = {"grounds": "insufficient", "demand": "reasonable"}
UPHELD = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}
DISSATISFIED = {"outcome": "dissatisfied", "remarks": "还是太冷"}
ROUND = (
    ("judge", "ann", UPHELD),
    ("investigate", "ann", {"cause": "阀门", "responsible": "ann"}),
    ("propose", "ann", {"proposal": "换房"}),
    ("propose", "ann", {"proposal": "修理"}),
    ("approve", "max", {"chosen": 2, "review": "可行"}),
    ("carry_out", "ann", {"compensation": "apology"}),
)


class House(Simulation):
    """A house that works by a shipped definition."""

    def __init__(self, name: str, now: str) -> None:
        titles = load(shipped.path(name)).roles
        super().__init__(name, now=now)
        for person, roles in STAFF.items():
            own = [one for one in roles if one in titles]
            self.flow.add_staff(person, roles=own, superior="sue" if person == "ann" else None)

    def complain(self, kind: str = "service") -> None:
        self.open({"complainant": "李雷", **CALLER, "kind": kind}, by="ann")

    def resolve(self) -> None:
        """A complaint that is explained at once."""
        self.complain()
        self.do("judge", NOT_UPHELD, by="ann")
        self.do("explain", {"explanation": "已说明"}, by="ann")

    def request(self, urgent: str = "no", kind: str = "repair") -> None:
        self.open(
            {"caller": "李雷", **CALLER, "place": "3 栋 502", "kind": kind, "urgent": urgent},
            by="ann",
        )


def working_time() -> WorkingTime:
    return WorkingTime(
        load_calendar(shipped.calendar_path("office-cn")), settle("CN", None, [2026])
    )


@pytest.mark.parametrize(
    ("received", "kind", "due"),
    [
        ("2026-11-02 10:00", "service", "2026-11-03 10:00"),
        ("2026-11-06 17:00", "product", "2026-11-09 17:00"),
        ("2026-11-07 10:00", "service", "2026-11-09 18:00"),
        ("2026-09-30 16:00", "service", "2026-10-08 16:00"),
        ("2026-10-09 17:00", "service", "2026-10-10 17:00"),
        ("2026-11-06 17:00", "safety", "2026-11-06 21:00"),
    ],
)
def test_a_complaint_is_judged_in_a_working_day_and_safety_in_four_hours(
    received: str, kind: str, due: str
) -> None:
    with House("complaint", received) as house:
        house.complain(kind)
        assert house.running == {"judgement": due}


def test_each_step_is_due_when_the_house_closes_on_its_last_day() -> None:
    due = []
    with House("complaint", "2026-11-05 15:00") as house:
        house.complain()
        for trigger, person, data in ROUND:
            given = {"consent_customer": house.flow.now()} if trigger == "carry_out" else {}
            house.do(trigger, {**data, **given}, by=person)
            due.append(house.running)
        house.do("record_callback", {"purpose": "whole", "outcome": "satisfied"}, by="ann")
        due.append(house.running)
    assert due == [
        {"investigation": "2026-11-12 18:00"},
        {"solution": "2026-11-10 18:00"},
        {"solution": "2026-11-10 18:00"},
        {"solution": "2026-11-10 18:00"},
        {"carrying_out": "2026-11-12 18:00"},
        {"callback": "2026-11-08 24:00"},
        {"summing_up": "2026-11-09 18:00"},
    ]


def test_the_three_days_of_the_call_back_end_on_sunday_and_its_reminders_come_before() -> None:
    """Resolved on a Thursday morning: the customer counts days, the house is closed on two."""
    with House("complaint", "2026-11-05 10:00") as house:
        house.resolve()
        assert house.running == {"callback": "2026-11-08 24:00"}
        fired = [
            f"{one.when} {one.rung} {', '.join(one.recipients)}" for one in house.advance("9 days")
        ]
    assert fired == [
        "2026-11-05 14:00 remind.1 ann",
        "2026-11-06 14:00 remind.2 ann",
        "2026-11-08 24:00 miss ",
        "2026-11-08 24:00 missed.1 ann, sue",
        "2026-11-09 24:00 missed.2 sue",
        "2026-11-10 24:00 missed.3 max",
        "2026-11-11 24:00 missed.3 max",
        "2026-11-12 24:00 missed.3 max",
        "2026-11-13 24:00 missed.3 max",
        "2026-11-13 24:00 missed.4 sue",
    ]


def test_a_time_the_customer_named_wins_and_its_reminder_is_counted_from_there() -> None:
    with House("complaint", "2026-11-05 10:00") as house:
        house.resolve()
        house.advance("1 hour")
        house.flow.set(house.show().case, {"appointment": "2026-11-09 10:00"}, actor="ann")
        assert house.running == {"callback": "2026-11-09 10:00"}
        assert [f"{one.when} {one.rung}" for one in house.advance("4 days")] == [
            "2026-11-05 15:00 remind.1",
            "2026-11-06 15:00 remind.2",
            "2026-11-09 10:00 miss",
            "2026-11-09 10:00 missed.1",
        ]


@pytest.mark.parametrize(
    ("kind", "urgent", "due"),
    [
        ("repair", "no", ["2026-11-09 10:00", "2026-11-09 10:00", "2026-11-10 18:00"]),
        ("complaint", "no", ["2026-11-09 10:00", "2026-11-09 10:00", "2026-11-11 18:00"]),
        ("repair", "yes", ["2026-11-06 17:30", "2026-11-06 17:15", "2026-11-06 21:00"]),
    ],
)
def test_a_repair_waits_for_the_house_and_an_emergency_does_not(
    kind: str, urgent: str, due: list[str]
) -> None:
    with House("repair", "2026-11-06 17:00") as house:
        house.request(urgent, kind)
        found = [house.due("dispatching")]
        house.do("dispatch", {"team": "maintenance"}, by="ann")
        found.append(house.due("acceptance"))
        house.do("accept", by="ann")
        found.append(house.due("handling"))
    assert found == due


def test_a_repair_is_closed_when_the_house_closes_a_working_day_after_the_call() -> None:
    with House("repair", "2026-11-06 17:00") as house:
        house.request(kind="inquiry")
        house.do("answer", {"work": "已答复"}, by="ann")
        assert house.running == {"callback": "2026-11-09 24:00"}
        house.do("record_callback", {"outcome": "satisfied"}, by="ann")
        assert house.running == {"closing": "2026-11-09 18:00"}
        house.advance("4 days")
        assert house.state == "closed"


BEGINNINGS = [
    f"2026-{day} {hour}"
    for day in ("09-30", "10-03", "10-10", "11-05", "11-07")
    for hour in ("02:15", "12:30", "17:59")
]


@pytest.mark.long
@pytest.mark.parametrize("begun", BEGINNINGS)
def test_reminders_come_while_the_house_works(begun: str) -> None:
    hours = working_time()
    assert not hours.is_working(date(2026, 10, 7))
    assert hours.is_working(date(2026, 10, 10))
    with House("complaint", begun) as house:
        house.complain()
        fired = house.advance("11 days 5 hours")
        for trigger, person, data in ROUND:
            given = {"consent_customer": house.flow.now()} if trigger == "carry_out" else {}
            house.do(trigger, {**data, **given}, by=person)
            if trigger != "propose":
                fired += house.advance("11 days 5 hours")
        reminders = [one for one in fired if one.rung.startswith("remind")]
        assert {one.deadline for one in reminders} >= {"judgement", "investigation", "solution"}
        assert [one for one in reminders if not hours.is_open(one.at)] == []
