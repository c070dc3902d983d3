"""A case comes to follow another edition: what becomes of its state, its data and its promises."""

import pytest
from house import DEFINITIONS
from requests_moved import LONGER, OLD, REASON, edition, opened, otherwise, plan
from test_cycles_explained import explained
from world import World, at, shown

from workflow.calendars.rules import OfficialDays
from workflow.definition.migration import Plan, Treated
from workflow.engine.fitting import Refusal
from workflow.engine.joined import words
from workflow.errors import FiredBeforeMigration, MigrationStands, NameNotRegistered

PARTS_REPAIR = (DEFINITIONS / "duties" / "parts_repair.yaml").read_text(encoding="utf-8")
FASTER = ("otherwise: 3 calendar days", "otherwise: 1 calendar day")
RENAMED_STATE = (("  waiting: {", "  on_hold: {"), ("waiting", "on_hold"))
INQUIRY = """\
  inquiry:
    starts: [{entered: open}, {act: look}]
    met: {entered: waiting}
    cancelled: {entered: ended}
    within: 2 calendar days
    missed: [{to: owner}]
"""


def due(world: World, name: str) -> str:
    return shown(world.deadline(name).due_at)


def results(outcome) -> dict[str, str]:
    return {one.name: one.result for one in outcome.clocks}


# --- the event ---------------------------------------------------------------------------------


def test_the_event_says_what_was_decided_by_whom_and_why():
    world = opened()
    world.wait_until("2026-11-03 09:00")
    world.migrate(otherwise(LONGER), plan(answer="recompute"))
    event = world.events[-1]
    assert (event.type, event.performed_by, event.recorded_by) == ("migrated", "sue", "sue")
    told = event.payload
    assert told["from_edition"], told["to_edition"] == ("fingerprint of 1", "fingerprint of 2")
    assert (told["from"], told["to"], told["owner"]) == ("open", "open", "ann")
    assert told["reason"] == REASON
    assert (world.case.edition, world.case.followed) == ("fingerprint of 2", ("fingerprint of 1",))


def test_the_case_goes_on_by_the_steps_of_the_new_edition():
    world = opened()
    world.migrate(otherwise(("  go_on: {from: waiting", "  resume: {from: waiting")), plan())
    world.do("wait", "ann")
    world.do("resume", "ann")
    assert world.state == "open"


def test_what_was_due_before_fires_first_by_the_old_rules():
    world = opened()
    world.wait_until("2026-11-07 09:00")
    outcome = world.migrate(otherwise(LONGER), plan(answer="recompute"))
    assert [one.type for one in world.events][-4:] == [
        "deadline_missed", "rung_fired", "rung_fired", "migrated",
    ]  # fmt: skip
    assert results(outcome)["answer"] == "kept"  # a recorded miss stays a recorded miss
    assert world.deadline("answer").status == "missed"


def planned_repair() -> World:
    """A repair of which a resident is to be told."""
    world = World(edition(PARTS_REPAIR))
    world.around.calendars.revisions = [OfficialDays(1, {2026: False})]
    world.house.change("ann", roles=frozenset({"maintenance"}))
    world.house.change("rita", roles=frozenset({"centre"}))
    world.open({"content": "漏水"}, "rita")
    world.do("plan", "rita", {"parts": False})
    return world


def test_a_case_stays_while_a_duty_is_open_that_the_new_edition_does_not_have():
    world = planned_repair()
    calling = otherwise(("tell_resident", "call_resident"), text=PARTS_REPAIR)
    outcome = world.migrate(calling, plan(telling="drop"))
    assert [(one.code, one.name) for one in outcome.refusals] == [("duty_gone", "tell_resident")]
    same = world.migrate(otherwise(text=PARTS_REPAIR), plan())
    assert (same.refusals, world.case.owes("tell_resident")) == ((), True)


# --- deadlines ---------------------------------------------------------------------------------


def test_what_is_counted_as_before_is_kept_without_being_asked():
    world = opened()
    outcome = world.migrate(
        otherwise(("  watch:\n    title", "  watch:\n    again: keep\n    title")), plan()
    )
    assert results(outcome) == {"answer": "kept", "watch": "kept"}
    assert due(world, "answer") == "2026-11-05 24:00"


