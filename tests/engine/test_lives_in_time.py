"""Random lives of a case whose promises pause, lapse, are extended and start anew."""

from collections import Counter
from datetime import timedelta

from example_counts import many
from hypothesis import given, settings
from hypothesis import strategies as st
from waiting import claim

from workflow.engine.due import due_again
from workflow.engine.timekeeping import Timekeeping
from workflow.errors import WorkflowError

ANSWER = """\
calendar: office-cn
within:
  first_of:
    - {when: 'kind == "small"', amount: 6 working hours}
    - {otherwise: 2 working days}
again: AGAIN
pauses: [{in: waiting}, {when: hold}]
applies: 'not filled("wanted") or wanted'
factor: [{when: 'kind == "large"', by: 150%}]
agreed: promised
on_resume: RESUME
on_transfer: TRANSFER
remind:
  - {at: 50%, to: owner, repeat: {every: 2 working hours, times: 3}}
  - {before: 2 working hours, to: owner}
missed: [{to: owner}, {after: 1 working day, to: owner, repeat: {every: 4 hours, times: 1}}]
"""
MORE = """\
second:
  starts: [{missed: answer}, {field: visit}]
  met: {entered: settled}
  cancelled: {entered: closed}
  within: 9 hours
  pauses: {in: waiting}
  missed: [{to: owner}]
"""
EXTENDS = "{answer: {by: 1 working day, at_most: 4 working days, asked: {act: ask}}}"

steps = st.sampled_from(
    ["wait", "go_on", "finish", "reopen", "ask", "give", "take", "pass_on"]
).map(lambda name: ("do", name))
values = st.one_of(
    st.tuples(st.just("kind"), st.sampled_from(["small", "large"])),
    st.tuples(st.sampled_from(["hold", "wanted"]), st.booleans()),
    st.tuples(st.just("visit"), st.integers(-20, 40)),
    st.tuples(st.just("promised"), st.integers(1, 90)),
).map(lambda one: ("enter", one))
others = st.sampled_from([("assign", "ben"), ("assign", "ann"), ("note", ""), ("fire", "")])
acts = st.tuples(st.integers(0, 40), st.integers(0, 12), st.booleans(), steps | values | others)


def live(world, hours: int, late: int, awake: bool, act) -> None:
    later = world.now + timedelta(hours=hours)
    if awake:
        while (due := world.case.next_at) is not None and due <= later:
            world.now = max(due, world.now)
            world.fire()
    world.now = later
    kind, what = act
    who = "sue" if what in {"give", "take"} else "ann"
    if kind == "do":
        when = later - timedelta(hours=late)
        words = {"at": when.astimezone().isoformat()} if late else {}
        world.do(what, who, **words)
    elif kind == "enter":
        name, value = what
        if name in {"visit", "promised"}:
            value = (later + timedelta(hours=value)).isoformat()
        world.enter("ann", {name: value})
    elif kind == "assign":
        world.assign("sue", what)
    else:
        world.note("ann", "客人来电") if kind == "note" else world.fire()


def check(world) -> None:
    """World has compared the case with what its events make it."""
    once = Counter(one.once for one in world.events if one.once)
    assert max(once.values(), default=1) == 1
    times = Timekeeping.of(world.case, world.around.calendars)
    for state in world.case.deadlines.values():
        assert len(set(state.fired)) == len(state.fired)
        assert all(a < b for a, b in state.pauses)
        assert all(a[1] <= b[0] for a, b in zip(state.pauses, state.pauses[1:], strict=False))
        if state.next_at is not None and state.status == "armed":
            assert not any(first <= state.next_at < end for first, end in state.pauses)
        if state.status != "armed":
            assert state.next_at is None or state.status == "missed"
            continue
        clock = world.edition.clocks[state.name]
        assert due_again(clock, world.case, state, times) == state.due_at


@settings(max_examples=many(40))
@given(
    st.sampled_from(["restart", "keep", "both"]),
    st.sampled_from(["carry", "restart"]),
    st.sampled_from(["carry", "restart"]),
    st.lists(acts, max_size=14),
)
def test_whatever_happens_promises_are_what_the_events_say(again, resume, transfer, life):
    answer = ANSWER.replace("AGAIN", again).replace("RESUME", resume)
    world = claim(
        answer.replace("TRANSFER", transfer),
        starts="[{act: come}, {act: ask}, {act: reopen}]",
        more=MORE,
        extends=EXTENDS,
        revokes="[answer]",
    )
    for hours, late, awake, act in life:
        try:
            live(world, hours, late, awake, act)
        except WorkflowError:
            continue
        finally:
            check(world)
    world.now += timedelta(days=60)
    world.fire()
    check(world)
    assert world.case.next_at is None or world.case.next_at > world.now
