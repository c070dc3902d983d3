"""A deadline that stands still is shown with since when: none is forgotten in a pause."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import Complaints
from frozen import freeze_time

DEFINITION = """\
language: 1
workflow: repairs
edition: "1"
effective: 2020-01-01
prefix: W
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
fields: {police: {type: flag, title: {en: With the police, zh: 已交警方}}}
states:
  open: {title: {en: Open, zh: 处理中}, editable: [police]}  # accepted D028: the police see to it
  waiting: {title: {en: Waiting for the guest, zh: 等待客人}, editable: [police]}
  closed: {final: true}
transitions:
  report: {from: new, to: open, by: [specialist]}
  ask: {from: open, to: waiting, by: [specialist]}
  close: {from: any_open, to: closed, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复期限}
    starts: {entered: open}
    met: {act: close}
    within: 8 hours
    pauses: {in: waiting}
    applies: not police
    missed: [{to: owner}]
  asking:
    starts: {entered: waiting}
    met: {left: waiting}
    cancelled: {act: close}  # accepted D027: it stands for one that is paused
    within: 1 week
    missed: [{to: owner}]
"""


def done(result: Result) -> Result:
    assert (result.exit_code, result.stderr) == (0, "")
    return result


@pytest.fixture
def waiting(house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """A case that has waited for the guest since ten o'clock."""
    monkeypatch.chdir(tmp_path)
    Path("repairs.yaml").write_text(DEFINITION, encoding="utf-8")
    done(house("definition", "publish", "repairs.yaml"))
    with freeze_time("2026-11-02 01:00:00"):
        done(house("open", "repairs"))
    with freeze_time("2026-11-02 02:00:00"):
        done(house("do", "1", "ask"))
    return house


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "paused since 2026-11-02 10:00"), ("zh", "自2026-11-02 10:00起暂停")],
)
@pytest.mark.parametrize("command", ["due", "show 1"])
def test_a_pause_is_shown_with_since_when(
    waiting: Complaints, command: str, language: str, words: str
) -> None:
    assert words in done(waiting(*command.split(), "--lang", language)).stdout


def test_programs_are_told_since_when_it_is_paused(waiting: Complaints) -> None:
    listed = json.loads(done(waiting("due", "--json")).stdout)["due"]
    shown = json.loads(done(waiting("show", "1", "--json")).stdout)["deadlines"]
    for found in (listed, shown):
        assert {one.get("name", one.get("deadline")): one["paused_at"] for one in found} == {
            "answer": "2026-11-02T02:00:00Z", "asking": None,
        }  # fmt: skip


def test_what_does_not_apply_at_present_is_not_said_to_be_over(waiting: Complaints) -> None:
    with freeze_time("2026-11-02 03:00:00"):
        done(waiting("set", "1", "police=yes"))
    assert "does not apply" in done(waiting("show", "1", "--lang", "en")).stdout
    assert "不适用" in done(waiting("show", "1", "--lang", "zh")).stdout
