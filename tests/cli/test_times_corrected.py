"""Correcting the field that says when an act happened does not move the act, and that is said."""

import json
from pathlib import Path

import pytest
from command_lines import Complaints, done

DEFINITION = """\
language: 1
workflow: call
edition: "1"
effective: 2026-01-01
roles: {desk: {title: {en: Desk, zh: 窗口}}}
fields:
  called_at: {type: moment, title: {en: Called at, zh: 来电时间}}
  subject: {type: text, personal: false}
states: {open: {}, closed: {final: true}}
transitions:
  note_it: {title: {en: Note, zh: 登记}, from: new, to: open, by: [desk], needs: [called_at, subject], happened: called_at}
  end_it: {from: open, to: closed, by: [desk]}
deadlines:
  answer: {starts: {entered: open}, met: {entered: closed}, within: 5 calendar days}
permissions: {correct: [desk], record_late: [desk]}
"""  # noqa: E501 - as it is written


def test_the_act_stays_where_it_was_and_what_to_do_is_said(
    house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("call.yaml").write_text(DEFINITION, encoding="utf-8")
    house("definition", "publish", "call.yaml")
    done(house("staff", "add", "李", "--role", "desk"))
    opening = ("--set", "called_at=2026-11-02 10:00", "--set", "subject=x")
    done(house("open", "call", *opening, "--as", "李"))
    words = ("correct", "1", "called_at=2026-11-01 10:00", "--reason", "误记", "--as", "李")
    told = done(house(*words)).stdout
    assert "called_at (Called at) said when note_it (Note) happened." in told
    assert "open the case anew" in told
    chinese = done(house(*words, "--lang", "zh")).stdout
    assert "note_it（登记）发生的时间" in chinese
    assert json.loads(done(house(*words, "--json")).stdout)["stands"] == [
        {"field": "called_at", "step": "note_it"}
    ]
    other = ("correct", "1", "subject=y", "--reason", "误记", "--as", "李")
    assert "stays as it was recorded" not in done(house(*other)).stdout
    assert "open the case anew" in " ".join(done(house("correct", "--help")).stdout.split())
