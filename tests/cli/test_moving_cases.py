"""``definition migrate``: what becomes of open cases in another edition, shown and done."""

import json
from pathlib import Path

import pytest
from command_lines import RECEIVED, Complaints, done
from house import DEFINITIONS

COMPLAINT = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
MIGRATE = ("definition", "migrate", "complaint@1", "complaint@new")
LATER = "  later: {starts: {entered: a}, met: {entered: c}, within: 5 calendar days}\n"
ERRAND = f"""\
language: 1
workflow: errand
edition: "1"
effective: 2025-01-01
roles: {{receptionist: {{}}}}
states: {{a: {{}}, c: {{final: true}}}}
transitions:
  come: {{from: new, to: a, by: receptionist}}
  close: {{from: a, to: c, by: receptionist}}
deadlines:
  soon: {{starts: {{entered: a}}, met: {{entered: c}}, within: 5 calendar days,
          missed: [{{to: owner}}]}}
{LATER}"""
WHY = ("--reason", "新规定", "--yes")


@pytest.fixture
def newer(opened: Complaints, tmp_path: Path) -> Complaints:
    """A house with a complaint, and another edition of complaints: more time to judge."""
    file = tmp_path / "complaint.yaml"
    text = COMPLAINT.replace('edition: "1"', 'edition: "new"')
    assert "otherwise: 1 calendar day}" in text
    text = text.replace("received", "taken_down").replace(
        "otherwise: 1 calendar day}", "otherwise: 4 calendar days}"
    )
    file.write_text(text, encoding="utf-8")
    done(opened("definition", "publish", str(file)))
    return opened


HOW = ("--states", "received=taken_down", "--deadlines", "judgement=recompute")


def test_without_yes_it_is_shown_and_nothing_is_written(newer: Complaints) -> None:
    shown = done(newer(*MIGRATE, *HOW)).stdout
    assert "complaint: from edition 1 to edition new" in shown
    assert "→ taken_down" in shown
    assert "recomputed" in shown
    assert "1 case would move, 0 stay.\nNothing was written." in shown
    assert json.loads(newer("show", "1", "--json").stdout)["edition"] == "1"


def test_with_yes_it_is_done_and_told_everywhere(newer: Complaints) -> None:
    assert "1 case moved, 0 stay." in done(newer(*MIGRATE, *HOW, *WHY)).stdout
    shown = json.loads(newer("show", "1", "--json").stdout)
    assert (shown["edition"], shown["earlier_editions"]) == ("new", ["1"])
    assert "Earlier editions" in newer("show", "1").stdout
    history = newer("history", "1").stdout
    assert "moved to another edition" in history
    assert "Edition: 1 → new" in history
    assert "goes on in another cycle" in history
    explained = done(newer("explain", "1", "judgement")).stdout
    assert "By edition 1, under which it was promised" in explained
    assert "another cycle goes on in its place" in explained
    assert "taken_down" in done(newer("diagram", "1")).stdout
    assert "All is well" in done(newer("verify")).stdout
    done(newer("rebuild", "--check"))


TOLD = """\
language: 1
workflow: mini
edition: "1"
effective: 2026-01-01
roles: {receptionist: {}}
states:
  a: {title: {en: Received, zh: 已收到}}
  b: {}
  z: {final: true}
transitions:
  come: {from: new, to: a, by: receptionist}
  tell: {title: {en: Tell, zh: 告知}, from: a, stay: true, by: receptionist}
  work: {from: a, to: b, by: receptionist}
  close: {from: b, to: z, by: receptionist}
deadlines:
  deciding: {title: {zh: 七日内}, starts: {act: come}, met: {entered: z}, within: 7 calendar days,
             missed: [{to: owner}]}
"""
TELL_FIRST = (
    TOLD.replace('"1"', '"2"')
    .replace("to: b, by: receptionist", "to: b, by: receptionist, when: 'done(\"tell\")'")
    .replace("七日内", "五日内")
    .replace("within: 7", "within: 5")
    .replace("已收到", "已登记")
) + "promises: [{never: z, without: tell}]\n"


