"""Editions as a person sees them: who stands behind each, and which cases follow it."""

import json
import re
from pathlib import Path

import pytest
from command_lines import RECEIVED, Complaints, done
from house import DEFINITIONS

COMPLAINT = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
SIGNED = """\
number: KF-07
revision: 2
issued_by: {en: Guest services, zh: 客户服务部}
prepared: {by: 林静, date: 2025-12-08}
approved: {by: 赵敏, date: 2025-12-15}
"""


@pytest.fixture
def signed(house: Complaints, tmp_path: Path) -> Complaints:
    """A house whose complaints have an edition ``new`` with names under it."""
    file = tmp_path / "投诉.yaml"
    file.write_text(SIGNED + COMPLAINT.replace('edition: "1"', "edition: new"), encoding="utf-8")
    done(house("open", "complaint", *RECEIVED))
    done(house("definition", "publish", str(file)))
    done(house("open", "complaint", *RECEIVED))
    return house


def rows(text: str) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    lines = [re.split(r"\s{2,}", line) for line in text.splitlines()]
    return {cells[0]: cells[1:] for cells in lines if len(cells) > 5}


def test_the_editions_say_who_stands_behind_them_and_which_cases_follow(
    signed: Complaints,
) -> None:
    table = rows(signed("definition", "editions", "complaint").stdout)
    signed_by = ["KF-07", "2", "2025-01-01", "林静, 2025-12-08", "-", "赵敏, 2025-12-15"]
    assert table["new"][:6] == signed_by
    assert table["new"][8:] == ["1", "0", "in effect"]
    assert table["1"][:6] == ["-", "-", "2025-01-01", "-", "-", "-"]
    assert table["1"][8:] == ["1", "0"]


def test_closed_cases_are_counted_apart(signed: Complaints) -> None:
    done(signed("do", "1", "withdraw", "--set", "reason=误会", "--performed-by", "customer"))
    uses = json.loads(signed("definition", "editions", "complaint", "--json").stdout)["editions"]
    by_edition = {one["edition"]: (one["open"], one["closed"]) for one in uses}
    assert by_edition["1"] == (0, 1)
    assert by_edition["new"] == (1, 0)


def test_the_editions_for_programs(signed: Complaints) -> None:
    found = json.loads(signed("definition", "editions", "complaint", "--json").stdout)
    newest = found["editions"][0]
    assert (newest["number"], newest["revision"]) == ("KF-07", "2")
    assert newest["issued_by"] == {"en": "Guest services", "zh": "客户服务部"}
    assert newest["prepared"] == {"by": "林静", "date": "2025-12-08"}
    assert newest["reviewed"] is None
    listed = json.loads(signed("definition", "list", "--json").stdout)["definitions"]
    assert {**newest}.items() >= next(one for one in listed if one["edition"] == "new").items()


def test_a_definition_is_shown_with_who_stands_behind_it(signed: Complaints) -> None:
    shown = signed("definition", "show", "complaint", "--lang", "zh").stdout.splitlines()
    assert shown[1:4] == [
        "  编号 KF-07、修订 2、发布部门：客户服务部",
        "  编制：林静，2025-12-08",
        "  批准：赵敏，2025-12-15",
    ]


def test_a_definition_is_shown_with_what_may_be_refused_changed_and_is_no_step(
    house: Complaints,
) -> None:
    shown = done(house("definition", "show", "complaint", "--edition", "1")).stdout
    assert re.search(r"^phone .* personal, may be refused$", shown, re.MULTILINE)
    assert re.search(r"^received .* can be changed there: .*phone \(", shown, re.MULTILINE)
    permissions = shown[shown.index("\nPermissions\n") :].splitlines()[2:8]
    assert permissions[0] == (
        "  who may assign: the owner, supervisor (Supervisor), manager (Manager)"
    )
    assert permissions[1] == "  who may take notes: all staff"
    assert permissions[5] == "  who may erase: manager (Manager)"


def test_nobody_stands_behind_a_definition_that_does_not_say(house: Complaints) -> None:
    shown = house("definition", "show", "complaint", "--edition", "1").stdout.splitlines()
    assert shown[1:3] == ["", "States"]


def test_a_name_can_be_added_to_a_published_edition(signed: Complaints, tmp_path: Path) -> None:
    before = rows(signed("definition", "editions", "complaint").stdout)["new"]
    text = SIGNED + "reviewed: {by: 王芳, date: 2025-12-10}\n" + COMPLAINT
    file = tmp_path / "投诉.yaml"
    file.write_text(text.replace('edition: "1"', "edition: new"), encoding="utf-8")
    done(signed("definition", "publish", str(file)))
    after = rows(signed("definition", "editions", "complaint").stdout)["new"]
    assert (before.pop(4), after.pop(4)) == ("-", "王芳, 2025-12-10")
    assert before == after
    done(signed("verify"))


def test_a_definition_nobody_published_has_no_editions(house: Complaints) -> None:
    refused = house("definition", "editions", "compliant")
    assert refused.exit_code != 0
    assert "complaint" in refused.stderr
