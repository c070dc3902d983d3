"""What is recorded later can bar the present owner: the answer says so, and so does `show`."""

import json
from pathlib import Path

import pytest
from command_lines import Complaints, done

DEFINITION = """\
language: 1
workflow: hearing
edition: "1"
effective: 2026-01-01
roles: {desk: {}, judge: {}, head: {}}
fields: {about: {type: person, title: {en: Whom it is about, zh: 被投诉人}}}
states:
  open: {RULE editable: [about]}
  closed: {final: true}
transitions:
  open_it: {from: new, to: open, by: [desk], needs: [about]}
  decide: {title: {en: Decide, zh: 裁定}, from: open, to: closed, by: BY, other_than: {is: [about]}}
deadlines: {decision: {starts: {entered: open}, met: {entered: closed}, within: 3 calendar days}}
permissions: {correct: [desk], assign: [desk], set: [desk]}
"""
RULE = "owner: {role: judge, other_than: {is: [about]}},"
CORRECTED = ("correct", "1", "about=陈", "--reason", "误记", "--as", "李")


def hearing(complaints: Complaints, *, rule: str, by: str) -> Complaints:
    text = DEFINITION.replace("RULE", rule).replace("BY", by)
    Path("hearing.yaml").write_text(text, encoding="utf-8")
    assert complaints("definition", "publish", "hearing.yaml").exit_code == 0
    done(complaints("staff", "add", "李", "--role", "desk"))
    for name in ("陈", "周"):
        done(complaints("staff", "add", name, "--role", "judge"))
    done(complaints("open", "hearing", "--set", "about=李", "--as", "李"))
    done(complaints("assign", "1", "陈", "--as", "李"))
    return complaints


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_owner_whom_a_correction_bars_is_told_of_until_the_case_is_assigned(
    house: Complaints,
) -> None:
    desk = hearing(house, rule=RULE, by="[owner, judge]")
    told = (
        "陈 owns the case and must not any more: 陈 is named in Whom it is about. Give it to "
        "somebody else: `complaints assign 1 PERSON`."
    )
    assert "owns the case" not in done(desk("show", "1")).stdout
    answered = done(desk(*CORRECTED)).stdout
    assert told in answered
    assert told in done(desk("show", "1")).stdout
    assert (
        "陈 正在承办本案，而此人已须回避：陈是“被投诉人”所指的人"
        in done(desk("show", "1", "--lang", "zh")).stdout
    )
    assert json.loads(done(desk("show", "1", "--json")).stdout)["barred"] == [
        {"owner": "陈", "kind": "named", "thing": "about", "step": None}
    ]
    assert "owns the case" not in done(desk("assign", "1", "周", "--as", "李")).stdout
    assert "owns the case" not in done(desk("show", "1")).stdout


def test_a_step_that_only_a_barred_owner_may_do_is_told_of(house: Complaints) -> None:
    desk = hearing(house, rule="", by="[owner]")
    told = "Only 陈, who owns the case, may do decide (Decide), and must not"
    assert told in done(desk(*CORRECTED)).stdout
    assert told in done(desk("show", "1")).stdout
    answered = json.loads(done(desk(*CORRECTED, "--json")).stdout)
    assert [one["step"] for one in answered["barred"]] == ["decide"]


def test_a_step_that_somebody_else_may_do_is_not(house: Complaints) -> None:
    desk = hearing(house, rule="", by="[owner, judge]")
    assert "must not" not in done(desk(*CORRECTED)).stdout
