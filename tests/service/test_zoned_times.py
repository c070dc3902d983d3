"""Programs give times in zones of their own. An hour that is shown twice is two hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from stories import RECEIVED, resolved

from workflow import Workflow

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0)
SECOND = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)


@pytest.fixture(autouse=True)
def before_the_clocks_change(clock):
    clock.now = datetime(2026, 10, 24, 8, 0, tzinfo=UTC)


def due(flow: Workflow, case: str, name: str) -> datetime:
    return next(one.due_at for one in flow.show(case).deadlines if one.name == name)


def test_two_appointments_in_the_hour_shown_twice_are_an_hour_apart(flow: Workflow):
    assert FIRST == SECOND  # that is what makes it difficult
    agreed = []
    for appointment in (FIRST, SECOND):
        case = resolved(flow)
        flow.set(case, {"appointment": appointment}, actor="ann")
        agreed.append(due(flow, case, "callback").isoformat())
        flow.trigger(case, "withdraw", {"reason": "不等了"}, actor="rita")
    assert agreed == ["2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"]


def test_cases_opened_in_the_hour_shown_twice_verify(flow: Workflow, clock):
    clock.now = SECOND.astimezone(UTC) + timedelta(hours=1)
    opened = [flow.open("complaint", RECEIVED, actor="rita", at=one) for one in (FIRST, SECOND)]
    happened = [flow.history(one.case)[0].at for one in opened]
    assert happened[1] - happened[0] == timedelta(hours=1)
    assert flow.verify().findings == ()


def test_four_hours_over_the_change_of_the_clocks_are_four_hours(flow: Workflow, clock):
    at = datetime(2026, 10, 25, 1, 0, tzinfo=BERLIN)
    clock.now = at.astimezone(UTC) + timedelta(hours=1)
    case = flow.open("complaint", {**RECEIVED, "kind": "safety"}, actor="rita", at=at).case
    assert due(flow, case, "judgement") == at.astimezone(UTC) + timedelta(hours=4)
    assert flow.verify().findings == ()


def test_what_fires_is_recorded_at_the_instant_that_was_meant(flow: Workflow, clock):
    clock.now = FIRST.astimezone(UTC) - timedelta(hours=4)
    case = flow.open("complaint", {**RECEIVED, "kind": "safety"}, actor="rita").case
    flow.fire_due(FIRST)
    assert [one.recorded_at for one in flow.history(case)][-1] == FIRST.astimezone(UTC)
    flow.fire_due(SECOND)
    assert SECOND.astimezone(UTC) - FIRST.astimezone(UTC) == timedelta(hours=1)
    assert flow.verify().findings == ()


def test_an_absence_ends_at_the_instant_that_was_meant(flow: Workflow, clock):
    flow.set_away("ann", start=FIRST - timedelta(days=1), end=SECOND)
    clock.now = FIRST.astimezone(UTC) + timedelta(minutes=30)
    assert [one.away for one in flow.staff() if one.name == "ann"] == [True]
    clock.now = SECOND.astimezone(UTC)
    assert [one.away for one in flow.staff() if one.name == "ann"] == [False]


def test_a_clock_that_does_not_say_its_zone_is_refused(flow: Workflow, clock):
    clock.now = datetime(2026, 10, 24, 8, 0)  # noqa: DTZ001
    with pytest.raises(ValueError, match="2026-10-24"):
        flow.open("complaint", RECEIVED, actor="rita")
