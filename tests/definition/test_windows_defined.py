"""Windows of a definition: what a step waits for must be able to come before it."""

import pytest

from workflow.definition.difference import differences as compared
from workflow.definition.parse import loads
from workflow.definition.resolved import to_json
from workflow.errors import DefinitionError
from workflow.report import differences
from workflow.report.lifecycle import definition

LEASE = """
language: 1
workflow: lease
edition: "1"
effective: 2026-01-01
title: {en: Lease, zh: 租约}
prefix: L
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
fields:
  handed_over: {type: date, title: {en: Handed over on, zh: 交房日期}}
states:
  running: {title: {en: Running, zh: 进行中}, editable: [handed_over]}
  over: {title: {en: Over, zh: 结束}, final: true}
transitions:
  begin: {title: {en: Begin, zh: 开始}, from: new, to: running, by: [clerk]}
  sue:
    title: {en: Sue, zh: 起诉}
    from: running
    to: over
    by: [clerk]
    not_before: {missed: term}
  finish: {title: {en: Finish, zh: 完成}, from: running, to: over, by: [clerk]}
deadlines:
  lease:
    title: {en: Lease, zh: 租约}
    starts: {entered: running}
    met: {left: running}
    within: 30 calendar days
  term:
    title: {en: Pay back, zh: 退款期限}
    starts: {field: handed_over}
    met: {left: running}
    within: 14 calendar days
"""


@pytest.mark.parametrize("moment", ["missed", "due"])
def test_what_is_counted_from_a_deadline_that_starts_by_a_field_can_come(moment: str) -> None:
    assert loads(LEASE.replace("{missed: term}", f"{{{moment}: term}}"), "x.yaml")


@pytest.mark.parametrize("moment", ["missed", "due"])
def test_what_is_counted_from_a_deadline_started_by_its_miss_can_come(moment: str) -> None:
    chain = (
        LEASE.replace("{missed: term}", f"{{{moment}: after}}")
        + """
  after:
    title: {en: Last call, zh: 最后期限}
    starts: {missed: term}
    met: {left: running}
    within: 2 calendar days
"""
    )
    assert loads(chain, "x.yaml")


def test_a_deadline_that_only_the_step_itself_starts_never_comes_before_it() -> None:
    never = LEASE.replace("starts: {field: handed_over}", "starts: {act: sue}")
    never = never.replace(
        "to: over\n    by: [clerk]\n    not", "stay: true\n    by: [clerk]\n    not"
    )
    with pytest.raises(DefinitionError) as caught:
        loads(never, "x.yaml")
    assert [one.code for one in caught.value.problems] == ["W002"]


def opening(window: str, needs: str = "needs: [handed_over], ") -> str:
    return LEASE.replace("to: running, by", f"to: running, {needs}{window}, by")


@pytest.mark.parametrize(
    "window",
    [
        "not_after: {field: handed_over, plus: 7 calendar days}",
        "not_before: {later_of: [{field: handed_over}, {field: handed_over, plus: 1 hour}]}",
    ],
)
def test_an_opening_has_a_window_by_a_field_that_it_brings(window: str) -> None:
    assert loads(opening(window), "x.yaml")
    assert loads(opening(window, needs=""), "x.yaml")  # it can be given: the state lets it be set


def test_an_opening_has_no_window_by_what_it_does_not_bring() -> None:
    for window in ("not_before: {field: handed_over}", "not_after: {entered: running}"):
        text = opening(window, needs="").replace("editable: [handed_over]", "editable: []")
        with pytest.raises(DefinitionError) as caught:
            loads(text, "x.yaml")
        assert "W003" in [one.code for one in caught.value.problems]


# --- counted otherwise than the file -----------------------------------------------------------

PLUS = LEASE.replace("{missed: term}", "{entered: running, plus: 5 calendar days}")


def test_what_the_file_says_anyway_makes_no_other_definition() -> None:
    said = PLUS.replace("plus: 5 calendar days", "plus: 5 calendar days, count: {ends: end_of_day}")
    assert to_json(loads(said, "x.yaml")) == to_json(loads(PLUS, "x.yaml"))


def test_a_window_names_a_calendar_of_its_own_where_its_amount_asks_for_one() -> None:
    beside = "plus: 5 {} days, calendar: office-cn"
    days = [
        PLUS.replace("plus: 5 calendar days", beside.format(one)) for one in ("working", "calendar")
    ]
    working, plain = (loads(one, "x.yaml").transitions["sue"].not_before for one in days)
    assert working is not None
    assert plain is not None
    assert (working.of[0].calendar, plain.of[0].calendar) == ("office-cn", None)


def test_how_a_window_is_counted_is_told_and_so_is_that_it_changed() -> None:
    counted = PLUS.replace(
        "plus: 5 calendar days",
        "plus: 5 calendar days, count: {first_day: counted, last_closed: next_open}, "
        "calendar: office-cn",
    )
    before, after = loads(PLUS, "x.yaml"), loads(counted, "x.yaml")
    words = (
        "5 calendar days (the first day counts, until the end of the last day, if nobody works on "
        "the last day, the next working day) by the calendar office-cn after: running (Running) is "
        "entered"
    )
    assert f"  not before: {words}" in list(definition(after))
    changed = differences.differences(before, after, compared(before, after))
    was = "not before: 5 calendar days after: running (Running) is entered"
    assert f"    when: {was} → not before: {words}" in changed
