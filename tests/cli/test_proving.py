"""``definition prove``: what it prints can be pasted into a shell, and then really happens."""

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workflow import Workflow
from workflow.cli.program import complaints
from workflow.errors import PromiseUnproved, TrialRefused

DEFINITION = """\
language: 1
workflow: opinion
edition: "1"
effective: 2026-01-01
title: {en: Opinion, zh: 意见}
prefix: P
roles:
  desk: {title: {en: Front desk, zh: 前台}}
  lead: {title: {en: Duty manager, zh: 值班经理}}
parties: {guest: {title: {en: Guest, zh: 客人}}}
fields:
  words: {type: text, title: {en: What was said, zh: 意见内容}}
  paid: {type: flag, title: {en: Paid, zh: 已付}}
states:
  open: {title: {en: Open, zh: 待处理}, owner: {role: desk}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  write: {title: {en: Write down, zh: 登记}, from: new, to: open, by: [desk], needs: [words, paid]}
  answer: {title: {en: Answer, zh: 答复}, from: open, stay: true, by: [owner]}
  close: {title: {en: Close, zh: 结案}, from: open, to: closed, by: [lead]}
  withdraw: {title: {en: Withdraw, zh: 撤回}, from: open, to: closed, by: [guest]}
deadlines:
  answering:
    starts: {entered: open}
    met: {entered: closed}
    within: 2 calendar days
    missed: [{to: owner}]
permissions: {correct: [lead]}
promises:
"""
BROKEN = "  - {never: closed, without: answer}\n"
PROVED = "  - {always_before: close, done: write}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("DB", "ACTOR", "LANG", "APP"):
        monkeypatch.delenv(f"COMPLAINTS_{name}", raising=False)
    return tmp_path


def written(here: Path, *promises: str) -> str:
    (here / "意见.yaml").write_text(DEFINITION + "".join(promises), encoding="utf-8")
    return "意见.yaml"


def run(line: str) -> Result:
    return CliRunner().invoke(complaints, shlex.split(line))


def test_what_is_printed_can_be_pasted_and_breaks_the_promise(here: Path) -> None:
    file = written(here, BROKEN, PROVED)
    found = run(f"definition prove {file}")
    assert found.exit_code == 7
    first, second = (one for one in found.output.splitlines() if one.startswith(file))
    assert first == f"{file}:30: broken. Never closed (Closed), without answer (Answer)"
    assert second.startswith(f"{file}:31: proved. Before close (Close), always: write (Write down)")
    lines = [one.strip() for one in found.output.splitlines() if one.startswith("    complaints ")]
    for line in lines:
        result = run(line.removeprefix("complaints "))
        assert result.exit_code == 0, f"{line}: {result.output}"
    with Workflow("trial.db") as flow:
        assert flow.show(1).state == "closed"
        acts = [one.details.get("trigger") for one in flow.history(1)]
        assert "answer" not in acts


def test_it_is_told_in_chinese(here: Path) -> None:
    found = run(f"definition prove {written(here, BROKEN)} --lang zh")
    assert found.output.splitlines()[0] == (
        "意见.yaml:30：已违反。绝不进入closed（已结案），如未先做answer（答复）"
    )


def test_a_program_reads_the_same(here: Path) -> None:
    found = run(f"definition prove {written(here, BROKEN, PROVED)} --json")
    broken, proved = json.loads(found.output)["promises"]
    assert (broken["result"], proved["result"]) == ("broken", "proved")
    assert broken["commands"][-1].startswith("complaints do 1 ")
    assert proved["commands"] == []


def test_a_definition_without_promises_promises_nothing(here: Path) -> None:
    (here / "意见.yaml").write_text(DEFINITION.replace("promises:\n", ""), encoding="utf-8")
    found = run("definition prove 意见.yaml")
    assert (found.exit_code, found.output.strip()) == (0, "意见.yaml promises nothing.")


def test_what_is_not_proved_is_not_published_unless_it_is_assumed(here: Path) -> None:
    run("init --db cases.db --zone Asia/Shanghai")
    refused = run(f"definition publish {written(here, BROKEN)} --db cases.db")
    assert refused.exit_code == 7
    assert "What opinion promises at 意见.yaml:30 is not proved." in refused.output
    few = "  - {never: closed, without: answer, assumed: {en: Nobody does, zh: 无人如此}}\n"
    assert run(f"definition publish {written(here, few)} --db cases.db").exit_code == 7
    assert run(f"definition publish {written(here, PROVED)} --db cases.db").exit_code == 0
    assert "Before close (Close), always: write (Write down)" in run(
        "definition show opinion --db cases.db"
    ).output  # fmt: skip


def test_it_is_tried_out_only_where_there_is_no_case(here: Path) -> None:
    file = Path(written(here, BROKEN))
    with Workflow.create("cases.db", zone="Asia/Shanghai") as flow:
        with pytest.raises(PromiseUnproved):
            flow.publish(file)
        flow.publish(file, trial=True)
        flow.add_staff("安", roles=["desk", "lead"])
        flow.open("opinion", {"words": "房间太冷", "paid": True}, actor="安")
        with pytest.raises(TrialRefused, match="1"):
            flow.publish(file, trial=True)
