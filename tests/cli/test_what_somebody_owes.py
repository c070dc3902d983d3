"""Duties on the command line: who owes what, how it is handed on, what waits for it."""

import json
from pathlib import Path

import pytest
from command_lines import Complaints, copied, made
from house import DEFINITIONS

FILE = DEFINITIONS / "duties" / "parts_repair.yaml"
LEAK = ("open", "parts_repair", "--as", "cai", "--set", "content=漏水")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("template") / "house.db", plan)


@pytest.fixture
def planned(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """A house with a repair, serial 1, of which sun owes the parts and cai a call."""
    copied(template, tmp_path / "house.db", monkeypatch)
    return complaints


def plan(complaints: Complaints) -> None:
    people = {
        "wang": "supervisor", "cai": "centre", "ming": "maintenance", "sun": "stores",
        "tang": "stores",
    }  # fmt: skip
    told(complaints("init", "--zone", "Asia/Shanghai"))
    told(complaints("definition", "publish", str(FILE)))
    for name, role in people.items():
        told(complaints("staff", "add", name, "--role", role))
    told(complaints(*LEAK))
    told(complaints("do", "1", "plan", "--as", "cai", "--set", "parts=yes"))


def told(result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_receipt_and_the_case_say_who_owes_what(planned: Complaints) -> None:
    told(planned(*LEAK))
    receipt = told(planned("do", "2", "plan", "--as", "cai", "--set", "parts=yes"))
    assert "order_parts (Order the parts), owed by tang" in receipt  # sun owes one already
    shown = told(planned("show", "1"))
    assert "order_parts     Order the parts          still owed   sun" in shown
    assert "not while order_parts (Order the parts) is open" in shown
    assert "责任人" in told(planned("show", "1", "--lang", "zh"))


def test_programs_read_duties_of_a_case_and_what_waits_for_them(planned: Complaints) -> None:
    case = json.loads(told(planned("show", "1", "--json")))
    (parts, call) = case["duties"]
    assert (parts["name"], parts["status"], parts["who"]) == ("order_parts", "open", "sun")
    assert parts["opened_at"].endswith("Z")
    assert (parts["settled_at"], parts["times"], call["who"]) == (None, 1, "cai")
    steps = {one["trigger"]: one for one in case["next"]}
    assert steps["complete"]["waits_for"] == ["order_parts", "tell_resident"]
    assert steps["order"]["waits_for"] == []
    assert steps["order"]["people"] == ["sun", "wang"]


def test_what_somebody_owes_is_found(planned: Complaints) -> None:
    mine = json.loads(told(planned("list", "--owes", "sun", "--json")))["cases"]
    assert [one["duties"][0]["who"] for one in mine] == ["sun"]
    assert json.loads(told(planned("list", "--owes", "tang", "--json")))["cases"] == []
    due = json.loads(told(planned("due", "--owes", "sun", "--json")))["due"]
    about = {one["deadline"]: [each["name"] for each in one["duties"]] for one in due}
    assert about == {"ordering": ["order_parts"], "telling": ["tell_resident"], "working": []}
    assert "owed by sun" in told(planned("list", "--owes", "sun"))
    assert "owed by sun" in told(planned("due"))


def test_a_mistyped_person_owes_nothing_and_is_refused(planned: Complaints) -> None:
    for command in ("list", "due"):
        result = planned(command, "--owes", "snu")
        assert result.exit_code == 3
        assert "sun" in result.stderr


def test_what_is_settled_is_not_found_any_more(planned: Complaints) -> None:
    told(planned("do", "1", "order", "--as", "sun"))
    assert json.loads(told(planned("list", "--owes", "sun", "--json")))["cases"] == []
    shown = told(planned("show", "1"))
    assert "was done" in shown


def test_a_duty_is_handed_on(planned: Complaints) -> None:
    words = ("assign", "1", "tang", "--duty", "order_parts", "--as", "wang")
    assert "Assigned to tang." in told(planned(*words))
    assert json.loads(told(planned("show", "1", "--json")))["owner"] == "ming"
    history = told(planned("history", "1"))
    assert "order_parts (Order the parts): handed on from sun to tang" in history
    refused = planned("assign", "1", "sun", "--duty", "order_part", "--as", "wang")
    assert refused.exit_code == 4
    assert "Its duties: order_parts, tell_resident." in refused.stderr


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "order_parts (Order the parts), owed by sun"),
        ("zh", "order_parts（订购配件），责任人sun"),
    ],
)
def test_a_join_that_is_refused_says_who_is_waited_for(
    planned: Complaints, language: str, said: str
) -> None:
    result = planned("do", "1", "complete", "--as", "ming", "--lang", language)
    assert result.exit_code == 4
    assert said in result.stderr
    assert "do_without" in result.stderr