def test_what_is_kept_goes_on_by_its_own_limit_and_ladder():
    world = opened()
    world.migrate(
        otherwise(
            LONGER, ("    remind: [{before: 1 calendar day", "    remind: [{before: 2 hours")
        ),
        plan(answer="keep"),
    )
    assert (due(world, "answer"), world.deadline("answer").cycle) == ("2026-11-05 24:00", 1)
    world.live_until("2026-11-05 09:00")
    assert [shown(one.at) for one in world.events if one.type == "rung_fired"] == [
        "2026-11-04 24:00"
    ]
    world.enter("ann", {"kind": "large"})  # its own limit for it, not that of the new edition
    assert due(world, "answer") == "2026-11-11 24:00"


def test_what_is_recomputed_counts_by_the_new_limit_from_its_old_start():
    world = opened()
    world.wait_until("2026-11-03 09:00")
    outcome = world.migrate(otherwise(LONGER), plan(answer="recompute"))
    assert results(outcome) == {"answer": "recomputed", "watch": "kept"}
    state = world.deadline("answer")
    assert (shown(state.started_at), shown(state.due_at)) == (
        "2026-11-02 10:00",
        "2026-11-07 24:00",
    )
    assert world.deadline("answer", 1).status == "cancelled"
    assert (state.cycle, state.counted_by) == (2, "")


def test_what_fired_does_not_fire_again_whatever_its_number_is_now():
    world = opened()
    world.live_until("2026-11-05 09:00")  # it was reminded of
    more = (
        "remind: [{before: 1 calendar day",
        "remind: [{before: 20 hours, to: owner}, {before: 1 calendar day",
    )
    world.migrate(otherwise(more, LONGER), plan(answer="recompute"))
    assert world.deadline("answer").fired == ("remind.2#0@1",)
    world.live_until("2026-11-07 23:00")
    fired = [one for one in world.events if one.type == "rung_fired"]
    assert [one.payload["rung"] for one in fired] == ["remind.1", "remind.1"]


def test_a_rung_that_is_other_stands_for_the_one_in_its_place():
    world = opened()
    world.live_until("2026-11-05 09:00")
    world.migrate(
        otherwise(("remind: [{before: 1 calendar day", "remind: [{before: 2 hours"), LONGER),
        plan(answer="recompute"),
    )
    assert world.deadline("answer").fired == ("remind.1#0@1",)


def test_a_rung_that_has_no_counterpart_is_forgotten():
    world = opened()
    world.live_until("2026-11-05 09:00")
    world.migrate(
        otherwise(("    remind: [{before: 1 calendar day, to: owner}]\n", ""), LONGER),
        plan(answer="recompute"),
    )
    assert world.deadline("answer").fired == ()


def test_nobody_is_reminded_of_what_would_have_been():
    world = opened()
    world.wait_until("2026-11-04 12:00")
    world.migrate(
        otherwise(("remind: [{before: 1 calendar day", "remind: [{before: 2 calendar days")),
        plan(answer="recompute"),
    )
    assert world.deadline("answer").next_rung == "miss"


def test_what_is_dropped_is_cancelled_and_says_so():
    world = opened()
    gone = OLD[: OLD.index("  answer:\n")] + OLD[OLD.index("  watch:\n") :]
    outcome = world.migrate(otherwise(text=gone), plan(answer="drop"))
    assert results(outcome) == {"answer": "dropped", "watch": "kept"}
    assert world.deadline("answer").status == "cancelled"
    assert world.events[-1].payload["deadlines"][0]["change"] == "dropped"


def test_of_what_is_dropped_a_miss_stays_a_miss():
    world = opened()
    world.live_until("2026-11-06 09:00")
    assert world.deadline("answer").status == "missed"
    gone = OLD[: OLD.index("  answer:\n")] + OLD[OLD.index("  watch:\n") :]
    before = world.edition
    outcome = world.migrate(otherwise(text=gone), plan(answer="drop"))
    assert results(outcome) == {"answer": "dropped", "watch": "kept"}
    state = world.deadline("answer")
    assert (state.status, state.released, state.next_at) == ("missed", True, None)
    world.take_back(before)
    assert (world.deadline("answer").status, world.deadline("answer").released) == ("missed", False)


