"""The promise to be heard of: which deadlines keep it, and what stands in the way of others."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from example_counts import many
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.calendars.amounts import UNITS, Amount, Count, add, asks_calendar
from workflow.calendars.local import zone
from workflow.calendars.rules import OfficialDays, OwnDay, Rules, Season
from workflow.calendars.working import WorkingTime
from workflow.definition.difference import differences
from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.definition.resolved import from_json, to_json
from workflow.errors import WorkflowError
from workflow.proving import Proof, decide
from workflow.proving.hearing import hearing
from workflow.proving.lengths import Length, never_longer, shortest_day
from workflow.service.simulated.proving import prove
from workflow.testing import Simulation
from workflow.translation import language

TEXT = """\
language: 1
workflow: matter
edition: "1"
effective: 2026-01-01
calendar: office-cn
count: {ends: close}
roles: {desk: , chief: }
parties: {guest: }
fields: {size: {type: number}, visit: {type: moment}, day: {type: date}}
states:
  open: {title: Open, editable: [visit, day]}
  waiting: {title: Waiting}
  over: {title: Over, final: true}
transitions:
  begin: {from: new, to: open, by: desk, needs: size}
  ask: {from: open, to: waiting, by: desk}
  note_down: {from: any_open, stay: true, by: desk}
  reply: {from: waiting, to: open, by: desk}
  end: {from: any_open, to: over, by: desk, TAIL}
deadlines:
  answer:
    starts: {entered: open}
    met: {left: open}
    within: 3 working days
    missed: [{to: {role: chief}}]
  reminder:
    starts: {entered: waiting}
    met: {left: waiting}
    within: 8 working hours
    missed: [{to: owner}, {after: 1 working day, to: {role: chief}}]
promises:
  - {heard_within: 3 working days}
