"""Every act of every test here is replayed from JSON (see ``World``); these are the odd ends."""

import pytest
from world import NOT_UPHELD, World, at, rebuilt

from workflow.engine.fold import evolve, replay


def whole_life(world: World) -> None:
    world.bring_to("investigated")
    world.note("rita", "催促")
    world.assign("sue", "ben")
    world.live_until("2026-11-06 12:00")
    world.do("propose", "ben", {"proposal": "一"})
    world.do("propose", "ben", {"proposal": "二"})
    world.do("approve", "sue", {"chosen": 2, "review": "可行"})
    world.correct("sue", {"kind": "product"})
    given = {"compensation": "refund", "amount": "20", "consent_customer": "2026-11-06 11:00"}
    world.do("carry_out", "ben", given)
    world.enter("ben", {"appointment": "2026-11-08 10:00"})
    world.live_until("2026-11-09 08:30")
    world.do("record_callback", "ben", {"outcome": "satisfied"}, at="2026-11-08 09:00")
    world.erase("max", ("phone",))
    world.do("close", "sue", {"summary": "完"})


def test_a_whole_life_is_the_same_from_its_events_alone(world: World) -> None:
    whole_life(world)
    assert {one.type for one in world.events} == {
        "opened", "transitioned", "noted", "fields_set", "corrected", "assigned",
        "deadline_missed", "rung_fired", "miss_voided", "erased",
    }  # fmt: skip
    assert rebuilt(world) == world.case
    assert [one.seq for one in world.events] == list(range(1, len(world.events) + 1))
    assert world.case.version == len(world.events)


def test_replaying_from_any_point_comes_to_the_same(world: World) -> None:
    whole_life(world)
    identity = {"serial": 1, "uuid": "uuid", "number": "C-2026-000001"}
    for cut in range(1, len(world.events)):
        case = replay(world.events[:cut], **identity)
        for event in world.events[cut:]:
            case = evolve(case, event)
        assert case == replay(world.events, **identity)


def test_replaying_evaluates_no_condition_and_adds_no_limit(world: World) -> None:
    """A history is what happened, even where today's definition would say otherwise."""
    world.open()
    world.do("judge", "owner", NOT_UPHELD)
    opened, judged = world.events
    payload = {**judged.payload, "to": "a state of long ago", "branch": 7}
    case = replay([opened, judged._replace(payload=payload)], serial=1, uuid="u", number="n")
    assert case.state == "a state of long ago"
    assert case.counts["judge#7"] == 1


def test_an_event_nobody_knows_fails_loudly(world: World) -> None:
    world.open()
    strange = world.events[0]._replace(seq=2, type="teleported")
    with pytest.raises(KeyError, match="teleported"):
        evolve(world.case, strange)


def test_a_change_of_a_deadline_nobody_knows_fails_loudly(world: World) -> None:
    world.open()
    world.do("judge", "owner", NOT_UPHELD)
    judged = world.events[-1]
    move = {**judged.payload["deadlines"][0], "change": "forgotten"}
    with pytest.raises(KeyError, match="forgotten"):
        evolve(world.case, judged._replace(payload={**judged.payload, "deadlines": [move]}))


def test_a_miss_is_no_act_of_a_person(world: World) -> None:
    world.open()
    world.live_until("2026-11-04 10:00")
    assert world.case.acted_at == at("2026-11-02 10:00")
    assert world.case.last_at == at("2026-11-04 00:00")


def test_an_event_recorded_late_moves_no_time_back(world: World) -> None:
    world.open()
    world.live_until("2026-11-04 10:00")
    world.do("judge", "owner", NOT_UPHELD, at="2026-11-03 12:00")
    assert world.case.last_at == at("2026-11-04 00:00")
    assert world.case.acted_at == at("2026-11-03 12:00")


def test_a_change_to_a_cycle_that_never_began_is_an_error_and_not_ignored(world: World) -> None:
    world.bring_to("judged")
    judged = world.events[-1]
    move = {"change": "met", "name": "callback", "cycle": 7, "done_at": judged.at}
    with pytest.raises(KeyError, match="callback"):
        evolve(world.case, judged._replace(payload={**judged.payload, "deadlines": [move]}))