def test_a_deadline_under_another_name_goes_on_with_what_it_is():
    world = opened()
    world.live_until("2026-11-05 09:00")
    renamed = otherwise(("  answer:\n", "  reply:\n"), LONGER)
    world.migrate(renamed, Plan(deadlines={"answer": Treated("keep", "reply")}, reason=REASON))
    state = world.deadline("reply")
    assert (shown(state.due_at), state.fired) == ("2026-11-05 24:00", ("remind.1#0",))
    assert state.counted_by == "fingerprint of 1/answer"
    assert world.events[-1].payload["renamed"] == {"answer": "reply"}
    world.do("finish", "ann")
    assert world.deadline("reply").status == "met"


def test_what_is_kept_is_called_as_it_was_unless_it_goes_on_under_another_name():
    world, other = opened(), ("{en: Answer, zh: 答复}", "{en: Reply, zh: 回复}")
    world.migrate(otherwise(other), plan(answer="keep"))
    assert world.edition.titled(world.deadline("answer"))["zh"] == "答复"
    world = opened()
    renamed = otherwise(other, ("  answer:\n", "  reply:\n"), LONGER)
    world.migrate(renamed, Plan(deadlines={"answer": Treated("keep", "reply")}, reason=REASON))
    assert world.edition.titled(world.deadline("reply"))["zh"] == "回复"
    assert world.edition.titled(world.deadline("answer"))["zh"] == "答复"


def test_an_agreed_time_is_kept_by_what_is_recomputed():
    world = opened()
    world.enter("ann", {"until": at("2026-11-20 12:00")})
    world.migrate(otherwise(LONGER), plan(answer="recompute"))
    assert (due(world, "answer"), world.deadline("answer").agreed) == ("2026-11-20 12:00", True)


# --- deadlines that are new --------------------------------------------------------------------


def test_a_new_deadline_that_would_be_running_starts_as_of_the_migration():
    world = opened()
    world.wait_until("2026-11-04 09:00")
    outcome = world.migrate(otherwise(text=OLD + INQUIRY), plan())
    assert results(outcome)["inquiry"] == "started"
    assert due(world, "inquiry") == "2026-11-06 24:00"


def test_a_new_deadline_starts_from_when_it_would_have_if_that_is_wanted():
    world = opened()
    world.wait_until("2026-11-03 09:00")
    world.do("look", "ann")
    world.wait_until("2026-11-04 09:00")
    world.migrate(otherwise(text=OLD + INQUIRY), Plan(starts={"inquiry": "entry"}, reason=REASON))
    assert due(world, "inquiry") == "2026-11-05 24:00"


@pytest.mark.parametrize("over", [True, False])
def test_a_new_deadline_does_not_start_where_it_is_over_or_not_wanted(over: bool):
    world = opened()
    if over:
        world.do("wait", "ann")
    starts = {} if over else {"inquiry": "never"}
    outcome = world.migrate(otherwise(text=OLD + INQUIRY), Plan(starts=starts, reason=REASON))
    assert "inquiry" not in results(outcome)


def test_a_new_deadline_that_starts_with_a_time_on_file_counts_from_it():
    world = opened()
    world.enter("ann", {"until": at("2026-11-20 12:00")})
    inquiry = INQUIRY.replace("[{entered: open}, {act: look}]", "[{field: until}]")
    world.migrate(otherwise(text=OLD + inquiry), Plan(starts={"inquiry": "entry"}, reason=REASON))
    assert due(world, "inquiry") == "2026-11-22 24:00"