def test_a_promise_that_the_past_of_a_case_does_not_bear_out_keeps_it(
    house: Complaints, tmp_path: Path
) -> None:
    move = ("definition", "migrate", "mini@1", "mini@2", "--deadlines", "deciding=keep")
    file = tmp_path / "mini.yaml"
    file.write_text(TOLD, encoding="utf-8")
    done(house("definition", "publish", str(file)))
    for number, acts in enumerate(([], ["work"], ["tell", "work"]), 1):
        done(house("open", "mini"))
        for one in acts:
            done(house("do", str(number), one))
    file.write_text(TELL_FIRST, encoding="utf-8")
    done(house("definition", "publish", str(file)))
    seen = house(*move)
    assert (seen.exit_code, "2 cases would move, 1 stay." in seen.stdout) == (4, True)
    assert "this promise may be broken in it" in seen.stdout
    assert "Never z, without tell (Tell) (--allow promise_open)" in seen.stdout
    chinese = house(*move, "--states", "b=z", "--case", "2", "--lang", "zh").stdout
    assert "z 会使它结案，而它尚未结案，处于 b：请指定代替的未结状态（--states b=STATE）" in chinese
    done(house(*move, "--allow", "promise_open", *WHY))
    history = done(house("history", "2", "--lang", "zh")).stdout
    assert "按另一版次开始，可能落空：绝不进入z，如未先做tell（告知）" in history
    assert "可能落空" not in house("history", "3", "--lang", "zh").stdout
    shown = done(house("show", "2", "--lang", "zh")).stdout
    assert "按另一版次开始，可能落空：绝不进入z，如未先做tell（告知）" in shown
    assert json.loads(done(house("show", "2", "--json")).stdout)["promises"] == [1]
    assert "可能落空" not in house("show", "3", "--lang", "zh").stdout
    # A deadline that was kept is told as it was promised.
    assert "七日内" in shown
    assert "五日内" not in shown
    assert "All is well" in done(house("verify")).stdout
    # What happened before is told as it was called then.
    opening, moving = history[: history.index("版次：1 → 2")], history[history.index("版次：") :]
    assert "a（已收到）" in opening
    assert "deciding（七日内）" in opening
    assert "五日内" in moving


def test_a_case_that_stays_says_why(newer: Complaints) -> None:
    found = newer(*MIGRATE, *WHY)
    assert found.exit_code == 4
    assert "C-2026-000001: its state received is gone" in found.stdout.replace("C-2027", "C-2026")
    found = newer(*MIGRATE, "--states", "received=taken_down")
    assert found.exit_code == 4
    assert "the deadline judgement is counted otherwise" in found.stdout


def test_a_case_stays_while_nobody_said_what_becomes_of_a_deadline_that_is_gone(
    house: Complaints, tmp_path: Path
) -> None:
    file, plan = tmp_path / "errand.yaml", tmp_path / "plan.yaml"
    file.write_text(ERRAND, encoding="utf-8")
    done(house("definition", "publish", str(file)))
    done(house("open", "errand"))
    less = ERRAND.replace('"1"', '"2"').replace(LATER, "")
    file.write_text(less, encoding="utf-8")
    done(house("definition", "publish", str(file)))
    move = ("definition", "migrate", "errand@1", "errand@2")
    done(house(*move, "--write-plan", str(plan)))
    for words in ((), ("--plan", str(plan))):
        found = house(*move, *words)
        assert (found.exit_code, found.stderr) == (4, "")
        assert "the deadline later is gone: decide about it" in found.stdout
        assert "--deadlines later=drop" in found.stdout
    assert "dropped" in done(house(*move, "--deadlines", "later=drop")).stdout


def test_for_programs(newer: Complaints) -> None:
    found = json.loads(newer(*MIGRATE, *HOW, "--json").stdout)
    assert (found["moved"], found["refused"], found["dry_run"]) == (1, 0, True)
    case = found["cases"][0]
    assert (case["state"], case["new_state"]) == ("received", "taken_down")
    clock = case["deadlines"][0]
    assert (clock["deadline"], clock["result"]) == ("judgement", "recomputed")
    assert clock["new_due_at"] > clock["due_at"]
    refused = json.loads(newer(*MIGRATE, "--json").stdout)["cases"][0]["refusals"]
    assert (refused[0]["code"], refused[0]["name"]) == ("state_gone", "received")