"""


ENDED_BY_A_NOTE = (
    ("met: {left: waiting}", "met: [{act: note_down}, {left: waiting}]"),
    (
        "promises:",
        "  whole: {starts: {act: begin}, met: {entered: over}, within: 2 months}\npromises:",
    ),
)


def matter(*replaced: tuple[str, str]) -> Definition:
    text = TEXT.replace(", TAIL", "")
    for old, new in replaced:
        assert old in text, old
        text = text.replace(old, new, 1)
    return loads(text, "matter.yaml")


def only(definition: Definition) -> Proof:
    (proof,) = prove(definition)
    return proof


def told(*replaced: tuple[str, str]) -> tuple[str, str]:
    proof = only(matter(*replaced))
    return proof.result, proof.obstacle


def way(proof: Proof) -> list[str]:
    return [f"{one.kind} {one.name}".strip() for one in proof.happened]


# --- what is proved, and what is broken ----------------------------------------------------------


def test_it_is_kept_where_a_deadline_runs_in_every_state_that_is_short_enough():
    proof = only(matter())
    assert (proof.result, proof.obstacle) == ("proved", "")
    assert proof.situations > 3


def test_it_is_stored_and_compared_with_how_long_and_how_it_is_counted():
    definition = matter()
    assert from_json(to_json(definition)) == definition
    longer = matter(("{heard_within: 3", "{heard_within: 4"))
    found = [(one.kind, one.member) for one in differences(definition, longer)]
    assert found == [("changed", "promises")]


def test_a_limit_that_is_longer_breaks_it_by_the_shortest_way_and_nobody_hears_of_it():
    proof = only(matter(("within: 8 working hours", "within: 4 working days")))
    assert proof.result == "broken"
    assert way(proof) == ["open begin", "do ask", "silence"]
    assert proof.happened[-1].at == "2026-11-05 18:00"


def test_a_state_in_which_nothing_runs_any_more_that_tells_in_time_breaks_it():
    proof = only(matter(*ENDED_BY_A_NOTE))
    assert (proof.result, way(proof)) == (
        "broken",
        ["open begin", "do ask", "do note_down", "silence"],
    )


def test_a_deadline_that_stands_still_there_tells_nobody():
    stays = ("met: {left: open}", "met: {entered: over}\n    pauses: {in: waiting}")
    assert told(stays)[0] == "proved"
    longer = ("within: 8 working hours", "within: 2 months")
    proof = only(matter(stays, longer))
    assert (proof.result, way(proof)) == ("broken", ["open begin", "do ask", "silence"])


def test_a_deadline_that_runs_through_several_states_counts_from_its_start():
    through = ("met: {left: open}", "met: {entered: over}\n    again: keep")
    longer = ("within: 8 working hours", "within: 2 months")
    assert told(through, longer)[0] == "proved"


def test_a_step_that_a_clock_takes_is_a_step():
    closes = (
        ("[{to: owner}, {after: 1 working day, to: {role: chief}}]", "[{to: owner, does: reply}]"),
        ("to: open, by: desk}\n  end", "to: open, by: [desk, system]}\n  end"),
        ("within: 3 working days", "within: 4 working days"),
    )
    proof = only(matter(*closes))
    assert (proof.result, way(proof)) == ("broken", ["open begin", "silence"])


# --- what stands in the way ----------------------------------------------------------------------

OF_ONE_DAY = "within: 1 calendar day\n    count: {ends: same_time}\n    pauses: {in: waiting}"


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new", "obstacle"),
    [
        (
            "role: chief}}]\n  rem",
            "role: chief}, when: 'filled(\"size\")'}]\n  rem",
            "tells nobody for sure",
        ),
        ("role: chief}}]\n  rem", "party: guest}}]\n  rem", "tells nobody for sure"),
        (
            "    missed: [{to: {role: chief}}]\n  rem",
            "    missed: [{after: 1 minute, to: {role: chief}}]\n  rem",
            "",
        ),
        (
            "stay: true, by: desk}",
            "stay: true, by: desk, extends: {answer: {by: 1 working day}}}",
            "",
        ),
        (
            "stay: true, by: desk}",
            "stay: true, by: desk, at_most: 1, extends: {answer: {by: 1 working day, times: 1}}, "
            "not_before: {missed: answer}}",
            "note_down gives answer more time",
        ),
        ("within: 3 working days", OF_ONE_DAY, "at the time of day it began"),
    ],
)
def test_what_stands_in_the_way_is_named(old: str, new: str, obstacle: str):
    found = told((old, new))
    if obstacle:
        assert found[0] == "not_proved"
        assert obstacle in found[1]
    else:  # and where nobody of the house is told for sure, it happens
        assert found[0] == "broken"


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("within: 3 working days", "within: 3 working days\n    agreed: visit"),
        ("within: 3 working days", "within: 3 working days\n    applies: 'size > 0'"),
        ("within: 3 working days", "within: 3 working days\n    pauses: {when: 'size > 5'}"),
        (
            "within: 3 working days",
            "within: 3 working days\n    factor: {when: 'size > 5', by: 200%}",
        ),
        (
            "within: 3 working days",
            "within: {first_of: [{when: 'size > 5', amount: 9 working days}, "
            "{otherwise: 3 working days}]}",
        ),
        ("within: 3 working days", "within: 3 working days\n    on_transfer: restart"),
        (
            "starts: {entered: open}\n    met: {left: open}",
            "starts: [{entered: open}, {field: day}]\n    met: [{left: open}, {entered: over}]",
        ),
    ],
)
def test_what_puts_it_off_is_done_and_nobody_hears_of_it(old: str, new: str) -> None:
    definition = matter((old, new))
    proof = only(definition)
    assert (proof.result, proof.happened[-1].kind) == ("broken", "silence")
    assert "answer" in hearing(definition, definition.promises[0]).unsure


@pytest.mark.long
def test_the_deadline_by_which_somebody_heard_is_named_and_no_other():
    visiting = (
        "deadlines:",
        "deadlines:\n  visit: {starts: {field: day}, met: [{act: ask}, {entered: over}], "
        "within: 1 calendar day, missed: [{to: owner}]}",
    )
    more = (
        "stay: true, by: desk}",
        "stay: true, by: desk, extends: {reminder: {by: 1 working day, times: 1}}}",
    )
    assert told(visiting, more) == (
        "not_proved",
        "in Waiting: note_down gives reminder more time",
    )


def test_what_an_application_answers_stands_in_the_way():
    guarded = (
        ("roles:", "requires: {guards: calm}\nroles:"),
        ("to: waiting, by: desk}", "to: waiting, by: desk, when: 'calm()'}"),
        ("within: 8 working hours", "within: 4 working days"),
    )
    assert told(*guarded) == ("not_proved", "it depends on what the application answers to calm")


@pytest.mark.long
@pytest.mark.parametrize("whom", ["owner", "{above: owner}"])  # that is nobody: an alarm
def test_where_somebody_hears_of_it_after_all_that_is_said(whom: str) -> None:
    """A reminder tells somebody, and cannot be relied on: it may have come before the last step."""
    reminded = (
        "within: 8 working hours",
        f"within: 4 working days\n    remind: [{{before: 3 working days, to: {whom}}}]",
    )
    assert told(reminded) == (
        "not_proved",
        "in Waiting: reminder may take 4 working days, longer than 3 working days; "
        "only misses count, no reminders",
    )


@pytest.mark.long
def test_where_somebody_hears_on_one_way_another_end_is_looked_for():
    """Somebody is reminded in the first state; in the second nobody hears for a month."""
    found = told(
        ("within: 3 working days", "within: 4 working days\n    remind: [{at: 50%, to: owner}]"),
        ("within: 8 working hours", "within: 30 working days"),
    )
    assert found == ("broken", "")


def test_what_is_heard_of_a_case_that_it_opened_does_not_count():
    """Another case falls due, and somebody hears of that one."""
    opened = "by: desk, needs: size, creates: {workflow: letter}}"
    found = told(("by: desk, needs: size}", opened), ("within: 3 working days", "within: 9 weeks"))
    assert found == ("broken", "")


def test_a_factor_that_always_holds_is_part_of_how_long_it_takes():
    longer = ("within: 3 working days", "within: 5 working days\n    factor: {by: FACTOR}")

    def with_factor(by: str) -> tuple[str, str]:
        return told((longer[0], longer[1].replace("FACTOR", by)))

    assert with_factor("50%") == ("proved", "")
    assert with_factor("80%")[0] == "broken"


@pytest.mark.parametrize(
    ("limit", "how"),
    [
        ("3 working days\n    count: {ends: end_of_day}", "ends: end_of_day"),
        ("3 working days\n    calendar: hotline-cn", "calendar: hotline-cn"),
        (
            "1 week\n    count: {ends: close, last_closed: next_open}\n    calendar: hotline-cn",
            "calendar: hotline-cn, last_closed: next_open",
        ),
    ],
)
def test_what_is_counted_otherwise_is_told_with_how(limit: str, how: str) -> None:
    most = "1 week" if "week" in limit else "3 working days"
    promised = ("{heard_within: 3 working days}", f"{{heard_within: {most}}}")
    definition = matter(("within: 3 working days", f"within: {limit}"), promised)
    reason = hearing(definition, definition.promises[0]).unsure["answer"]
    assert reason.endswith(f"they are counted otherwise than those of the promise ({how})")


def test_amounts_are_told_in_the_language_of_whoever_asks():
    definition = matter(("within: 3 working days", "within: 4 working days"))
    with language("zh"):
        told_so = hearing(definition, definition.promises[0]).unsure["answer"]
    assert "4 个工作日" in told_so
    assert "3 个工作日" in told_so


def test_what_starts_it_beside_steps_is_named():
    telling = QUIET.replace("within: 2 calendar days}", f"within: 2 calendar days, {TOLD}}}")
    definition = loads(telling.replace("STARTS", "{entered: open}").replace("MORE", TOLD), "m.yaml")
    assert hearing(definition, definition.promises[0]).unsure["owed"] == (
        "owed is not started and ended by steps alone: opened: answering, settled: answering"
    )


@pytest.mark.long
def test_what_is_assumed_is_accepted_although_it_is_not_proved():
    definition = matter(
        ("within: 3 working days", OF_ONE_DAY),
        ("{heard_within: 3 working days}", "{heard_within: 3 working days, assumed: 当天约定}"),
    )
    proof = only(definition)
    assert (proof.result, proof.accepted) == ("not_proved", True)


# --- lengths -----------------------------------------------------------------------------------

DAY = ((540, 720), (780, 1080))
OFFICE = Rules("office", {}, "Europe/Berlin", (DAY,) * 5 + ((), ()))
NIGHT = Rules("night", {}, "Asia/Shanghai", (((1320, 1800),),) * 7)
ALWAYS = Rules("always", {}, "Europe/Berlin", (((0, 1440),),) * 7)
SUMMER = replace(
    OFFICE,
    name="summer",
    seasons=(Season((6, 1), (8, 31), (((480, 720),),) * 5 + ((), ())),),
    own={date(2026, 12, 27): OwnDay({}, ((600, 660),)), date(2026, 12, 28): OwnDay({})},
)
YEARS = OfficialDays(years=dict.fromkeys(range(2020, 2040), False))
WHERE = {one.name: WorkingTime(one, YEARS) for one in (OFFICE, NIGHT, ALWAYS, SUMMER)}
COUNTS = st.builds(
    Count,
    st.sampled_from(["excluded", "counted"]),
    st.sampled_from(["same_time", "end_of_day", "close"]),
    st.sampled_from(["as_is", "next_opening"]),
    st.sampled_from(["stays", "next_open", "previous_open"]),
)
LENGTHS = st.builds(
    Length,
    st.builds(Amount, st.integers(1, 60), st.sampled_from(UNITS)),
    COUNTS,
    st.sampled_from([None, OFFICE, NIGHT, ALWAYS, SUMMER]),
).filter(lambda one: one.calendar is not None or not asks_calendar(one.amount, one.count))
STARTS = st.lists(
    st.integers(0, 400 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    min_size=20,
    max_size=20,
)


def end_of(length: Length, start: datetime) -> datetime:
    rules = length.calendar
    where = zone("America/New_York") if rules is None else WHERE[rules.name]
    return add(start, length.amount, where, length.count)


@settings(max_examples=many(200))
@given(LENGTHS, LENGTHS, STARTS)
def test_what_is_never_longer_is_never_over_later(
    one: Length, other: Length, starts: Sequence[datetime]
) -> None:
    for first, second in ((one, other), (replace(one, calendar=other.calendar), other)):
        if first.calendar is None and asks_calendar(first.amount, first.count):
            continue
        if never_longer(first, second):
            for start in starts:
                assert end_of(first, start) <= end_of(second, start), (first, second, start)


def compared(one: str, other: str, rules: Rules | None = OFFICE, **count: str) -> bool:
    lengths = []
    for text in (one, other):
        number, _blank, unit = text.partition(" ")
        length = Amount(int(number), next(known for known in UNITS if known == unit))
        lengths.append(Length(length, Count(**count), rules))
    return never_longer(*lengths)


def test_where_somebody_works_after_midnight_a_working_day_may_have_begun_the_day_before() -> None:
    limited = {"ends": "same_time"}
    one = Length(Amount(1, "calendar days"), Count(**limited), NIGHT)  # type: ignore[arg-type]
    day = Length(Amount(1, "working days"), Count(), NIGHT)
    start = datetime(2026, 1, 1, 16, 1, tzinfo=UTC)
    assert end_of(one, start) > end_of(day, start)
    assert not never_longer(one, day)
    assert never_longer(one, replace(day, amount=Amount(3, "working days")))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("5 working days", "5 working days", True),
        ("6 working days", "5 working days", False),
        ("5 calendar days", "5 working days", True),
        ("5 working days", "30 calendar days", False),
        ("2 weeks", "14 calendar days", True),
        ("1 months", "30 calendar days", False),
        ("1 months", "31 calendar days", True),
        ("4 weeks", "1 months", True),
        ("36 hours", "36 working hours", True),
        ("8 working hours", "8 hours", False),
        ("24 hours", "2 calendar days", True),
        ("48 hours", "2 calendar days", False),
        ("8 working hours", "1 working days", True),
        ("9 working hours", "1 working days", False),
        ("8 working hours", "9 calendar days", False),
        ("2 calendar days", "120 hours", True),
        ("2 calendar days", "72 hours", False),
        ("2 working days", "900 hours", False),
        ("90 minutes", "2 hours", True),
    ],
)
def test_lengths_of_one_house_are_compared(one: str, other: str, *, expected: bool) -> None:
    assert compared(one, other) is expected


def test_lengths_of_other_houses_are_compared_with_days_to_spare():
    amount = Amount(5, "calendar days")
    there = Length(amount, Count(), NIGHT)
    assert not never_longer(there, Length(amount, Count(), OFFICE))
    assert never_longer(there, Length(Amount(8, "calendar days"), Count(), OFFICE))
    days = Amount(5, "working days")
    assert not never_longer(Length(days, Count(), NIGHT), Length(days, Count(), OFFICE))


def test_how_days_are_counted_is_compared_too():
    five, seven = Amount(5, "calendar days"), Amount(7, "calendar days")

    def holds(first: Count, second: Count, more: Amount = five) -> bool:
        return never_longer(Length(five, first, OFFICE), Length(more, second, OFFICE))

    usual = Count()
    assert holds(Count(ends="same_time"), usual)
    assert not holds(usual, Count(ends="same_time"))
    assert holds(usual, Count(ends="same_time"), seven)
    assert not holds(usual, Count(first_day="counted"))
    assert not holds(Count(start_closed="next_opening"), usual, seven)
    assert not holds(Count(last_closed="next_open"), usual, seven)
    assert holds(Count(last_closed="previous_open"), usual)
    days = Length(Amount(5, "working days"), Count(last_closed="next_open"), OFFICE)
    assert never_longer(days, replace(days, count=usual))  # one works on the last of working days
    rolled = Count(ends="close", last_closed="next_open")
    assert not holds(rolled, Count(last_closed="next_open"), seven)
    hours = Length(Amount(1, "hours"), usual, OFFICE)
    previous = Count(last_closed="previous_open")
    assert not never_longer(hours, Length(seven, previous, OFFICE))
    moved = Length(Amount(1, "calendar days"), Count(start_closed="next_opening"), OFFICE)
    assert not never_longer(moved, Length(Amount(9000, "hours"), usual, OFFICE))


@pytest.mark.parametrize(
    ("rules", "minutes"),
    [(OFFICE, 480), (NIGHT, 0), (ALWAYS, 1320), (SUMMER, 60), (replace(OFFICE, week=((),) * 7), 0)],
    ids=["office", "night", "always", "summer", "nobody"],
)
def test_the_shortest_working_day_of_a_calendar_is_known(rules: Rules, minutes: int) -> None:
    assert shortest_day(rules) == minutes


# --- lives -------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(st.sampled_from(["ask", "note_down", "reply", "end", "wait"]), st.integers(0, 50)),
    max_size=8,
)
RULES = st.sampled_from([
    (),
    (("met: {left: open}", "met: {entered: over}"),),
    (("within: 8 working hours", "within: 2 calendar days"),),
    (("met: {left: open}", "met: {entered: over}\n    pauses: {in: waiting}"),),
    ENDED_BY_A_NOTE,
    (("within: 8 working hours", "within: 4 working days"),),
])  # fmt: skip


@settings(max_examples=many(10))
@given(RULES, ACTS)
def test_in_no_life_is_nobody_told_where_it_is_proved(
    rules: tuple[tuple[str, str], ...], acts: list[tuple[str, int]]
) -> None:
    definition = matter(*rules)
    if decide(definition, definition.promises[0]).answer != "proved":
        return
    with Simulation(definition, now="2026-11-02 10:00", staff={"安": ["desk", "chief"]}) as life:
        life.open({"size": 1}, by="安")
        last = life.flow.now()
        for act, hours in acts:
            life.advance(timedelta(hours=hours))
            if act != "wait":
                with suppress(WorkflowError):
                    life.do(act, {}, by="安")
                    last = life.flow.now()
            office = WorkingTime(definition.calendars["office-cn"], _official(life))
            end = add(last, Amount(3, "working days"), office, Count(ends="close"))
            if life.state != "over" and life.flow.now() >= end:
                late = [one for one in life.show().deadlines if one.status == "missed"]
                assert any(one.running for one in late)


def _official(life: Simulation) -> OfficialDays:
    known = life.flow.official_days("CN")
    assert known is not None
    return known


QUIET = """\
language: 1
workflow: matter
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
states: {open: {title: Open}, over: {title: Over, final: true}}
transitions:
  begin: {from: new, to: open, by: desk}
  ask: {from: open, stay: true, by: desk}
  answer: {from: open, stay: true, by: desk, does: answering}
  tick: {from: open, stay: true, by: system}
  end: {from: open, to: over, by: desk, waives: answering}
