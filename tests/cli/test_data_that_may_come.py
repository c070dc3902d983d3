"""What may come with a step, as the command line tells it, in both languages."""

import json
from pathlib import Path

import pytest
from command_lines import RECEIVED, Complaints
from conftest import done
from house import DEFINITIONS

from workflow.cli import exit_codes

COMPLAINT = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
NEEDS = "    needs: [cause, responsible]\n"


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The complaint of the tests; whoever investigates may write a summary at once."""
    assert NEEDS in COMPLAINT
    text = COMPLAINT.replace('edition: "1"', "edition: 二")
    text = text.replace(NEEDS, f"{NEEDS}    takes: [summary]\n")
    path = tmp_path / "新.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_definition_is_shown_with_it(complaints: Complaints, file: str) -> None:
    shown = done(complaints("definition", "show", file)).stdout
    assert "  optional: summary (Review of the handling)" in shown
    assert (
        "  选填：summary（" in done(complaints("definition", "show", file, "--lang", "zh")).stdout
    )


def test_two_editions_differ_by_it(house: Complaints, file: str) -> None:
    shown = done(house("definition", "diff", "complaint@1", file)).stdout
    assert "may be given: now summary (Review of the handling)" in shown


def test_a_case_names_what_may_be_given_and_takes_it(house: Complaints, file: str) -> None:
    done(house("definition", "publish", file))
    done(house("open", "complaint", *RECEIVED))
    judged = ("grounds=sufficient", "demand=reasonable", "department=客房部")
    done(house("do", "1", "judge", *[w for one in judged for w in ("--set", one)], "--as", "lin"))
    assert "optional: --set summary=…" in done(house("show", "1")).stdout
    assert "选填：--set summary=…" in done(house("show", "1", "--lang", "zh")).stdout
    steps = json.loads(done(house("show", "1", "--json")).stdout)["next"]
    assert {one["trigger"]: one["takes"] for one in steps}["investigate"] == ["summary"]
    found = ("--set", "cause=钢缆磨损", "--set", "responsible=wang", "--as", "lin")
    refused = house("do", "1", "investigate", *found, "--set", "reason=不详")
    assert refused.exit_code != exit_codes.DONE
    assert "summary (Review of the handling)" in refused.stderr
    done(house("do", "1", "investigate", *found, "--set", "summary=已查明"))


# --- what is taken over ------------------------------------------------------------------------


def test_two_editions_differ_by_what_an_act_takes_over(house: Complaints, file: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    taken = "    sets: {owed: {field: paid}}\n"
    money = "fields:\n  paid: {type: money, title: {en: Paid, zh: 已付}}\n"
    money += "  owed: {type: money, title: {en: Owed, zh: 应付}}\n"
    text = text.replace("fields:\n", money, 1).replace(NEEDS, f"{NEEDS}{taken}")
    Path(file).write_text(text, encoding="utf-8")
    shown = done(house("definition", "diff", "complaint@1", file)).stdout
    assert "owed (Owed) becomes what paid (Paid) holds" in shown
    shown = done(house("definition", "diff", "complaint@1", file, "--lang", "zh")).stdout
    assert "owed（应付）取用paid（已付）的内容" in shown
