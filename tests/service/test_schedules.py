"""What recurs happens once each time, whoever looks, whatever crashes, and is on record."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from both_databases import Place
from rounds import LAPSING, MONTHLY, ROUND, rounds
from stories import RECEIVED

from workflow import Workflow
from workflow.definition import announcement
from workflow.definition.parse import loads
from workflow.service import recurring, scheduling
from workflow.store import schedules

pytestmark = pytest.mark.both

LATER = """
  lobby: {every: 10 minutes, opens: set_out, sets: {place: lobby}, late: %s}
"""


@pytest.fixture
def house(flow: Workflow) -> Workflow:
    """Rounds every ten minutes from Monday 10:00 on; Ma walks them."""
    flow.publish(rounds())
    flow.add_staff("ma", roles=["guard"])
    return flow


@pytest.fixture
def other(database: Place, clock) -> Iterator[Workflow]:
    """The same database, opened by another program."""
    with Workflow(str(database), clock=clock) as opened_again:
        yield opened_again


def opened(flow: Workflow) -> list[str]:
    """When the rounds there are were opened, in the order of their numbers."""
    found = flow.list(definition="round", limit=1000).rows
    return [f"{one.opened_at:%H:%M}" for one in sorted(found, key=lambda one: one.serial)]


def outcomes(flow: Workflow, schedule: str = "lobby") -> list[tuple[str, str]]:
    """What came of a schedule, the oldest first."""
    found = flow.recurred(schedule, limit=1000)
    return [(f"{one.due_at:%H:%M}", one.why or one.outcome) for one in reversed(found)]


def test_each_time_a_case_is_opened_at_its_time_and_its_history_says_why(house: Workflow, clock):
    assert house.next_due() == clock.now + timedelta(minutes=10)
    clock.advance(minutes=10)
    (done,) = house.fire_due().recurred
    assert (done.outcome, done.schedule, done.due_at) == ("opened", "lobby", clock.now)
    assert house.fire_due().recurred == ()
    (event,) = house.history(done.case)
    assert (event.type, event.at, event.performed_by) == ("opened", clock.now, "system")
    assert event.details["recurs"]["schedule"] == "lobby"
    view = house.show(done.case)
    assert (view.owner, view.state) == ("ma", "due")
    assert house.verify().findings == ()
    assert house.rebuild(check=True).findings == ()


def test_a_look_when_nothing_comes_writes_nothing_and_says_when_it_does(house: Workflow, clock):
    clock.advance(minutes=9)
    report = house.fire_due()
    assert (report.recurred, report.next_at) == ((), clock.now + timedelta(minutes=1))
    (schedule,) = house.schedules()
    assert (schedule.next_at, schedule.last) == (report.next_at, None)


def test_of_programs_that_look_at_once_only_one_does_it(house: Workflow, other: Workflow, clock):
    house.publish(rounds(LATER % "all", edition="2"))
    clock.advance(hours=2)
    together, done = Barrier(2), []

    def look(flow: Workflow) -> None:
        together.wait()
        done.append(flow.fire_due())

    threads = [Thread(target=partial(look, one)) for one in (house, other)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(done) == 2
    house.fire_due()  # what one left for the other, if it did
    assert opened(house) == sorted(opened(house))
    assert Counter(opened(house)).most_common(1)[0][1] == 1
    assert len(opened(house)) == 12
    assert {one for _due, one in outcomes(house)} == {"opened"}


def test_what_was_planned_before_a_crash_is_done_by_whoever_comes_next(
    house: Workflow, other: Workflow, clock
):
    clock.advance(minutes=10)
    assert recurring._plan(house, clock.now) == []
    assert opened(house) == []
    assert other.next_due() == clock.now
    (done,) = other.fire_due().recurred
    assert (done.outcome, opened(house)) == ("opened", ["02:10"])
    assert house.fire_due().recurred == ()


def test_what_is_undone_by_a_crash_is_done_whole_by_the_next_look(house: Workflow, clock):
    clock.advance(minutes=10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recurring.schedules, "settle", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            house.fire_due()
    assert opened(house) == []
    assert [one.outcome for one in house.fire_due().recurred] == ["opened"]
    assert opened(house) == ["02:10"]


def _interrupted(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_planned_once_more_it_comes_no_second_time(house: Workflow, clock):
    with house.transactions.reading() as connection:
        before = schedules.progress(connection)
    clock.advance(minutes=10)
    house.fire_due()
    with house.transactions.writing() as connection:
        schedules.put(connection, before)
    assert house.next_due() == clock.now
    assert house.fire_due().recurred == ()
    assert opened(house) == ["02:10"]
    assert house.next_due() == clock.now + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("late", "done"),
    [
        ("latest", ["superseded", "superseded", "superseded", "superseded", "opened"]),
        ("all", ["opened"] * 5),
        ("none", ["late"] * 4 + ["opened"]),
    ],
)
def test_what_was_missed_is_caught_up_as_the_schedule_says_and_on_record(
    house: Workflow, clock, late: str, done: list[str]
):
    house.publish(rounds(LATER % late, edition="2"))
    clock.advance(minutes=52)
    house.fire_due()
    times = ["02:10", "02:20", "02:30", "02:40", "02:50"]
    assert outcomes(house) == list(zip(times, done, strict=True))
    assert opened(house) == [at for at, what in outcomes(house) if what == "opened"]
    (gap,) = house.gaps()
    assert gap.late == 5  # what was skipped is not less late


def test_what_is_more_than_five_minutes_late_is_not_done_if_nothing_is_to_be(
    house: Workflow, clock
):
    house.publish(rounds(LATER % "none", edition="2"))
    clock.advance(minutes=15, seconds=1)
    house.fire_due()
    assert outcomes(house) == [("02:10", "late")]
    assert [one.why for one in house.recurred(missed=True)] == ["late"]


def test_a_long_time_is_caught_up_in_parts_and_the_last_is_done(house: Workflow, clock):
    clock.advance(days=5)
    house.fire_due()
    found = Counter(what for _due, what in outcomes(house))
    assert found == {"superseded": 5 * 144 - 1, "opened": 1}
    assert opened(house) == ["02:00"]


def test_what_fails_is_told_tried_again_and_holds_up_nothing_else(flow: Workflow, clock):
    flow.publish(rounds())
    clock.advance(minutes=10)
    (failed,) = flow.fire_due().recurred
    assert failed.outcome == "waiting"
    assert failed.why.startswith("lobby cannot open a case at main: nobody there could own it.")
    assert flow.health().attention == ("recurring",)
    assert flow.health().recurring == flow.schedules()[0].failing == 1
    assert flow.next_due() == clock.now + timedelta(minutes=1)
    clock.advance(minutes=1)
    assert [one.outcome for one in flow.fire_due().recurred] == ["waiting"]
    assert flow.next_due() == clock.now + timedelta(minutes=2)  # the pauses grow
    flow.add_staff("ma", roles=["guard"])
    clock.advance(minutes=9)
    assert [one.outcome for one in flow.fire_due().recurred] == ["opened", "opened"]
    assert opened(flow) == ["02:10", "02:20"]  # of their times, whenever it succeeded
    assert flow.health().attention == ()


def test_a_site_has_somebody_to_fall_back_to(flow: Workflow, clock):
    flow.publish(rounds())
    flow.add_site("main", fallback="sue")
    clock.advance(minutes=10)
    (done,) = flow.fire_due().recurred
    assert flow.show(done.case).owner == "max"  # who is above whom the site falls back to
    assert flow.history(done.case)[0].details["owner_flag"] == "guard"


def test_a_step_recurs_in_every_case_that_can_take_it_and_refusals_are_on_record(
    house: Workflow, clock
):
    house.publish(rounds(LAPSING, edition="2"))
    for place in ("lobby", "lobby", "garden"):
        house.open("round", {"place": place}, actor="ma")
    house.trigger(1, "walk", actor="ma")
    clock.advance(hours=12)
    report = house.fire_due()
    assert sorted((one.case, one.outcome, one.why) for one in report.recurred) == [
        ("RD-2026-000002", "done", ""),
        ("RD-2026-000003", "refused", "GuardRejected"),
    ]
    last = house.history(2)[-1]
    assert (last.details["trigger"], last.performed_by) == ("lapse", "system")
    assert last.at == datetime(2026, 11, 2, 14, tzinfo=UTC)
    clock.advance(days=1)
    assert [one.outcome for one in house.fire_due().recurred] == ["refused"]
    house.trigger(3, "walk", actor="ma")
    clock.advance(days=1)
    assert [one.outcome for one in house.fire_due().recurred] == ["nothing"]
    assert house.verify().findings == ()


def test_what_came_first_is_done_first_whatever_it_is_called(house: Workflow, clock):
    lobby = (LATER % "all").replace("10 minutes", "5 hours")
    house.publish(rounds(LAPSING.replace("}", ", late: all}") + lobby, edition="2"))
    clock.advance(days=2)
    house.fire_due()
    # Opened at 0, 5, 10, 15 and 20 o'clock, and closed at 22 of the same day.
    found = house.list(definition="round", limit=100).rows
    assert Counter(one.state for one in found) == {"missed": 7, "due": 3}
    assert all(house.history(one.case)[-1].at - one.opened_at < timedelta(days=1) for one in found)


def test_a_step_that_recurs_comes_after_what_somebody_did_meanwhile(house: Workflow, clock):
    house.publish(rounds(LAPSING, edition="2"))
    clock.advance(hours=11)
    house.open("round", {"place": "lobby"}, actor="ma")
    clock.advance(hours=2)
    house.note(1, "雨大", actor="ma")
    house.fire_due()
    noted, lapsed = [one for one in house.history(1) if one.type in {"noted", "transitioned"}]
    assert noted.at <= lapsed.at
    assert house.show(1).state == "missed"
    assert house.verify().findings == ()


def test_it_begins_with_its_publication_and_ends_with_the_edition_that_does_not_have_it(
    house: Workflow, clock
):
    clock.advance(minutes=15)
    house.publish(rounds(LAPSING, edition="2"))
    clock.advance(minutes=15)
    assert [one.schedule for one in house.fire_due().recurred] == ["lobby"]
    assert opened(house) == ["02:10"]  # by the edition of its time
    assert {one.schedule.name: one.next_at for one in house.schedules()} == {
        "closing": datetime(2026, 11, 2, 14, tzinfo=UTC),
        "lobby": None,
    }


def test_an_edition_takes_over_on_its_day(house: Workflow, clock):
    text = ROUND.replace("2026-01-01", "2026-11-03").replace('edition: "1"', 'edition: "2"')
    house.publish(loads(text.replace("10 minutes", "6 hours"), "round.yaml"))
    clock.advance(days=2)
    house.fire_due()
    found = [one.due_at for one in house.recurred("lobby", limit=1000)]
    midnight = datetime(2026, 11, 2, 16, tzinfo=UTC)
    assert Counter(one < midnight for one in found) == {True: 14 * 6 - 1, False: 6}


def test_a_new_site_begins_when_it_is_added(house: Workflow, clock):
    clock.advance(minutes=25)
    house.add_site("garden", zone="Europe/Berlin")
    clock.advance(minutes=10)
    house.fire_due()
    came = {(one.site, f"{one.due_at:%H:%M}") for one in house.recurred(limit=1000)}
    assert {at for site, at in came if site == "garden"} == {"02:30"}


def test_a_schedule_of_some_sites_comes_nowhere_else(house: Workflow, clock):
    lobby = ROUND[ROUND.index("  lobby: {title") :].replace("}}\n", "}, sites: [garden]}\n")
    house.add_site("garden", zone="Asia/Shanghai", fallback="max")
    house.publish(rounds(lobby, edition="2"))
    clock.advance(minutes=10)
    assert {one.site for one in house.fire_due().recurred} == {"garden"}


def by_name(flow: Workflow) -> dict[str, datetime | None]:
    """When each schedule comes next."""
    return {one.schedule.name: one.next_at for one in flow.schedules()}


def adopt(flow: Workflow, *days: str) -> None:
    """Let other days of 2027 be public holidays."""
    off = ", ".join(f"2027-{day}: {{title: 元旦}}" for day in days)
    text = f"language: 1\ncountry: CN\nyears: {{2027: announced}}\ndays: {{{off}}}\n"
    country, region, announced = announcement.loads(text, "days.yaml")
    flow.adopt_revision(country, region, announced=announced, actor="ma")


def test_a_closed_day_moves_it_and_it_comes_once_though_the_official_days_change(
    house: Workflow, clock
):
    clock.now = datetime(2026, 12, 30, tzinfo=UTC)
    house.publish(rounds(MONTHLY, edition="2"))
    fourth, fifth = (datetime(2027, 1, day, 1, tzinfo=UTC) for day in (4, 5))
    assert by_name(house)["monthly"] == fourth
    adopt(house, "01-01", "01-04")
    assert by_name(house)["monthly"] == fifth
    adopt(house, "01-01")
    clock.now = fourth
    (done,) = [one for one in house.fire_due().recurred if one.schedule == "monthly"]
    assert (done.outcome, done.named_at) == ("opened", datetime(2027, 1, 1, 1, tzinfo=UTC))
    adopt(house, "01-01", "01-04")  # too late: it would have been the 5th
    assert by_name(house)["monthly"] == fifth
    clock.now = fifth
    assert house.fire_due().recurred == ()
    assert by_name(house)["monthly"] == datetime(2027, 2, 1, 1, tzinfo=UTC)


def test_what_recurs_is_done_in_parts_when_so_much_is_asked_for(house: Workflow, clock):
    house.publish(rounds(LATER % "all", edition="2"))
    clock.advance(hours=1)
    assert house.fire_due(limit=2).cases == 2
    assert opened(house) == ["02:10", "02:20"]
    house.fire_due()
    assert len(opened(house)) == 6


def test_after_a_clock_that_was_ahead_schedules_go_on_from_now(house: Workflow, clock):
    now = clock.now
    clock.advance(days=30)
    house.fire_due()
    assert len(opened(house)) == 1
    clock.now = now + timedelta(minutes=5)
    assert house.next_due() > clock.now + timedelta(days=29)
    house.void_fired("2026-12-01 00:00", "2026-12-31 00:00", reason="时钟快了", actor="max")
    assert house.next_due() == now + timedelta(minutes=10)
    clock.advance(minutes=10)
    house.fire_due()
    assert outcomes(house) == [("02:10", "opened"), ("02:00", "opened")]


def test_a_step_refused_by_a_clock_that_was_ahead_is_tried_at_its_time(house: Workflow, clock):
    house.publish(rounds(LAPSING, edition="2"))
    house.open("round", {"place": "garden"}, actor="ma")
    now = clock.now
    clock.advance(days=1)
    assert {one.outcome for one in house.fire_due().recurred} == {"refused"}
    clock.now = now
    house.void_fired(now, now + timedelta(days=2), reason="时钟快了", actor="ma")
    assert house.recurred() == ()
    house.correct(1, {"place": "lobby"}, reason="写错了", actor="ma")
    clock.advance(hours=12)
    assert [one.outcome for one in house.fire_due().recurred] == ["done"]


def test_a_step_taken_by_a_clock_that_was_ahead_is_on_record_with_those_of_its_time(
    house: Workflow, clock
):
    house.publish(rounds(LAPSING, edition="2"))
    house.open("round", {"place": "lobby"}, actor="ma")
    now = clock.now
    clock.advance(days=1)
    assert {one.outcome for one in house.fire_due().recurred} == {"done"}
    clock.now = now
    house.void_fired(now, now + timedelta(days=2), reason="时钟快了", actor="ma")
    clock.advance(hours=12)
    assert house.fire_due().recurred == ()
    assert [(one.outcome, one.case) for one in house.recurred("closing")] == [
        ("done", "RD-2026-000001")
    ]
    assert house.verify().findings == ()


def test_what_a_clock_that_was_ahead_put_off_is_tried_when_it_is_right_again(flow: Workflow, clock):
    flow.publish(rounds())
    clock.advance(minutes=10)
    flow.fire_due()
    right = clock.now
    for hours in (1, 1, 24 * 300):
        clock.advance(hours=hours)
        assert "waiting" in {one.outcome for one in flow.fire_due().recurred}
    clock.now = right + timedelta(minutes=1)
    assert flow.next_due() == clock.now
    flow.add_staff("ma", roles=["guard"])
    assert [one.outcome for one in flow.fire_due().recurred] == ["opened"]
    assert opened(flow) == ["02:10"]


def test_what_a_clock_that_was_ahead_could_not_do_is_not_done_before_its_time(
    flow: Workflow, clock
):
    flow.publish(rounds())
    right = clock.now
    clock.advance(hours=3)
    (waits,) = (one for one in flow.fire_due().recurred if one.outcome == "waiting")
    flow.add_staff("ma", roles=["guard"])
    clock.now = right + timedelta(minutes=1)
    assert flow.fire_due().recurred == ()
    assert flow.next_due() == waits.due_at
    clock.now = waits.due_at + timedelta(minutes=1)
    assert [one.outcome for one in flow.fire_due().recurred] == ["opened"]


def test_a_schedule_that_a_clock_ahead_could_not_plan_is_planned_when_it_is_right_again(
    house: Workflow, clock, monkeypatch: pytest.MonkeyPatch
):
    clock.advance(hours=1)
    right = clock.now

    def broken(*_arguments: object) -> None:
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(scheduling.Known, "coming", broken)
        house.fire_due()
        clock.advance(hours=2)
        house.fire_due()
    clock.now = right + timedelta(minutes=1)
    assert house.next_due() == clock.now
    assert "opened" in {one.outcome for one in house.fire_due().recurred}


def test_a_schedule_that_cannot_be_planned_keeps_no_deadline_from_firing(
    house: Workflow, clock, monkeypatch: pytest.MonkeyPatch
):
    house.open("complaint", RECEIVED, actor="rita")
    clock.advance(days=1, hours=20)

    def broken(*_arguments: object) -> None:
        raise ValueError("张三 13800138000")

    monkeypatch.setattr(scheduling.Known, "coming", broken)
    report = house.fire_due()
    assert report.fired
    assert not report.recurred
    assert house.health().attention == ("recurring",)
    assert any("ValueError" in one.error for one in house.schedules())
    assert not any("张三" in one.error for one in house.schedules())
