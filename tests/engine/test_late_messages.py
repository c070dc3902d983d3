"""Which messages go out of those a downtime held up: what a deadline says by ``late``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import NOT_UPHELD, World, at, with_deadline

from workflow.calendars.amounts import Amount
from workflow.definition.deadline import Addressee, Late, Limit, Moment, Repeat, Rung

OWNED = Addressee("owner")
SUPERVISOR = Addressee("role", "supervisor")
MANAGER = Addressee("role", "manager")

ALL, LATEST = Late("all"), Late("latest")
POLICIES = (ALL, LATEST, Late("recent", Amount(1, "minutes")), Late("recent", Amount(9, "weeks")))
LADDER = {
    "remind": (Rung(to=(OWNED,), before=Amount(1, "hours")),),
    "missed": (Rung(to=(OWNED, SUPERVISOR)), Rung(to=(MANAGER,), after=Amount(1, "hours"))),
}


def recent(number: int, unit: str) -> Late:
    return Late("recent", Amount(number, unit))  # type: ignore[arg-type]


def judging(late: Late, **changes: object) -> World:
    """A complaint just received; its judgement is due at the end of 3 November."""
    world = World(with_deadline("complaint", "judgement", late=late, **{**LADDER, **changes}))
    world.open()
    return world


def skipped(world: World) -> list[str | None]:
    return [one.payload.get("skipped") for one in world.events if one.type == "rung_fired"]


def heard(world: World) -> list[str | None]:
    return [one.recipient for one in world.notices]


def test_all_lets_every_message_out_that_a_downtime_held_up() -> None:
    world = judging(ALL)
    world.wait_until("2026-11-09 10:00")
    world.fire()
    assert skipped(world) == [None, None, None]
    assert heard(world) == ["ann", "ann", "sue", "max"]


def test_what_is_too_old_is_recorded_and_not_sent_and_the_younger_all_go_out() -> None:
    world = judging(recent(90, "minutes"))
    world.wait_until("2026-11-04 01:00")
    world.fire()
    assert skipped(world) == ["too_old", None, None]
    assert heard(world) == ["ann", "sue", "max"]
    assert world.deadline("judgement").status == "missed"


def test_a_message_exactly_as_old_as_the_limit_goes_out() -> None:
    world = judging(recent(2, "hours"))
    world.wait_until("2026-11-04 01:00")
    world.fire()
    assert skipped(world) == [None, None, None]


def test_the_age_may_be_told_in_days_of_the_place_of_the_case() -> None:
    world = judging(recent(1, "calendar days"))
    world.wait_until("2026-11-04 23:30")
    world.fire()
    assert skipped(world) == ["too_old", None, None]


def test_of_a_broken_promise_somebody_is_told_however_late() -> None:
    world = judging(recent(1, "hours"))
    world.wait_until("2026-11-09 10:00")
    world.fire()
    assert skipped(world) == ["too_old", "too_old", None]
    assert heard(world) == ["max"]


def test_two_of_the_last_instant_are_both_told_when_all_are_too_old() -> None:
    world = judging(recent(1, "hours"), missed=(Rung(to=(OWNED,)), Rung(to=(SUPERVISOR,))))
    world.wait_until("2026-11-09 10:00")
    world.fire()
    assert heard(world) == ["ann", "sue"]


def test_a_reminder_that_is_too_old_goes_to_nobody_if_the_promise_stands() -> None:
    world = judging(recent(1, "hours"), remind=(Rung(to=(OWNED,), before=Amount(9, "hours")),))
    world.wait_until("2026-11-03 20:00")
    world.fire()
    assert (skipped(world), heard(world)) == (["too_old"], [])


@pytest.mark.parametrize("late", POLICIES)
def test_nobody_is_reminded_of_what_the_same_act_did(late: Late) -> None:
    world = judging(late)
    world.wait_until("2026-11-03 23:00:30")
    world.do("judge", "owner", NOT_UPHELD)
    assert (skipped(world), heard(world)) == (["done"], [])


@pytest.mark.parametrize("late", POLICIES)
def test_with_the_engine_awake_no_policy_skips_anything(late: Late) -> None:
    world = judging(late)
    world.live_until("2026-11-09 10:00")
    assert skipped(world) == [None, None, None]


@pytest.mark.parametrize("late", POLICIES)
def test_what_a_rung_does_is_done_whatever_becomes_of_its_message(late: Late) -> None:
    edition = with_deadline(
        "repair", "closing",
        late=late, missed=(Rung(to=(OWNED,), does="close"), Rung(to=(OWNED,))),
    )  # fmt: skip
    repair = World(edition)
    repair.house.change("rita", roles=frozenset({"centre"}))
    repair.open({
        "caller": "韩梅梅", "phone": "13900139000", "place": "3栋201", "content": "停水",
        "kind": "inquiry", "urgent": False,
    })  # fmt: skip
    repair.do("answer", "rita", {"work": "已答复"})
    repair.do("record_callback", "rita", {"outcome": "satisfied"})
    repair.wait_until("2026-12-09 10:00")
    repair.fire()
    assert repair.state == "closed"
    assert repair.case.final


@pytest.mark.parametrize("late", POLICIES)
def test_a_clock_that_starts_in_the_past_sends_only_its_latest_rung(late: Late) -> None:
    world = World(with_deadline("complaint", "callback", late=late))
    world.bring_to("declined")
    world.wait_until("2026-11-09 09:00")
    world.fire()
    world.do("explain", "sue", {"explanation": "已说明"}, at="2026-11-02 20:00")
    seen = len(world.events), len(world.notices)
    world.fire()
    fresh = world.events[seen[0] :]
    assert [one.at for one in fresh if one.type == "deadline_missed"] == [at("2026-11-06 00:00")]
    assert len([one for one in fresh if one.type == "rung_fired"]) == 6
    assert [one.recipient for one in world.notices[seen[1] :]] == ["max"]


def test_what_came_due_after_a_late_start_was_recorded_follows_the_policy() -> None:
    world = World(with_deadline("complaint", "callback", late=ALL))
    world.bring_to("declined")
    world.wait_until("2026-11-06 09:00")
    world.fire()
    world.do("explain", "sue", {"explanation": "已说明"}, at="2026-11-02 20:00")
    seen = len(world.events)
    world.wait_until("2026-11-09 09:00")
    world.fire()
    fresh = [one for one in world.events[seen:] if one.type == "rung_fired"]
    late = [one.payload.get("skipped") for one in fresh]
    assert late == ["superseded", "superseded", "superseded", None, None, None]


@pytest.mark.parametrize("late", POLICIES)
def test_of_reminders_that_lay_before_the_start_was_recorded_the_latest_goes_out(
    late: Late,
) -> None:
    world = World(with_deadline("complaint", "callback", late=late))
    world.bring_to("declined")
    world.wait_until("2026-11-05 10:00:30")
    world.fire()
    world.do("explain", "sue", {"explanation": "已说明"}, at="2026-11-02 20:00")
    seen = len(world.events)
    world.fire()
    assert [(one.type, one.payload.get("skipped")) for one in world.events[seen:]] == [
        ("rung_fired", "superseded"),
        ("rung_fired", None),
    ]


@pytest.mark.parametrize("late", POLICIES)
def test_a_reminder_of_what_was_missed_and_is_done_goes_to_nobody(late: Late) -> None:
    world = judging(late, missed=())
    world.wait_until("2026-11-04 08:00")
    world.do("judge", "owner", NOT_UPHELD)
    assert world.deadline("judgement").status == "missed"
    assert (skipped(world), heard(world)) == (["done"], [])


def test_what_the_system_started_late_follows_the_policy() -> None:
    """Nobody wrote it down late: it would have been sent, had anything been running."""
    world = judging(ALL)
    late = {"recorded_by": "system", "recorded_at": at("2026-11-08 10:00")}
    world.events[0] = world.events[0]._replace(**late)
    world.wait_until("2026-11-09 10:00")
    world.fire()
    assert set(skipped(world)) == {None}


@pytest.mark.parametrize("late", POLICIES)
def test_an_act_in_time_that_is_recorded_after_the_miss_voids_it(late: Late) -> None:
    world = judging(late)
    world.wait_until("2026-11-04 08:00")
    world.fire()
    told = list(world.notices)
    decision = world.do("judge", "owner", NOT_UPHELD, at="2026-11-03 23:30")
    assert [one.type for one in decision.events] == ["transitioned", "miss_voided"]
    assert decision.voided == (("judgement", 1),)
    assert world.deadline("judgement").status == "voided"
    assert world.notices == told
    world.wait_until("2026-11-30 08:00")
    world.fire()
    assert [one for one in world.notices if one.deadline == "judgement"] == told


hours = st.integers(1, 40)
amounts = st.builds(Amount, hours, st.just("hours"))
people = st.lists(st.sampled_from((OWNED, SUPERVISOR, MANAGER)), max_size=2).map(tuple)
reminders = st.lists(st.builds(Rung, to=people, before=amounts), max_size=3).map(tuple)
repeats = st.none() | st.builds(Repeat, amounts, st.integers(1, 3))
escalations = st.lists(
    st.builds(Rung, to=people, after=st.none() | amounts, repeat=repeats), max_size=3
).map(tuple)
policies = st.sampled_from((ALL, LATEST)) | st.builds(Late, st.just("recent"), amounts)


@given(
    remind=reminders,
    missed=escalations,
    late=policies,
    gos=st.lists(st.integers(1, 120), min_size=1, max_size=4),
)
def test_whatever_the_policy_the_events_are_the_same_but_for_what_is_skipped(
    remind: tuple[Rung, ...], missed: tuple[Rung, ...], late: Late, gos: list[int]
) -> None:
    histories = []
    for policy in (LATEST, late):
        world = judging(policy, remind=remind, missed=missed)
        day, hour = 2, 10
        for more in gos:
            hour += more
            world.wait_until(f"2026-11-{day + hour // 24:02d} {hour % 24:02d}:00")
            fresh = world.fire().events
            told = [one for one in fresh if one.type == "rung_fired" and one.payload.get("to")]
            broken = world.deadline("judgement").status == "missed"
            if broken and told:
                assert any("skipped" not in one.payload for one in told)
        histories.append(
            [
                one._replace(payload={k: v for k, v in one.payload.items() if k != "skipped"})
                for one in world.events
            ]
        )
    assert histories[0] == histories[1]


@pytest.mark.parametrize("late", [ALL, recent(1, "minutes")])
def test_what_began_and_came_due_in_the_same_downtime_follows_the_policy(late: Late) -> None:
    """A miss that nobody recorded yet started it: nobody wrote it down late."""
    after = with_deadline(
        "complaint",
        "callback",
        starts=(Moment("missed", "judgement"),),
        late=late,
        within=(Limit(Amount(2, "hours")),),
        remind=(Rung(to=(OWNED,), before=Amount(1, "hours")),),
        missed=(Rung(to=(SUPERVISOR,)),),
        agreed=None,
    )
    world = World(after)
    world.open()
    world.wait_until("2026-11-09 10:00")
    world.fire()
    fired = [one.payload for one in world.events if one.type == "rung_fired"]
    told = [one.get("skipped") for one in fired if one["deadline"] == "callback"]
    assert told == ([None, None] if late == ALL else ["too_old", None])