def test_the_history_tells_what_opened_what_was_done_and_what_was_waived(
    planned: Complaints,
) -> None:
    told(planned("do", "1", "order", "--as", "sun"))
    told(planned("do", "1", "withdraw", "--as", "wang", "--set", "reason=x"))
    history = told(planned("history", "1"))
    assert "tell_resident (Tell the resident when): owed by cai" in history
    assert "order_parts (Order the parts): done, owed by sun" in history
    assert "tell_resident (Tell the resident when): waived, owed by cai" in history


def test_it_is_said_that_nobody_holds_the_role_of_a_duty(planned: Complaints) -> None:
    told(planned("site", "add", "garden", "--zone", "Asia/Shanghai"))
    told(planned("staff", "add", "gao", "--role", "centre", "--site", "garden"))
    for number in ("2", "3"):
        told(planned("open", "parts_repair", "--as", "gao", "--set", "content=漏水"))
        words = ("do", number, "plan", "--as", "gao", "--set", "parts=yes")
        result = planned(*words, *(["--json"] if number == "3" else []))
        assert "stores" in told(result)
    assert json.loads(result.stdout)["unfilled"] == [{"duty": "order_parts", "role": "stores"}]
    assert "Nobody holds the role stores (Stores) here." in told(planned("history", "2"))


def test_it_is_explained_that_a_clock_stands_still_for_a_duty(planned: Complaints) -> None:
    told(planned("do", "1", "order", "--as", "sun"))
    explained = told(planned("explain", "1", "working"))
    assert "because order_parts (Order the parts) is open" in explained


def test_a_definition_tells_its_duties_and_what_settles_them(complaints: Complaints) -> None:
    shown = told(complaints("definition", "show", str(FILE)))
    assert "owed by: stores (Stores)" in shown
    assert "done by: order (Order)" in shown
    assert "waived by: do_without (Do without the parts), withdraw (Withdraw)" in shown
    assert "not while open: order_parts (Order the parts)" in shown
    assert "paused while order_parts (Order the parts) is open" in shown
    assert "starts: order_parts (Order the parts) is opened" in shown
    assert "who owes order_parts (Order the parts)" in shown


def test_a_picture_shows_what_opens_does_and_joins_duties(complaints: Complaints) -> None:
    words = ("definition", "diagram", str(FILE), "--format", "dot")
    drawn = told(complaints(*words))
    assert "opens: Order the parts, owed by Stores" in drawn
    assert "does: Order the parts" in drawn
    assert "not while open: Order the parts, Tell the resident when" in drawn


def test_the_difference_between_editions_names_duties(
    complaints: Complaints, tmp_path: Path
) -> None:
    text = FILE.read_text(encoding="utf-8").replace("order_parts", "get_parts")
    text = text.replace("    who: centre\n", "    who: owner\n").replace(
        'edition: "1"', 'edition: "2"'
    )
    newer = tmp_path / "newer.yaml"
    newer.write_text(text.replace("    when: parts\n", ""), encoding="utf-8")
    told_of = told(complaints("definition", "diff", str(FILE), str(newer)))
    assert "was called order_parts" in told_of
    assert "opens if: no longer parts" in told_of
    assert "owed by: centre (Service centre) → the owner" in told_of
    assert "Steps" not in told_of
