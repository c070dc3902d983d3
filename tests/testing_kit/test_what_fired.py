"""What fires is what an awake daemon fires, and it is told in a way that is pleasant to compare."""

import pytest
from parcels import GUEST, MONDAY, STAFF, TEXT

from workflow import Registry
from workflow.errors import FiringFailed
from workflow.service.registry import GuardContext
from workflow.testing import Firing, Message, Simulation
from workflow.translation import language

TWO_AT_ONCE = TEXT.replace(
    "deadlines:\n",
    """deadlines:
  looking:
    title: {en: Look after it, zh: 查看期限}
    starts: {entered: kept}
    met: {left: kept}
    within: 3 calendar days
    missed: [{to: {role: boss}}]
""",
)
HOSTED = TEXT.replace("roles:\n", "requires: {guards: [sealed]}\nroles:\n", 1).replace(
    "by: [system]}", 'by: [system], when: "sealed()"}'
)


def test_everything_is_told_in_order_with_who_heard_of_it(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    fired = sim.advance("1 week")
    assert [str(one) for one in fired] == [
        "2026-11-05 10:00 pick_up remind.1 → dan",
        "2026-11-05 24:00 pick_up miss",
        "2026-11-05 24:00 pick_up missed.1 → dan, bea",
        "2026-11-07 24:00 pick_up missed.2 does send_back → bea",
    ]
    assert fired == sim.fired
    assert (sim.state, sim.owner, sim.running) == ("sent_back", "dan", {})


def test_a_record_says_the_same_for_programs(sim: Simulation) -> None:
    case = sim.open(GUEST, by="dan").case
    last = sim.advance("1 week")[-1]
    assert isinstance(last, Firing)
    assert (last.case, last.deadline, last.cycle, last.rung) == (case, "pick_up", 1, "missed.2")
    assert (last.when, last.recipients, last.does) == ("2026-11-07 24:00", ("bea",), "send_back")
    assert (last.occurrence, last.skipped, last.alarm, last.refused) == (0, "", False, "")


def test_a_record_reads_the_same_in_every_language(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    with language("zh"):
        assert str(sim.run_to_next_due()) == "[2026-11-05 10:00 pick_up remind.1 → dan]"


def test_names_may_be_in_wide_characters() -> None:
    with Simulation(TEXT, now=MONDAY, staff={"林晓": "desk", "王经理": "boss"}) as sim:
        sim.open({"guest": "韩梅梅"}, by="林晓")
        assert sim.owner == "林晓"
        assert str(sim.advance("4 days")[-1]) == "2026-11-05 24:00 pick_up missed.1 → 林晓, 王经理"
        with language("zh"):
            sim.advance("2 days")
        assert sim.messages[-1].to == "王经理"
        assert "包裹" in sim.messages[-1].text


def test_messages_are_those_the_daemon_sends(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.advance("1 week")
    assert all(isinstance(one, Message) for one in sim.messages)
    assert [(one.when, one.to, one.kind) for one in sim.messages] == [
        ("2026-11-05 10:00", "dan", "reminder"),
        ("2026-11-05 24:00", "dan", "escalation"),
        ("2026-11-05 24:00", "bea", "escalation"),
        ("2026-11-07 24:00", "bea", "escalation"),
    ]
    assert str(sim.messages[0]) == (
        "2026-11-05 10:00 Reminder to dan: P-2026-000001 (Parcel, Kept): "
        "Pick it up, due 2026-11-05 24:00."
    )
    assert not [one for one in sim.messages if one.urgent or "李雷" in one.text]


def test_where_there_is_nobody_to_tell_there_is_an_alarm() -> None:
    with Simulation(TEXT, now=MONDAY, staff={"dan": "desk"}) as sim:
        sim.open(GUEST, by="dan")
        last = sim.advance("1 week")[-1]
        assert str(last) == "2026-11-07 24:00 pick_up missed.2 does send_back → nobody"
        assert (last.alarm, last.recipients) == (True, ())
        assert (sim.messages[-1].to, sim.messages[-1].kind) == (None, "alarm")


def test_an_alarm_beside_those_who_are_told_is_shown_as_nobody() -> None:
    text = TEXT.replace("to: [owner, {role: boss}]", "to: [{role: boss}, owner]")
    with Simulation(text, now=MONDAY, staff={"dan": "desk", "王": "desk"}) as sim:
        sim.open(GUEST, by="王")
        last = sim.run_until("2026-11-06 10:00")[-1]
        assert str(last) == "2026-11-05 24:00 pick_up missed.1 → 王, nobody"
        assert [(one.to, one.kind) for one in sim.messages[-2:]] == [
            ("王", "escalation"),
            (None, "alarm"),
        ]
        assert sim.messages[-1].text.startswith("ALARM, somebody to tell could not be found: ")
        assert sim.flow.verify().findings == ()


def test_two_deadlines_at_one_instant_both_fire_in_the_order_of_the_definition() -> None:
    with Simulation(TWO_AT_ONCE, now=MONDAY, staff=STAFF) as sim:
        sim.open(GUEST, by="dan")
        assert sim.running == {"looking": "2026-11-05 24:00", "pick_up": "2026-11-05 24:00"}
        sim.run_to_next_due()
        assert [str(one) for one in sim.run_to_next_due()] == [
            "2026-11-05 24:00 looking miss",
            "2026-11-05 24:00 looking missed.1 → bea",
            "2026-11-05 24:00 pick_up miss",
            "2026-11-05 24:00 pick_up missed.1 → dan, bea",
        ]


def test_several_cases_fire_side_by_side_and_are_named_one_by_one(sim: Simulation) -> None:
    first = sim.open(GUEST, by="dan").case
    sim.advance("1 day")
    second = sim.open({"guest": "韩梅梅"}, by="dan").case
    fired = sim.advance("3 days")
    assert [(one.case, str(one)) for one in fired] == [
        (first, "2026-11-05 10:00 pick_up remind.1 → dan"),
        (first, "2026-11-05 24:00 pick_up miss"),
        (first, "2026-11-05 24:00 pick_up missed.1 → dan, bea"),
        (second, "2026-11-06 10:00 pick_up remind.1 → dan"),
    ]
    assert fired == sim.fired
    sim.do("give", by="dan", case=first)
    assert (sim.show(first).state, sim.show(second).state) == ("given", "kept")
    assert (sim.due("pick_up", case=first), sim.due("pick_up", case=2)) == (
        "2026-11-05 24:00",
        "2026-11-06 24:00",
    )
    assert sim.deadline("pick_up", case=first).status == "missed"
    assert sim.deadline("pick_up", case=second).status == "armed"


def test_what_fired_on_several_cases_is_told_in_the_order_of_time(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.advance("1 day")
    sim.open(GUEST, by="dan")
    fired = sim.advance("1 week")
    assert fired == sim.fired
    assert [one.case[-1] for one in fired] == ["1", "1", "1", "2", "2", "2", "1", "2"]


def test_what_was_missed_is_still_owed(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.advance("4 days")
    assert sim.running == {"pick_up": "2026-11-05 24:00"}
    sim.do("give", by="dan")
    assert sim.running == {}


@pytest.mark.parametrize("amount", ["12 hours", "1 day", "7 hours 13 minutes"])
def test_one_long_way_and_many_short_ones_fire_the_same(sim: Simulation, amount: str) -> None:
    sim.open(GUEST, by="dan")
    sim.advance("2 weeks")
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as other:
        other.open(GUEST, by="dan")
        fired = []
        while other.now < sim.now:
            fired += other.advance(amount)
        assert fired == other.fired == sim.fired
        assert other.messages == sim.messages


def test_each_start_is_a_cycle_and_the_last_one_is_told(sim: Simulation) -> None:
    sim.open(GUEST, by="dan")
    sim.advance("3 days 1 minute")
    sim.do("again", by="dan")
    assert (sim.deadline("pick_up").cycle, sim.due("pick_up")) == (2, "2026-11-08 24:00")
    assert [(one.cycle, one.when) for one in sim.advance("3 days")] == [(2, "2026-11-08 10:00")]
    assert [(one.cycle, one.rung) for one in sim.fired] == [(1, "remind.1"), (2, "remind.1")]


def test_an_act_at_the_very_due_instant_is_in_time_if_the_daemon_did_not_come_first(
    sim: Simulation,
) -> None:
    sim.open(GUEST, by="dan")
    sim.run_until("2026-11-05 23:59")
    sim.sleep_until("2026-11-05 24:00")
    sim.do("give", by="dan")
    assert sim.deadline("pick_up").status == "met"
    assert sim.fire() == []


def test_a_step_that_is_refused_says_so_and_a_guard_of_the_host_is_asked() -> None:
    registry = Registry()
    registry.guard("sealed")(lambda _context: False)
    with Simulation(HOSTED, now=MONDAY, staff=STAFF, registry=registry) as sim:
        sim.open(GUEST, by="dan")
        assert str(sim.advance("1 week")[-1]) == (
            "2026-11-07 24:00 pick_up missed.2 does send_back (refused: GuardRejected) → bea"
        )
        assert sim.state == "kept"


def test_a_guard_that_breaks_makes_itself_heard() -> None:
    registry = Registry()

    @registry.guard("sealed")
    def sealed(context: GuardContext) -> bool:
        raise ZeroDivisionError

    with Simulation(HOSTED, now=MONDAY, staff=STAFF, registry=registry) as sim:
        case = sim.open(GUEST, by="dan").case
        with pytest.raises(FiringFailed, match="ZeroDivisionError") as caught:
            sim.advance("1 week")
        assert caught.value.case == case
        assert sim.now == "2026-11-08 00:00"
        assert [one.rung for one in sim.fired] == ["remind.1", "miss", "missed.1"]
        with pytest.raises(FiringFailed):
            sim.run_to_next_due()
        assert sim.now == "2026-11-08 00:01", "it is tried again a minute later"


def test_a_party_that_is_told_is_named_like_everybody() -> None:
    text = """
language: 1
workflow: visit
edition: "1"
effective: 2026-01-01
roles: {clerk: {title: {en: Clerk, zh: 文员}}}
parties: {guest: {title: {en: Guest, zh: 来宾}}}
states: {open: {}, over: {final: true}}
transitions:
  come: {from: new, to: open, by: [clerk]}
  go: {from: open, to: over, by: [clerk]}
deadlines:
  visit:
    starts: {entered: open}
    met: {left: open}
    within: 1 hour
    missed: [{to: [owner, {party: guest}]}]
"""
    with Simulation(text, now="2026-11-02 10:00", staff={"安": "clerk"}) as sim:
        sim.open({}, by="安")
        assert [str(one) for one in sim.advance("2 hours")] == [
            "2026-11-02 11:00 visit miss",
            "2026-11-02 11:00 visit missed.1 → 安, guest",
        ]
