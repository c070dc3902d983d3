"""``definition prove``: what it prints can be pasted into a shell, and then really happens."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from frozen import freeze_time

from workflow import Workflow
from workflow.cli.program import complaints
from workflow.errors import PromiseBroken, PromiseProved, PromiseUnproved, TrialRefused
from workflow.service.simulated import proving

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
NEVER_OPEN = (
    "not_before: {entered: open, plus: 5 calendar days}, "
    "not_after: {act: write, plus: 2 calendar days}"
)
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
    assert lines[0] == "complaints init --zone Asia/Shanghai --db trial.db"
    assert sum("staff add" in one for one in lines) == 1
    with Workflow("trial.db") as flow:
        assert flow.show(1).state == "closed"
        acts = [one.details.get("trigger") for one in flow.history(1)]
        assert "answer" not in acts


def test_a_step_whose_data_say_when_it_happened_can_be_pasted_later(here: Path) -> None:
    file = Path(written(here, "  - {different_people: [write, answer]}\n"))
    told = file.read_text("utf-8").replace(
        "stay: true, by: [owner]", "stay: true, by: [owner], needs: [called], happened: called"
    )
    called = "fields:\n  called: {type: moment, title: {en: Called at, zh: 去电时间}}\n"
    file.write_text(told.replace("fields:\n", called), "utf-8")
    with freeze_time("2026-11-26 07:44:41"):
        found = run(f"definition prove {file}")
    lines = [one.strip() for one in found.output.splitlines() if one.startswith("    complaints ")]
    assert [one for one in lines if "2026-11-26 15:44" in one] == lines[-2:]
    with freeze_time("2026-11-26 07:46:10"):
        for line in lines:
            result = run(line.removeprefix("complaints "))
            assert result.exit_code == 0, f"{line}: {result.output}"


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
    assert "What opinion promises at 意见.yaml:30 is broken." in refused.output
    assert "assumed" not in refused.output
    few = "  - {never: closed, without: answer, assumed: {en: Nobody does, zh: 无人如此}}\n"
    assert run(f"definition publish {written(here, few)} --db cases.db").exit_code == 7
    assert run(f"definition publish {written(here, PROVED)} --db cases.db").exit_code == 0
    assert "Before close (Close), always: write (Write down)" in run(
        "definition show opinion --db cases.db"
    ).output  # fmt: skip


def test_it_is_tried_out_only_where_there_is_no_case(here: Path) -> None:
    file = Path(written(here, BROKEN))
    with Workflow.create("cases.db", zone="Asia/Shanghai") as flow:
        with pytest.raises(PromiseBroken):
            flow.publish(file)
        flow.publish(file, trial=True)
        flow.add_staff("安", roles=["desk", "lead"])
        flow.open("opinion", {"words": "房间太冷", "paid": True}, actor="安")
        with pytest.raises(TrialRefused, match="1"):
            flow.publish(file, trial=True)


# --- as scenarios ------------------------------------------------------------------------------


def test_what_breaks_a_promise_is_written_as_scenarios_and_can_be_played(here: Path) -> None:
    file = written(here, BROKEN, PROVED)
    found = run(f"definition prove {file} --scenarios 意见.broken.scenarios.yaml")
    assert found.exit_code == 7
    assert "complaints definition test 意见.broken.scenarios.yaml" in found.stderr
    for line in ("意见.yaml", "意见.broken.scenarios.yaml", "."):
        played = run(f"definition test {line}")
        assert played.exit_code == 0
        assert "Broken: Never closed (Closed), without answer (Answer)" in played.output
    again = run(f"definition prove {file} --scenarios 意见.broken.scenarios.yaml")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "is there already and is not overwritten" in again.stderr


def test_a_definition_and_its_scenarios_may_be_named_by_other_paths(here: Path) -> None:
    file = (here / written(here, BROKEN)).resolve()
    found = run(f"definition prove {file} --scenarios 意见.broken.scenarios.yaml")
    assert found.exit_code == 7
    assert Path("意见.broken.scenarios.yaml").exists()


@pytest.mark.parametrize("name", ["broken.yaml", "other.broken.scenarios.yaml"])
def test_scenarios_are_written_only_where_their_definition_is_found(here: Path, name: str) -> None:
    found = run(f"definition prove {written(here, BROKEN)} --scenarios {name}")
    assert found.exit_code == 2
    assert f"{name} would not be found beside the definition" in found.stderr
    assert "write 意见.broken.scenarios.yaml" in found.stderr


def test_where_nothing_is_broken_no_scenarios_are_written(here: Path) -> None:
    file = written(here, PROVED)
    found = run(f"definition prove {file} --scenarios 意见.broken.scenarios.yaml --lang zh")
    assert (found.exit_code, found.stderr) == (
        0,
        "没有可写入 意见.broken.scenarios.yaml 的内容。\n",
    )
    assert not Path("意见.broken.scenarios.yaml").exists()


CHILD = (
    ("  write: {title", "  mend: {from: open, stay: true, by: [lead], creates: {workflow: mend}}\n"
                        "  write: {title"),
    ("without: answer}", "when: 'open_children(\"mend\") > 0'}"),
)  # fmt: skip


def test_what_needs_cases_of_other_definitions_is_not_written_as_a_scenario(here: Path) -> None:
    file = here / written(here, BROKEN)
    text = file.read_text(encoding="utf-8")
    for old, new in CHILD:
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    found = run(f"definition prove {file.name} --scenarios 意见.broken.scenarios.yaml")
    assert "意见.yaml:31: what breaks it is not written as a scenario" in found.stderr
    assert not Path("意见.broken.scenarios.yaml").exists()


# --- publishing --------------------------------------------------------------------------------

ASSUMED = "assumed: {en: Nobody does, zh: 无人如此}"
ASSUMED_BUT_BROKEN = f"  - {{never: closed, without: answer, {ASSUMED}}}\n"


def test_the_library_and_the_command_refuse_alike_what_is_assumed_but_broken(here: Path) -> None:
    file = written(here, PROVED, ASSUMED_BUT_BROKEN)
    with Workflow.create("cases.db", zone="Asia/Shanghai") as flow:
        with pytest.raises(PromiseBroken, match=r"at 意见\.yaml:31 is broken"):
            flow.publish(Path(file))
        assert all(one.definition != "opinion" for one in flow.definitions())
    refused = run(f"definition publish {file} --db cases.db --lang zh")
    assert refused.exit_code == 7
    assert "opinion 在 意见.yaml:31 处的承诺会被违反。" in refused.stderr
    assert "complaints definition prove FILE" in refused.stderr


@pytest.mark.long
def test_what_is_assumed_and_stopped_by_the_engine_alone_is_published(here: Path) -> None:
    file = Path(written(here, ASSUMED_BUT_BROKEN))
    text = file.read_text(encoding="utf-8")
    text = text.replace("by: [lead]}", f"by: [lead], {NEVER_OPEN}}}")
    text = text.replace("without: answer,", "without: answer, unless: withdraw,")
    file.write_text(text, encoding="utf-8")
    with Workflow.create("cases.db", zone="Asia/Shanghai") as flow:
        assert flow.publish(file).definition == "opinion"
        file.write_text(text.replace(f", {ASSUMED}", ""), encoding="utf-8")
        with pytest.raises(PromiseUnproved, match=r"is not proved\..*assumed: reason"):
            flow.publish(file)


def test_what_is_published_as_proved_does_not_become_assumed(here: Path) -> None:
    file = Path(written(here, PROVED))
    proved = file.read_text(encoding="utf-8")
    assumed = proved.replace("done: write}", f"done: write, {ASSUMED}}}")
    assert assumed != proved
    with Workflow.create("cases.db", zone="Asia/Shanghai") as flow:
        flow.publish(file)
        file.write_text(assumed, encoding="utf-8")
        with pytest.raises(PromiseProved, match=r"at 意见\.yaml:30 is published as proved"):
            flow.publish(file)
        file.write_text(assumed.replace('edition: "1"', 'edition: "2"'), encoding="utf-8")
        assert flow.publish(file).published == "new"
        file.write_text(proved.replace('edition: "1"', 'edition: "2"'), encoding="utf-8")
        assert flow.publish(file).published == "reworded"
    file.write_text(assumed, encoding="utf-8")
    refused = run("definition publish 意见.yaml --db cases.db --lang zh")
    assert refused.exit_code == 7
    assert "已作为经证明的内容发布" in refused.stderr


def test_every_promise_that_is_not_kept_is_named_the_broken_ones_first(here: Path) -> None:
    stopped = "  - {never: closed, without: answer, unless: withdraw}\n"
    broken = "  - {never: closed, without: close}\n"
    file = Path(written(here, stopped, broken, PROVED, broken, stopped))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("by: [lead]}", f"by: [lead], {NEVER_OPEN}}}"), "utf-8")
    flow = Workflow.create("cases.db", zone="Asia/Shanghai")
    with flow, pytest.raises(PromiseBroken) as caught:
        flow.publish(file)
    assert caught.value.place == f"{file}:31"
    assert str(caught.value).startswith(
        f"What opinion promises at {file}:31, {file}:33 is broken, and what it promises at "
        f"{file}:30, {file}:34 is not proved. "
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "whether its promises hold says `complaints definition prove 意见.yaml`"),
        ("zh", "承诺是否成立，请用 `complaints definition prove 意见.yaml` 查看"),
    ],
)
def test_checking_says_that_it_did_not_look_at_promises(here: Path, lang: str, said: str) -> None:
    written(here, BROKEN)
    found = run(f"definition check 意见.yaml --lang {lang}")
    assert (found.exit_code, found.stdout.splitlines()[1:]) == (0, [f"    {said}"])
    (here / "意见.yaml").write_text(DEFINITION.replace("promises:\n", ""), encoding="utf-8")
    assert "prove" not in run("definition check 意见.yaml").output


def test_of_what_is_assumed_less_is_looked_at_unless_it_is_said_how_much(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "MOST_IF_ASSUMED", 2)
    line = f"  - {{always_before: close, done: write, {ASSUMED}}}\n"
    file = written(here, line)
    assert "more than 2 situations" in run(f"definition prove {file}").output
    assert "proved" in run(f"definition prove {file} --situations 100").output
    assert "proved" in run(f"definition prove {written(here, PROVED)}").output


DOUBTFUL = ("fields:\n", "fields:\n  unused: {type: text, title: {en: Unused, zh: 未用}}\n")


def doubtful(here: Path) -> str:
    file = here / written(here, PROVED)
    file.write_text(file.read_text(encoding="utf-8").replace(*DOUBTFUL), encoding="utf-8")
    return file.name


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_checker_warns_of_is_told_and_it_is_published_all_the_same(
    here: Path, lang: str
) -> None:
    run("init --db cases.db --zone Asia/Shanghai")
    file = doubtful(here)
    warned = run(f"definition check {file} --lang {lang}").stderr
    assert f"{file}:12" in warned
    found = run(f"definition publish {file} --db cases.db --lang {lang}")
    assert (found.exit_code, found.stderr) == (0, warned)
    assert "opinion" in found.stdout


def test_a_program_is_told_of_the_same_warnings(here: Path) -> None:
    run("init --db cases.db --zone Asia/Shanghai")
    file = doubtful(here)
    checked = json.loads(run(f"definition check {file} --json").stdout)["problems"]
    found = run(f"definition publish {file} --db cases.db --json")
    assert (found.exit_code, found.stderr) == (0, "")
    assert json.loads(found.stdout)["problems"] == checked != []


# --- on a terminal -----------------------------------------------------------------------------

LAUNCHER = Path(__file__).parents[2] / "cli.py"


def long(here: Path) -> str:
    """Write a definition whose promise takes more situations than are worth a word."""
    names = [f"f{number}" for number in range(8)]
    fields = "".join(f"  {one}: {{type: flag, title: {{zh: 标记}}}}\n" for one in names)
    asked = " and ".join(names)
    text = DEFINITION.replace("  words:", f"{fields}  words:")
    text = text.replace("by: [lead]}", f"by: [lead], when: 'done(\"answer\") or {asked}'}}")
    text = text.replace(
        "owner: {role: desk}", f"owner: {{role: desk}}, editable: [{', '.join(names)}]"
    )
    text = text.replace("permissions: {", "permissions: {set: [lead], ")
    text = text.replace("  withdraw:", "  read: {from: open, stay: true, by: [lead]}\n  withdraw:")
    text += "  - {never: closed, unless: withdraw, when: 'not done(\"answer\") and f0'}\n"
    (here / "意见.yaml").write_text(text, encoding="utf-8")
    return "意见.yaml"


def on_a_terminal(*words: str) -> str:
    """Return what a command says on its error stream, where that is a terminal."""
    master, slave = os.openpty()
    command = [sys.executable, str(LAUNCHER), "definition", "prove", *words]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=slave, check=False, timeout=120)
    os.close(slave)
    try:
        return os.read(master, 1_000_000).decode()
    except OSError:  # nothing was written
        return ""
    finally:
        os.close(master)


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Promise 1 of 1, 意见.yaml:{line}: 1000 situations looked at"),
        ("zh", "承诺 1/1，意见.yaml:{line}：已检查 1000 种情形"),
    ],
)
def test_whoever_waits_at_a_terminal_sees_how_far_it_is(here: Path, lang: str, told: str) -> None:
    file = long(here)
    line = len((here / file).read_text(encoding="utf-8").splitlines())
    seen = on_a_terminal(file, "--lang", lang, "--situations", "1500")
    assert seen == f"\r{told.format(line=line)}\x1b[K\r\x1b[K"
    assert on_a_terminal(file, "--situations", "1500", "--json") == ""


def test_nothing_is_told_meanwhile_where_there_is_no_terminal(here: Path) -> None:
    assert run(f"definition prove {long(here)} --situations 1500").stderr == ""


@pytest.mark.parametrize("word", ["prove", "check", "publish"])
def test_a_name_that_is_no_file_is_told_to_be_none_with_the_file_that_may_be_meant(
    here: Path, word: str
) -> None:
    (here / "意见.yaml").touch()
    Workflow.create(str(here / "house.db"), zone="Asia/Shanghai").close()
    words = ["definition", word, "意见", "--db", str(here / "house.db"), "--as", "li"]
    refused = CliRunner().invoke(complaints, words)
    assert refused.exit_code == 7
    assert "There is no such file. Did you mean 意见.yaml?" in refused.stderr
    if word != "check":  # which tells of every file by itself
        assert "the name of something that is published is none" in refused.stderr
        assert "Correct the places named" not in refused.stderr
