"""Too early, too late, out of hours: what the command line says, and what it shows before."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from appeals import APPEAL, definition
from command_lines import Complaints
from frozen import freeze_time

from workflow import Workflow
from workflow.cli import exit_codes
from workflow.definition.deadline import Contact
from workflow.definition.parse import loads
from workflow.report import lifecycle
from workflow.translation import language
from workflow.wide import display_width


@pytest.fixture
def time() -> Iterator:
    """Monday, 2 November 2026, ten o'clock in Shanghai, until it is moved."""
    with freeze_time("2026-11-02T02:00:00Z") as frozen:
        yield frozen


@pytest.fixture
def decided(time, house: Complaints, tmp_path: Path) -> Complaints:
    """A case that was decided at ten."""
    with Workflow(str(tmp_path / "house.db")) as flow:
        flow.publish(definition())
    assert house("open", "appeal").exit_code == 0
    assert house("do", "1", "decide").exit_code == 0
    return house


REFUSED = {
    "too early": (
        "appeal", "2026-11-02T03:00:00Z",
        "appeal (File an appeal) is too early for case A-2026-000001 at 2026-11-02 11:00: "
        "it can be done from 2026-11-02 12:00 on (2 hours after: decide (Decide) is done, "
        "2026-11-02 10:00).",
        "案件 A-2026-000001：2026-11-02 11:00 还不能做 appeal（提出申诉），"
        "2026-11-02 12:00 起可做（2 小时，起算于：完成 decide（作出决定），2026-11-02 10:00）。",
    ),
    "too late": (
        "appeal", "2026-11-20T02:00:00Z",
        "appeal (File an appeal) is too late for case A-2026-000001 at 2026-11-20 10:00: "
        "it could be done until 2026-11-17 24:00 (15 calendar days after: decide (Decide) is done, "
        "2026-11-02 10:00). "
        "If it took place earlier, record its time with --at.",
        "案件 A-2026-000001：2026-11-20 10:00 已不能再做 appeal（提出申诉），"
        "此操作截止于 2026-11-17 24:00（15 个日历日，起算于：完成 decide（作出决定），"
        "2026-11-02 10:00）。如果实际发生得更早，请用 --at 记录当时的时间。",
    ),
    "out of hours": (
        "call", "2026-11-06T12:00:00Z",
        "call is not done for case A-2026-000001 at 2026-11-06 20:00, outside the hours of "
        "office (Office hours). They begin next at 2026-11-09 09:00.",
        "案件 A-2026-000001：2026-11-06 20:00 不能做 call（致电），此操作的时段为 "
        "office（办公时间）。下一时段从 2026-11-09 09:00 开始。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_not_possible_at_that_time_is_refused_in_words(
    decided: Complaints, time, case: tuple[str, str, str, str]
) -> None:
    step, when, english, chinese = case
    time.move_to(when)
    for tag, said in (("en", english), ("zh", chinese)):
        result = decided("do", "1", step, "--lang", tag)
        assert result.exit_code == exit_codes.REFUSED
        assert said in result.stderr
        assert result.stdout == ""


def test_what_must_happen_first_is_said(house: Complaints, time, tmp_path: Path) -> None:
    with Workflow(str(tmp_path / "house.db")) as flow:
        flow.publish(definition())
    assert house("open", "appeal").exit_code == 0
    result = house("do", "1", "appeal")
    assert result.exit_code == exit_codes.REFUSED
    assert "First must happen: decide (Decide) is done." in " ".join(result.stderr.split())


def test_a_call_that_took_place_in_time_is_recorded(decided: Complaints, time) -> None:
    time.move_to("2026-11-02T12:00:00Z")
    assert decided("do", "1", "call").exit_code == exit_codes.REFUSED
    assert decided("do", "1", "call", "--at", "2026-11-02 17:00").exit_code == 0


@pytest.mark.parametrize(
    ("step", "said"), [("call", "2026-11-06 20:00"), ("appeal", "2026-11-19 10:00")]
)
def test_who_says_when_it_took_place_is_not_told_to_say_so(
    decided: Complaints, time, step: str, said: str
) -> None:
    time.move_to("2026-11-20T02:00:00Z")
    result = decided("do", "1", step, "--at", said)
    assert result.exit_code == exit_codes.REFUSED
    assert said in result.stderr
    assert "--at" not in result.stderr
    assert "begin next" not in result.stderr


def test_a_case_is_shown_with_when_its_steps_are_possible(decided: Complaints) -> None:
    shown = decided("show", "1")
    assert "from 2026-11-02 12:00 on" in shown.stdout
    assert "until 2026-11-17 24:00" in shown.stdout
    steps = {
        one["trigger"]: one for one in json.loads(decided("show", "1", "--json").stdout)["next"]
    }
    assert steps["appeal"]["since"] == "2026-11-02T04:00:00Z"
    assert steps["close"]["until"] is None
    chinese = decided("show", "1", "--lang", "zh").stdout
    assert "2026-11-02 12:00 起" in chinese
    assert max(display_width(line) for line in chinese.splitlines()) <= 100


def test_a_definition_tells_its_windows_in_words() -> None:
    told = [line for line in lifecycle.definition(definition()) if isinstance(line, str)]
    assert "  not before: 2 hours after: decide (Decide) is done" in told
    assert (
        "  not after: the later of: 15 calendar days after: decide (Decide) is done, "
        "10 calendar days after: notice_received (Notice received on)"
    ) in told
    assert '  during: office (Office hours), unless filled("appointment")' in told
    with language("zh"):
        chinese = [line for line in lifecycle.definition(definition()) if isinstance(line, str)]
    assert "  不早于：2 小时，起算于：完成 decide（作出决定）" in chinese


def test_a_definition_tells_of_every_kind_of_window() -> None:
    whole = definition()
    points = {
        "{entered: decided}": "decided (Decided) is entered",
        "{earlier_of: [{due: closing}, {field: appointment}]}": "the earlier of: "
        "closing (Close) is due, appointment (Appointment)",
        "{missed: closing, plus: 1 hour}": "1 hour after: closing (Close) is missed",
        "{left: open}": "open (Open) is left",
    }
    for written, words in points.items():
        text = APPEAL.replace("{act: decide, plus: 2 hours}", written)
        told = list(lifecycle.definition(loads(text, "appeal.yaml")))
        assert f"  not before: {words}" in told
    call = replace(whole.transitions["call"], during=Contact("office"))
    changed = replace(whole, calendars={}, transitions={**whole.transitions, "call": call})
    assert "  during: office" in list(lifecycle.definition(changed))


CLAIM = """
language: 1
workflow: claim
edition: "1"
effective: 2020-01-01
title: {en: Claim, zh: 索赔}
prefix: K
roles:
  receptionist: {title: {en: Receptionist, zh: 接待员}}
fields:
  received_on: {type: date, title: {en: Received on, zh: 收到日期}}
states:
  open: {title: {en: Open, zh: 处理中}, owner: keep}
  over: {title: {en: Over, zh: 结束}, final: true}
transitions:
  claim:
    title: {en: Claim, zh: 索赔}
    from: new
    to: open
    by: [receptionist]
    needs: [received_on]
    not_before: {field: received_on}
    not_after: {field: received_on, plus: 7 calendar days}
  close: {title: {en: Close, zh: 结案}, from: open, to: over, by: [receptionist]}
deadlines:
  closing:
    title: {en: Close, zh: 结案期限}
    starts: {entered: open}
    met: {left: open}
    within: 5 calendar days
permissions:
  record_late: [receptionist]
"""


def test_the_date_given_with_the_opening_decides_whether_it_is_in_time(
    time, house: Complaints, tmp_path: Path
) -> None:
    file = tmp_path / "claim.yaml"
    file.write_text(CLAIM, encoding="utf-8")
    assert house("definition", "publish", str(file)).exit_code == 0

    def claimed(day: str, *words: str):
        return house("open", "claim", "--set", f"received_on={day}", *words)

    late = claimed("2026-10-25")
    assert late.exit_code == exit_codes.REFUSED
    assert (
        "claim is too late for case (new) at 2026-11-02 10:00: it could be done until "
        "2026-11-01 24:00 (7 calendar days after: received_on, 2026-10-25)."
    ) in late.stderr
    assert "（7 个日历日，起算于：received_on（收到日期），2026-10-25）" in (
        claimed("2026-10-25", "--lang", "zh").stderr
    )
    early = claimed("2026-11-03")
    assert early.exit_code == exit_codes.REFUSED
    assert "from 2026-11-03 00:00 on (received_on, 2026-11-03)." in early.stderr
    assert claimed("2026-10-26").exit_code == 0
    assert claimed("2026-10-25", "--at", "2026-11-01 23:59").exit_code == 0