@pytest.mark.parametrize("corrected", [True, False])
def test_a_new_deadline_that_is_done_is_not_started_by_correcting_its_time(corrected: bool):
    world = opened()
    world.enter("ann", {"until": at("2026-11-20 12:00")})
    world.do("wait", "ann")
    if corrected:
        world.correct("ann", {"until": at("2026-11-21 12:00")})
    else:
        world.enter("ann", {"until": at("2026-11-21 12:00")})
    inquiry = INQUIRY.replace("[{entered: open}, {act: look}]", "[{field: until}]")
    outcome = world.migrate(otherwise(text=OLD + inquiry), plan())
    assert ("inquiry" in results(outcome)) is not corrected


def test_a_new_deadline_that_starts_with_a_miss_runs_after_it():
    world = opened()
    world.live_until("2026-11-06 09:00")
    inquiry = INQUIRY.replace("[{entered: open}, {act: look}]", "[{missed: answer}]")
    world.migrate(otherwise(text=OLD + inquiry), plan())
    assert due(world, "inquiry") == "2026-11-08 24:00"


@pytest.mark.parametrize("settled", [False, True])
def test_a_new_deadline_that_starts_with_a_duty_runs_as_long_as_that_is_open(settled: bool):
    world = planned_repair()
    began = world.now
    world.wait_until("2026-11-02 11:00")
    world.hand_on("sue", "tell_resident", "ann")
    if settled:
        world.do("tell", "ann")
    asking = """deadlines:
  asking:
    starts: {opened: tell_resident}
    met: {settled: tell_resident}
    within: 2 calendar days
    missed: [{to: owner}]
"""
    newer = otherwise(("deadlines:\n", asking), text=PARTS_REPAIR)
    world.migrate(newer, Plan(starts={"asking": "entry"}, reason=REASON))
    assert ("asking" in world.running()) is not settled
    assert settled or world.deadline("asking").started_at == began


OWED = """duties:
  tell: {opens: {act: wait}, who: specialist}
  thank: {opens: {act: go_on}, who: specialist}
deadlines:
  telling: {starts: {act: come}, met: {settled: tell}, CANCELLED, within: 2 calendar days}
  thanking: {starts: {act: come}, met: {settled: thank}, CANCELLED, within: 2 calendar days}
""".replace("CANCELLED", "cancelled: {entered: ended}")
TELL = "  say: {from: any_open, stay: true, by: [specialist], does: [tell, thank]}\ndeadlines:\n"

DUTIFUL = (
    ("deadlines:\n", TELL),
    ("deadlines:\n", OWED),
    ("to: ended, by: [specialist]}", "to: ended, by: [specialist], waives: all_open}"),
)


@pytest.mark.parametrize(
    ("acts", "others", "begun"),
    [
        ([], (), {"telling", "thanking"}),  # what opens the duties can still come
        (["wait"], (), {"thanking"}),  # it was too early for the one
        ([], (("  wait: {from: open", "  wait: {from: waiting"),), {"telling", "thanking"}),
        ([], (("{opens: {act: wait}", "{opens: {act: come}"),), {"thanking"}),
    ],
)
def test_a_new_deadline_does_not_start_without_the_duty_that_meets_it(
    acts: list[str], others: tuple[tuple[str, str], ...], begun: set[str]
):
    world = opened()
    for one in acts:
        world.do(one, "ann")
    newer = otherwise(*DUTIFUL, *others)
    found = results(world.migrate(newer, plan()))
    told = {name: found[name] for name in ("telling", "thanking")}
    assert told == {
        name: "started" if name in begun else "not_started" for name in ("telling", "thanking")
    }
    assert {*world.running()} & {*told} == begun


def test_a_new_deadline_starts_with_a_duty_that_is_open_already():
    world = planned_repair()
    asking = """deadlines:
  asking:
    starts: {act: plan}
    met: {settled: tell_resident}
    within: 2 calendar days
    missed: [{to: owner}]
"""
    world.migrate(otherwise(("deadlines:\n", asking), text=PARTS_REPAIR), plan())
    assert "asking" in world.running()


def test_a_new_deadline_does_not_start_for_a_duty_that_nothing_opens_any_more():
    world = opened()
    world.do("wait", "ann")
    once = ("  go_on: {from: waiting", "  go_on: {from: open")
    ask = ("  ask:\n    from: any_open", "  ask:\n    from: open")
    newer = otherwise(*DUTIFUL, once, ask)
    assert results(world.migrate(newer, plan()))["thanking"] == "not_started"