def test_a_plan_is_written_completed_and_followed(newer: Complaints, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    done(newer(*MIGRATE, "--write-plan", str(plan)))
    text = plan.read_text(encoding="utf-8")
    assert "  received: taken_down  # by its title" in text
    assert "  # judgement: keep  # counted otherwise: decide" in text
    assert f"migrate complaint@1 complaint@new --plan {plan}\n" in text
    plan.write_text(text.replace("  # judgement: keep", "  judgement: keep"), encoding="utf-8")
    assert "kept" in done(newer(*MIGRATE, "--plan", str(plan))).stdout
    done(newer(*MIGRATE, "--plan", str(plan), *WHY))
    again = newer(*MIGRATE, "--write-plan", str(plan))
    assert again.exit_code == 2  # what is there is not replaced


def test_what_is_wrong_with_a_plan_is_told_at_its_place(newer: Complaints, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        'language: 1\nworkflow: complaint\nfrom: "1"\nto: "new"\nstates: {recieved: taken_down}\n',
        encoding="utf-8",
    )
    found = newer(*MIGRATE, "--plan", str(plan))
    assert found.exit_code == 7
    assert "plan.yaml:5:10" in found.stderr


def test_it_is_taken_back(newer: Complaints) -> None:
    done(newer(*MIGRATE, *HOW, *WHY))
    done(newer(*MIGRATE, "--undo", *WHY))
    assert json.loads(newer("show", "1", "--json").stdout)["edition"] == "1"
    assert "moved back to its edition" in newer("history", "1").stdout
    done(newer(*MIGRATE, *HOW, *WHY))
    done(newer("note", "1", "客人来电"))
    found = newer(*MIGRATE, "--undo", "--case", "1", *WHY)
    assert found.exit_code == 4
    assert "something has happened since, event 5: lin: note" in found.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--states", "received"),
        ("--deadlines", "judgement=later"),
        ("--starts", "judgement=later"),
        ("--allow", "everything"),
        ("--batch", "0"),
        ("--yes",),
        ("--states", "received=nowhere"),
    ],
)
def test_what_cannot_be_meant_is_refused(newer: Complaints, words: tuple[str, ...]) -> None:
    found = newer(*MIGRATE, *words)
    assert found.exit_code == 2
    assert found.stderr


def test_a_name_that_an_edition_does_not_have_is_told_with_the_one_meant(
    newer: Complaints,
) -> None:
    def refused(*words: str) -> str:
        told: str = newer(*MIGRATE, *words).stderr
        return told

    assert refused("--deadlines", "judgment=recompute").startswith(
        "Error: deadlines: There is no judgment in edition 1. Did you mean judgement? Known: "
    )
    assert refused("--states", "received=taken_up").startswith(
        "Error: states: There is no taken_up in edition new. Did you mean taken_down? Known: "
    )
    chinese = refused("--starts", "judgement=now", "--lang", "zh")
    assert chinese == "错误：starts：版次 new 中没有新增的 judgement。可选：无。\n"
    assert refused("--yes") == (
        "Error: It is not said why, and that is recorded. Give --reason TEXT.\n"
    )


@pytest.mark.parametrize("names", [("complaint", "complaint@new"), ("complaint@1", "repair@1")])
def test_two_editions_of_one_definition_are_named(newer: Complaints, names) -> None:
    assert newer("definition", "migrate", *names).exit_code == 2


def test_a_case_left_by_a_batch_is_told(newer: Complaints) -> None:
    done(newer("open", "complaint", *RECEIVED))
    # The second follows the newer edition already.
    found = done(newer(*MIGRATE, *HOW, "--batch", "1", *WHY)).stdout
    assert "1 case moved, 0 stay." in found


def test_of_a_definition_that_is_not_published_it_is_said_which_are(house: Complaints) -> None:
    refused = house("definition", "migrate", "complaints@1", "complaints@2")
    assert refused.exit_code != 0
    assert "There is no definition called complaints." in refused.stderr
    assert "Published here: complaint, conduct, hotline, repair, review." in refused.stderr
    assert "Did you mean complaint?" in refused.stderr
    refused = house("definition", "show", "complant", "--edition", "1")
    assert "Did you mean complaint?" in refused.stderr
    refused = house("definition", "migrate", "complaint@1", "complaint@9")
    assert "There is no definition called complaint (9). Published here: 1" in refused.stderr
