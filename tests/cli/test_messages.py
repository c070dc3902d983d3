"""``messages`` lists what waits to be sent, and sends nothing."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from command_lines import Complaints
from frozen import freeze_time

from workflow import Workflow
from workflow.notify.log import LogSender
from workflow.wide import display_width

DEFINITION = """\
language: 1
workflow: repair_at_night
edition: "1"
effective: 2026-01-01
prefix: N
calendar: office-cn
roles: {specialist: {title: {en: Specialist, zh: 客服专员}}}
parties: {guest: {title: {en: Guest, zh: 住客}}}
fields:
  name: {type: text, personal: true, title: {en: Name, zh: 姓名}}
documents: {notice: {title: {en: Notice, zh: 通知单}, text: {en: Sorry., zh: 抱歉。}}}
states: {open: {title: {en: Open, zh: 处理中}}, over: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist], needs: [name]}
  finish: {from: open, to: over, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复期限}
    starts: {entered: open}
    met: {left: open}
    within: 4 hours
    remind: [{at: 50%, to: owner}]
    missed:
      - {to: [{person: 张三丰}, {party: guest}], prints: notice}
  fixing:
    title: {en: Fix it, zh: 修好}
    starts: {entered: open}
    met: {left: open}
    within: 5 hours  # accepted D024: the two have nothing to do with each other
    urgent: true
    missed: [{to: {role: specialist}}]