def test_a_new_deadline_that_never_starts_anew_keeps_its_first_start():
    world = opened()
    world.wait_until("2026-11-03 09:00")
    world.do("look", "ann")
    inquiry = INQUIRY + "    again: keep\n"
    world.migrate(otherwise(text=OLD + inquiry), Plan(starts={"inquiry": "entry"}, reason=REASON))
    assert due(world, "inquiry") == "2026-11-04 24:00"


def test_what_the_new_edition_pauses_in_this_state_is_paused():
    world = opened()
    world.do("wait", "ann")
    paused = ("    agreed: until\n", "    agreed: until\n    pauses: {in: waiting}\n")
    world.migrate(otherwise(paused, text=OLD), plan())
    assert world.deadline("answer").status == "paused"
    world.wait_until("2026-11-04 10:00")
    world.do("go_on", "ann")
    assert due(world, "answer") == "2026-11-06 24:00"  # by its own limit, around the pause


# --- names -------------------------------------------------------------------------------------


def test_states_and_steps_under_another_name_are_counted_on():
    world = opened()
    world.do("wait", "ann")
    renamed = otherwise(*RENAMED_STATE, ("  wait: {", "  hold_on: {"))
    world.migrate(
        renamed, Plan(states={"waiting": "on_hold"}, steps={"wait": "hold_on"}, reason=REASON)
    )
    assert world.state == "on_hold"
    assert world.case.counts["hold_on"] == 1
    assert world.case.performers["hold_on"] == ("ann",)


def test_a_branch_that_stands_elsewhere_is_counted_where_it_is():
    world = opened()
    world.do("ask", "ann")  # the second
    swapped = (
        "      - {when: 'kind == \"small\"', to: waiting}\n",
        "      - {when: 'kind == \"large\"', to: waiting}\n"
        "      - {when: 'kind == \"small\"', to: waiting}\n",
    )
    world.migrate(otherwise(swapped), plan())
    assert world.case.counts == {"come": 1, "come#0": 1, "ask": 1, "ask#2": 1}


def test_a_branch_that_is_gone_is_not_counted_and_a_step_that_is_gone_stays_as_it_was():
    world = opened()
    world.do("ask", "ann")
    world.do("look", "ann")
    other = otherwise(
        ("      - {otherwise: open}\n", "      - {otherwise: waiting}\n"),
        ("  look: {from: any_open, stay: true, by: [specialist]}\n", ""),
    )
    world.migrate(other, plan())
    assert world.case.counts == {"come": 1, "come#0": 1, "ask": 1, "look": 1, "look#0": 1}


# --- cases that stay ---------------------------------------------------------------------------


def stays(world: World, new, how: Plan) -> list[Refusal]:
    before = world.case
    outcome = world.migrate(new, how)
    assert world.case == before
    return list(outcome.refusals)


def test_a_case_in_a_state_that_is_gone_stays():
    world = opened()
    world.do("wait", "ann")
    assert stays(world, otherwise(*RENAMED_STATE), plan()) == [Refusal("state_gone", "waiting")]


def test_a_case_that_may_break_a_promise_stays_unless_that_is_allowed():
    world = opened()
    outcome = world.migrate(otherwise(), plan(), may_break=(2,))
    assert outcome.refusals == (Refusal("promise_open", "2"),)
    outcome = world.migrate(otherwise(), plan(allow=("promise_open",)), may_break=(2,))
    assert (outcome.refusals, outcome.promises) == ((), (2,))
    assert world.events[-1].payload["promises"] == [2]


def test_a_case_does_not_end_by_migrating():
    world = opened()
    how = Plan(states={"open": "ended"}, reason=REASON)
    assert Refusal("final_changed", "open", "ended") in stays(world, otherwise(), how)


def test_a_deadline_that_is_counted_otherwise_has_to_be_decided_about():
    assert stays(opened(), otherwise(LONGER), plan()) == [Refusal("undecided", "answer")]