duties: {answering: {opens: {act: ask}, who: desk}}
deadlines:
  owed: {starts: {opened: answering}, met: {settled: answering}, within: 2 calendar days}
  whole: {starts: STARTS, met: {entered: over}, within: 4 calendar days, MORE}
promises:
  - {heard_within: 4 calendar days}
"""
TOLD = "missed: [{to: owner}]"


@pytest.mark.long
@pytest.mark.parametrize(
    ("starts", "more", "result"),
    [
        ("{entered: open}", TOLD, "proved"),
        ("{entered: open}", f"pauses: [{{open: answering}}], {TOLD}", "broken"),
        ("[{entered: open}, {act: tick}]", f"remind: [{{at: 50%, does: tick}}], {TOLD}",
         "not_proved"),
        ("[{entered: open}, {act: tick}]", f"remind: [{{at: 50%, does: tick, to: owner}}], {TOLD}",
         "proved"),
        ("[{entered: open}, {act: tick}]", TOLD, "proved"),
    ],
)  # fmt: skip
def test_what_a_duty_holds_up_or_clocks_put_off_in_silence_is_not_relied_on(
    starts: str, more: str, result: str
) -> None:
    proof = only(loads(QUIET.replace("STARTS", starts).replace("MORE", more), "matter.yaml"))
    assert proof.result == result
    assert ("tick, which clocks take again and again" in proof.obstacle) == (result == "not_proved")


LAPSING = """\
language: 1
workflow: matter
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Front desk, zh: 前台}}}
states: {open: {title: Open}, waiting: {title: Waiting}, over: {title: Over, final: true}}
transitions:
  begin: {from: new, to: open, by: desk}
  lapse: {from: open, to: waiting, by: system, STEP}
  back: {from: waiting, to: open, by: desk}
  end: {from: [open, waiting], to: over, by: desk}