"""
FRIDAY, EVENING, LATE = "2026-11-06 09:00:00", "2026-11-06 11:30:00", "2026-11-06 15:00:00"
PERSONAL = "李雷"


def done(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


class Night:
    """A case opened on Friday, 6 November 2026, at 17:00, an hour before the office closes."""

    def __init__(self, house: Complaints) -> None:
        self.house = house
        self.file = os.environ["COMPLAINTS_DB"]

    def at(self, now: str, *words: str) -> str:
        with freeze_time(now):
            return done(self.house(*words))

    def fire(self, now: str) -> None:
        """Fire what is due, as an application does that sends nothing."""
        with freeze_time(now), Workflow(self.file) as flow:
            assert flow.fire_due().fired

    def messages(self, now: str, *words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.at(now, "outbox", "list", *words, "--json"))[
            "messages"
        ]
        return found


@pytest.fixture
def night(house: Complaints, tmp_path: Path) -> Night:
    made = Night(house)
    path = tmp_path / "repair.yaml"
    path.write_text(DEFINITION, encoding="utf-8")
    done(house("staff", "add", "张三丰", "--role", "manager"))
    made.at(FRIDAY, "definition", "publish", str(path))
    made.at(FRIDAY, "open", "repair_at_night", "--set", f"name={PERSONAL}")
    return made


def test_nothing_waits_where_nothing_fired(night: Night) -> None:
    assert night.at(FRIDAY, "outbox", "list") == "No message waits.\n"
    assert night.at(FRIDAY, "outbox", "list", "--dead") == "No message was given up.\n"
    assert night.at(FRIDAY, "outbox", "list", "--lang", "zh") == "没有待发消息。\n"
    assert night.messages(FRIDAY) == []


def test_what_waits_for_working_time_is_listed_with_until_when(night: Night) -> None:
    night.fire(EVENING)
    (told,) = night.messages(EVENING)
    assert told == {
        "case": "N-2026-000001", "site": "main", "deadline": "answer", "cycle": 1,
        "kind": "reminder", "to": "lin", "party": None, "documents": [], "urgent": False,
        "due_at": "2026-11-06T13:00:00Z", "since": "2026-11-06T11:30:00Z",
        "held_until": "2026-11-09T01:00:00Z", "channel": None, "attempts": 0, "error": None,
        "again_at": None, "delivery": None, "given_up": False, "unserved": False, "resting": None,
            "id": "N-2026-000001/2.1",
        "sender": None, "sending_until": None, "ended_by": None, "ended_why": None,
        "ended_at": None,
    }  # fmt: skip
    (line,) = night.at(EVENING, "outbox", "list").splitlines()[2:]
    for one in ("2026-11-06 19:30", "reminder", "lin", "N-2026-000001/2.1"):
        assert one in line
    assert line.rstrip().endswith("held until 2026-11-09 09:00")
    assert "暂缓至 2026-11-09 09:00" in night.at(EVENING, "outbox", "list", "--lang", "zh")


def test_whom_each_is_for_and_what_goes_with_it(night: Night) -> None:
    night.fire(LATE)
    told = night.messages(LATE)
    assert [(one["kind"], one["to"], one["party"], one["urgent"]) for one in told] == [
        ("escalation", "张三丰", None, False),
        ("party", None, "guest", False),
        ("escalation", "lin", None, True),
    ]
    assert [one["documents"] for one in told] == [["notice"], ["notice"], []]
    assert [one["held_until"] is None for one in told] == [False, False, True]
    assert [one["to"] for one in night.messages(LATE, "--to", "张三丰")] == ["张三丰"]
    assert len(night.messages(LATE, "--limit", "2", "--page", "2")) == 1


@pytest.mark.parametrize(("language", "guest"), [("en", "guest (Guest)"), ("zh", "guest（住客）")])
def test_columns_align_however_wide_the_characters(night: Night, language: str, guest: str) -> None:
    night.fire(LATE)
    lines = night.at(LATE, "outbox", "list", "--lang", language).splitlines()[2:]
    assert {display_width(one[: one.index("N-2026")]) for one in lines} == {
        display_width(lines[0][: lines[0].index("N-2026")])
    }
    assert any(guest in one for one in lines)
    assert any("张三丰" in one for one in lines)


def test_no_personal_value_is_shown(night: Night) -> None:
    night.fire(LATE)
    shown = night.at(LATE, "outbox", "list") + night.at(LATE, "outbox", "list", "--json")
    assert PERSONAL not in shown


def test_looking_sends_nothing_and_what_was_sent_waits_no_more(night: Night) -> None:
    night.fire(LATE)
    before = night.at(LATE, "outbox", "list")
    assert night.at(LATE, "outbox", "list") == before
    with freeze_time(LATE):
        assert night.house("daemon", "--once").exit_code == 0
    assert [one["to"] for one in night.messages(LATE)] == ["张三丰", None]  # at work on Monday
    with freeze_time("2026-11-09 01:00:00"):
        assert night.house("daemon", "--once").exit_code == 0
        assert night.messages("2026-11-09 01:00:00") == []


def test_what_could_not_be_sent_is_listed_with_the_next_attempt(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: object) -> None:
        raise OSError

    night.fire(LATE)
    with monkeypatch.context() as without, freeze_time(LATE):
        without.setattr(LogSender, "send", broken)
        assert night.house("daemon", "--once").exit_code == 9
    (failed,) = (one for one in night.messages(LATE) if one["attempts"])
    assert (failed["to"], failed["channel"], failed["attempts"]) == ("lin", "log", 1)
    assert failed["error"] == "OSError"
    assert "2026-11-06T15:00:22" <= failed["again_at"] <= "2026-11-06T15:00:30Z"
    assert "not sent once (OSError), again 2026-11-06 23:00" in night.at(LATE, "outbox", "list")


def test_what_is_void_does_not_wait(night: Night) -> None:
    night.fire(LATE)
    night.at(LATE, "do", "1", "finish", "--at", "2026-11-06 18:30")
    assert night.messages(LATE) == []


def test_an_alarm_says_that_nobody_could_be_found(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("张三丰", "lin", "wang", "zhao"):
        night.at(FRIDAY, "staff", "leave", name)
    night.fire(LATE)
    monkeypatch.delenv("COMPLAINTS_ACTOR")
    assert [one["kind"] for one in night.messages(LATE)] == ["alarm", "party", "alarm"]
    assert night.at(LATE, "outbox", "list").count("nobody could be found") == 2


@pytest.mark.parametrize(
    ("words", "name"), [(("--to", "张三"), "张三丰"), (("--site", "mian"), "main")]
)
def test_a_mistyped_name_is_refused(night: Night, words: tuple[str, ...], name: str) -> None:
    result = night.house("outbox", "list", *words)
    assert (result.exit_code, result.stdout) == (3, "")
    assert name in result.stderr


def test_those_of_the_sites_of_whoever_asks(night: Night) -> None:
    night.fire(LATE)
    done(night.house("site", "add", "garden"))
    done(night.house("staff", "add", "韩梅梅", "--role", "manager", "--site", "garden"))
    assert night.messages(LATE, "--as", "韩梅梅") == []
    assert len(night.messages(LATE, "--site", "main")) == 3


def test_the_history_does_not_say_when_somebody_is_told_of_what_is_not_sent(night: Night) -> None:
    night.fire(LATE)
    history = night.at(LATE, "history", "1")
    superseded, sent = history.split("Not sent: a later one was due as well.")
    assert "To: lin" in superseded
    assert "told when at work" not in superseded
    assert "张三丰: told when at work, 2026-11-09 09:00" in sent
    assert "guest (Guest): told when at work, 2026-11-09 09:00" in sent