def test_a_deadline_that_is_gone_has_to_be_decided_about():
    gone = otherwise((OLD[OLD.index("  watch:\n") :], ""))
    world = opened()
    assert stays(world, gone, plan()) == [Refusal("deadline_gone", "watch")]
    world.migrate(gone, plan(watch="drop"))
    assert world.deadline("watch").status == "cancelled"


def test_what_would_be_due_at_once_stays_unless_it_is_allowed():
    world = opened()
    world.wait_until("2026-11-04 09:00")
    assert stays(world, otherwise(FASTER), plan(answer="recompute")) == [
        Refusal("due_now", "answer")
    ]
    world.migrate(otherwise(FASTER), plan(answer="recompute", allow=("due_now",)))
    world.fire()
    assert world.deadline("answer").status == "missed"


def test_a_case_in_which_nothing_would_tick_stays():
    world = opened()
    nothing = plan(answer="drop", watch="drop")
    assert stays(world, otherwise(), nothing) == [Refusal("no_clock")]
    world.migrate(otherwise(), nothing._replace(allowed=frozenset({"no_clock"})))
    assert world.case.next_at is None


@pytest.mark.parametrize(
    ("value", "change", "code"),
    [
        ({"kind": "large"}, ("of: [small, large]", "of: [small, medium]"), "value_gone"),
        ({"kind": "small"}, ("kind: {type: choice,", "kind: {type: choice, personal: true,"),
         "personal_changed"),
        ({"wish": "海景"}, ("wish: {type: text", "wish: {personal: false, type: text"),
         "personal_changed"),
        ({"amount": 3}, ("amount: {type: number}", "amount: {type: money}"), "type_changed"),
        ({"until": "refused"}, ("moment, refusable: true", "moment"), "value_gone"),
        ({"amount": 3}, ("  amount: {type: number}\n", ""), "field_gone"),
    ],
)  # fmt: skip
def test_a_case_with_data_that_do_not_fit_stays(value, change, code):
    world = opened()
    world.enter("ann", value)
    changes = [change]
    if code == "field_gone":
        changes.append(("kind, amount, wish", "kind, wish"))
    if change[0].startswith("kind"):
        changes += [("        - {when: 'kind == \"large\"', amount: 9 calendar days}\n", ""),
                    ("      - {when: 'kind == \"small\"', to: waiting}\n", ""),
                    (", {kind}", "")]  # fmt: skip
    if change[0].startswith("of:"):
        changes.append(('kind == "large"', 'kind == "medium"'))
    found = stays(world, otherwise(*changes), plan(answer="keep"))
    assert [one.code for one in found] == [code]


def test_what_fits_is_no_reason_to_stay():
    world = opened()
    world.enter("ann", {"kind": "large", "until": "refused", "wish": "海景"})
    assert world.migrate(otherwise(), plan()).refusals == ()


def test_what_cannot_be_kept_by_the_new_edition_stays():
    ladder = (
        "      - {to: owner}\n",
        "      - {to: [owner, {party: guest}], prints: [notice], does: look, sets: {amount: 1},\n"
        "         when: 'count(\"asked\") > 2'}\n",
    )
    sets = (
        "  look: {from: any_open, stay: true, by: [specialist]}",
        "  look: {from: any_open, stay: true, by: [specialist, system]}",
    )
    counters = (
        "deadlines:\n",
        "counters:\n  asked: {of: site, adds: [{act: look}]}\ndeadlines:\n",
    )
    world = World(otherwise(ladder, sets, counters, name="1"))
    world.open({}, "ann")
    documents = OLD[OLD.index("documents:\n") : OLD.index("transitions:\n")]
    new = otherwise(
        (documents, ""),
        ("parties:\n  guest: {title: {en: Guest, zh: 客人}}\n", ""),
        ("  look: {from: any_open, stay: true, by: [specialist]}\n", ""),
        ("  amount: {type: number}\n", ""),
        ("kind, amount, wish", "kind, wish"),
    )
    found = stays(world, new, plan(answer="keep"))
    assert {one.code for one in found} == {"not_kept"}
    assert [one.detail for one in found] == ["look", "notice", "amount", "guest", "asked"]
    there = otherwise(LONGER, sets, counters, ("      - {to: owner}\n", ladder[1]))
    assert world.migrate(there, plan(answer="keep")).refusals == ()
    assert {"answer", "watch"} <= words(world.edition).deadlines.keys()