deadlines:
  long: {starts: {act: begin}, met: {entered: over}, within: 40 calendar days, LONG}
  answer: {starts: {entered: open}, met: {MET}, within: 2 calendar days, over: [{RUNG}]}
  second: {starts: {entered: waiting}, met: {entered: over}, within: SECOND, missed: [{to: owner}]}
promises:
  - {heard_within: 2 calendar days}
"""
TO_AND_DOES = "to: owner, does: lapse"
GOES_ON = "in Open: nobody owes answer, and the case may go on when it has run out"
REFUSED = "in Open: nobody owes answer, and lapse, which is to end it, may be refused: "


def lapsing(
    met: str = "left: open",
    rung: str = TO_AND_DOES,
    second: str = "2 calendar days",
    step: str = "",
) -> Definition:
    text = LAPSING.replace("MET", met).replace("RUNG", rung).replace("SECOND", second)
    text = text.replace(", STEP", f", {step}" if step else "").replace("LONG", TOLD)
    return loads(text, "matter.yaml")


@pytest.mark.long
@pytest.mark.parametrize(
    ("changed", "result", "obstacle"),
    [
        ({}, "proved", ""),
        ({"second": "9 calendar days"}, "broken", ""),
        ({"rung": f"{TO_AND_DOES}, after: 1 hour"}, "broken", ""),
        ({"met": "entered: over", "second": "9 calendar days"}, "not_proved", GOES_ON),
        ({"rung": f"{TO_AND_DOES}, when: 'times(\"end\") == 0'"}, "not_proved",
         "in Open: answer tells nobody for sure when it runs out"),
        ({"step": "at_most: 1"}, "not_proved", f"{REFUSED}at_most"),
        ({"step": "during: office-cn"}, "not_proved", f"{REFUSED}during"),
        ({"step": "not_before: {act: begin, plus: 5 calendar days}"}, "not_proved",
         f"{REFUSED}not_before"),
        ({"step": "when: 'times(\"back\") == 0'"}, "not_proved", f"{REFUSED}when"),
    ],
)  # fmt: skip
def test_a_time_that_nobody_owes_counts_where_it_ends_with_a_step_when_it_is_over(
    changed: dict[str, str], result: str, obstacle: str
) -> None:
    proof = only(lapsing(**changed))
    assert (proof.result, proof.obstacle) == (result, obstacle)


def test_a_case_that_is_over_by_what_a_clock_did_breaks_nothing() -> None:
    """Whoever waits for the step that extends what somebody hears by waits until it is over."""
    text = LAPSING.replace("to: waiting, by: system, STEP", "to: over, by: system, STEP")
    text = text.replace("back: {from: waiting", "wait: {from: open, to: waiting, by: desk}\n  BACK")
    text = text.replace("BACK", "back: {from: waiting").replace("LONG", TOLD)
    text = text.replace("MET", "left: open").replace("RUNG", TO_AND_DOES)
    text = text.replace("SECOND", "2 calendar days")
    text = text.replace("STEP", "extends: {answer: {by: 1 calendar day}}")
    proof = only(loads(text, "matter.yaml"))
    assert (proof.result, proof.obstacle) == ("not_proved", f"{REFUSED}extends")


RECURRING = QUIET.replace("STARTS", "{entered: open}").replace(
    "promises:",
    "schedules:\n  ticking: {on: DAYS, at: '09:00', does: TAKES, in: [open]}\npromises:",
)


@pytest.mark.parametrize(
    ("days", "takes", "result"),
    [
        ("every_day", "tick", "not_proved"),  # a step has just been taken whenever one asks
        ("monday", "tick", "broken"),
        ("every_day", "lapse", "not_proved"),
        ("monday", "lapse", "broken"),
    ],
)
def test_what_recurs_within_the_time_is_a_step_or_ends_the_case(
    days: str, takes: str, result: str
) -> None:
    text = (
        RECURRING.replace("DAYS", days)
        .replace("TAKES", takes)
        .replace("4 calendar days, MORE", f"9 weeks, {TOLD}")
    )
    text = text.replace(
        "  end:", "  lapse: {from: open, to: over, by: system, waives: answering}\n  end:"
    )
    proof = only(loads(text, "matter.yaml"))
    assert proof.result == result