def test_what_is_to_be_extended_by_a_calendar_it_does_not_have_cannot_be_kept():
    working = (
        ("prefix: R\n", "prefix: R\ncalendar: office-cn\n"),
        (
            "  finish:",
            "  more: {from: any_open, stay: true, by: [specialist], "
            "extends: {answer: {by: 1 working day}}}\n  finish:",
        ),
    )  # fmt: skip
    found = stays(opened(), otherwise(*working), plan(answer="keep", watch="keep"))
    assert found == [Refusal("not_kept", "answer", "office-cn")]


def test_what_cannot_be_counted_stays():
    world = opened()
    limits = OLD[OLD.index("    within:\n") : OLD.index("    remind:")]
    named = (limits, "    due: {field: until}\n")
    assert [one.code for one in stays(world, otherwise(named), plan(answer="recompute"))] == [
        "uncountable"
    ]
    world = opened()
    inquiry = INQUIRY.replace("within: 2 calendar days", "due: {field: until}")
    assert [one.code for one in stays(world, otherwise(text=OLD + inquiry), plan())] == [
        "uncountable"
    ]


# --- and back ----------------------------------------------------------------------------------


def test_it_is_taken_back_by_another_event():
    world = opened()
    world.do("wait", "ann")
    before = world.case
    new = otherwise(
        *RENAMED_STATE,
        LONGER,
        ("  wait: {", "  hold_on: {"),
        text=OLD + INQUIRY.replace("{entered: waiting}", "{act: finish}"),
    )
    world.migrate(
        new,
        Plan(
            states={"waiting": "on_hold"},
            steps={"wait": "hold_on"},
            deadlines={"answer": Treated("recompute", "answer")},
            reason=REASON,
        ),
    )
    assert world.deadline("inquiry").status == "armed"
    world.take_back(edition(OLD))
    assert (world.state, world.case.edition) == ("waiting", "fingerprint of 1")
    assert world.case.counts == before.counts
    assert world.case.performers == before.performers
    assert (due(world, "answer"), world.deadline("answer").cycle) == ("2026-11-05 24:00", 3)
    assert world.deadline("inquiry").status == "cancelled"
    world.do("go_on", "ann")
    world.live_until("2026-11-06 09:00")
    assert world.deadline("answer").status == "missed"


def test_it_can_be_migrated_again_after_it_was_taken_back():
    world = opened()
    for _again in range(2):
        world.migrate(otherwise(LONGER), plan(answer="recompute"))
        world.take_back(edition(OLD))
    world.migrate(otherwise(LONGER), plan(answer="keep"))
    assert due(world, "answer") == "2026-11-05 24:00"
    assert world.case.followed == ("fingerprint of 1", "fingerprint of 2")


def test_what_happened_since_keeps_it_where_it_is():
    world = opened()
    world.migrate(otherwise(LONGER), plan(answer="recompute"))
    world.do("look", "ann")
    with pytest.raises(MigrationStands, match="event 3"):
        world.take_back(edition(OLD))


def test_what_fired_before_is_not_void_any_more():
    world = opened()
    world.live_until("2026-11-05 09:00")
    world.migrate(otherwise(LONGER), plan(answer="keep"))
    with pytest.raises(FiredBeforeMigration):
        world.void("2026-11-04 20:00", "2026-11-05 09:00", actor="ann")


def test_what_windows_ask_for_happened_under_its_old_name():
    window = (
        "  go_on: {from: waiting, to: open, by: [specialist]}",
        "  go_on: {from: waiting, to: open, by: [specialist], "
        "not_before: {entered: on_hold, plus: 1 hour}}",
    )
    world = opened()
    world.do("wait", "ann")
    new = otherwise(window, ("  waiting: {", "  on_hold: {"), ("waiting", "on_hold"))
    world.migrate(new, Plan(states={"waiting": "on_hold"}, reason=REASON))
    world.wait_until("2026-11-02 12:00")
    world.do("go_on", "ann")
    assert world.state == "open"


def test_what_was_asked_for_under_another_name_was_asked_for():
    extends = (
        "  finish:",
        "  grant: {from: any_open, stay: true, by: [specialist], "
        "extends: {answer: {by: 1 calendar day, asked: {act: watch_it}}}}\n  finish:",
    )
    world = opened()
    world.do("look", "ann")
    world.migrate(
        otherwise(extends, ("  look: {", "  watch_it: {")),
        Plan(steps={"look": "watch_it"}, reason=REASON),
    )
    world.do("grant", "ann")
    assert due(world, "answer") == "2026-11-06 24:00"


def test_a_cycle_that_goes_on_after_it_did_not_apply_is_counted_as_it_was():
    applies = ("    agreed: until\n", "    agreed: until\n    applies: 'kind != \"small\"'\n")
    world = opened()
    world.enter("ann", {"kind": "small"})
    world.migrate(otherwise(applies, LONGER), plan(answer="keep"))
    assert world.deadline("answer").lapsed
    world.enter("ann", {"kind": "large"})
    assert (due(world, "answer"), world.deadline("answer").cycle) == ("2026-11-11 24:00", 2)


def test_what_cannot_be_fired_first_keeps_the_case_where_it_is():
    asked = ("      - {to: owner}\n", "      - {to: owner, when: 'open_house()'}\n")
    needs = ("prefix: R\n", "prefix: R\nrequires: {guards: [open_house]}\n")
    world = World(otherwise(asked, needs, name="1"))
    world.open({}, "ann")
    world.wait_until("2026-11-07 09:00")
    with pytest.raises(NameNotRegistered):
        world.migrate(otherwise(LONGER), plan(answer="recompute"))


# --- explained ---------------------------------------------------------------------------------


def test_what_was_kept_is_explained_by_the_edition_it_began_under():
    world = opened()
    world.do("wait", "ann")
    new = otherwise(
        LONGER, ("    agreed: until\n", "    agreed: until\n    pauses: {in: waiting}\n")
    )
    world.migrate(new, plan(answer="keep"))
    cycle = explained(world, "answer/1")
    assert (cycle.edition, str(cycle.rule.amount)) == ("1", "3 calendar days")
    assert [one.what for one in cycle.changes] == ["armed", "kept", "paused"]
    assert cycle.standing.state == "waiting"
    assert cycle.adds_up


def test_what_goes_on_under_another_name_is_explained():
    world = opened()
    renamed = otherwise(("  answer:\n", "  reply:\n"), LONGER)
    world.migrate(renamed, Plan(deadlines={"answer": Treated("keep", "reply")}, reason=REASON))
    cycle = explained(world, "reply/1")
    assert (cycle.edition, cycle.continues, cycle.adds_up) == ("1", 1, True)
    assert explained(world, "answer/1").ended.what == "replaced"


def test_what_was_recomputed_is_explained_by_the_new_edition():
    world = opened()
    world.migrate(otherwise(LONGER), plan(answer="recompute"))
    cycle = explained(world, "answer/2")
    assert (cycle.edition, str(cycle.rule.amount)) == (None, "5 calendar days")
    assert cycle.adds_up


def test_after_it_was_taken_back_everything_is_explained_by_its_own_edition():
    window = (
        "  go_on: {from: waiting, to: open, by: [specialist]}",
        "  go_on: {from: waiting, to: open, by: [specialist], "
        "not_before: {entered: waiting, plus: 1 hour}}",
    )
    old = otherwise(window, name="1")
    world = World(old)
    world.open({}, "ann")
    world.do("wait", "ann")
    world.migrate(
        otherwise(*RENAMED_STATE, LONGER),
        Plan(
            states={"waiting": "on_hold"},
            deadlines={"answer": Treated("keep", "answer")},
            reason=REASON,
        ),
    )
    world.take_back(old)
    world.wait_until("2026-11-02 12:00")
    world.do("go_on", "ann")
    cycle = explained(world, "answer/1")
    assert (cycle.edition, cycle.adds_up) == (None, True)
