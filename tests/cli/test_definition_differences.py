"""``definition diff``: what is different, in words, and what it would do to open cases."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from command_lines import RECEIVED, Complaints, done
from house import DEFINITIONS

from workflow.cli import exit_codes

COMPLAINT = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
Write = Callable[..., str]


@pytest.fixture
def new(tmp_path: Path) -> Write:
    """Writes the complaint of the tests as edition ``二``, with some words of it replaced."""

    def write(*replaced: tuple[str, str], name: str = "新.yaml") -> str:
        text = COMPLAINT.replace('edition: "1"', "edition: 二")
        for old, other in replaced:
            assert old in text, old
            text = text.replace(old, other)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def compared(complaints: Complaints, *words: str) -> list[str]:
    return done(complaints("definition", "diff", *words)).stdout.splitlines()


SHORTER = ("    within: 3 calendar days\n    agreed", "    within: 2 calendar days\n    agreed")


# --- in words ----------------------------------------------------------------------------------


def test_a_shorter_limit_is_said_in_both_languages(house: Complaints, new: Write) -> None:
    file = new(SHORTER)
    assert compared(house, "complaint@1", file)[:5] == [
        "complaint (Customer complaint): from edition 1 to edition 二",
        "",
        "Deadlines",
        "  callback (Call back)",
        "    limit: shortened from 3 to 2 calendar days",
    ]
    chinese = compared(house, "complaint@1", file, "--lang", "zh")
    assert chinese[0] == "complaint（顾客投诉）：由版次 1 到版次 二"
    assert chinese[4] == "    期限：由 3 缩短为 2 个日历日"


def test_another_reason_to_assume_a_promise_is_wording(complaints: Complaints, new: Write) -> None:
    promise = "promises: [{never: closed, without: receive, assumed: %s}]\n\nroles:"
    files = [new(("roles:", promise % one), name=f"{one}.yaml") for one in ("计划", "习惯")]
    assert compared(complaints, *files)[2] == "Wording only: promises"


def test_a_new_promise_is_not_wording(complaints: Complaints, new: Write) -> None:
    kept = "{never: closed, without: receive, assumed: 计划}"
    more = f"promises: [{kept}, {{never: closed, unless: judge, when: 'filled(\"kind\")'}}]"
    files = [
        new(("roles:", f"{said}\n\nroles:"), name=name)
        for name, said in (("旧.yaml", f"promises: [{kept}]"), ("新.yaml", more))
    ]
    told = "\n".join(compared(complaints, *files))
    assert "promises: now also Never closed" in told
    assert "Wording only" not in told


@pytest.mark.parametrize(
    ("old", "other", "line"),
    [
        ("4 hours}", "150 minutes}", 'shortened from 4 hours to 150 minutes if kind == "safety"'),
        ("4 hours}", "6 hours}", 'lengthened from 4 to 6 hours if kind == "safety"'),
        (SHORTER[0], SHORTER[0].replace("3 calendar days", "1 weeks"), "3 calendar days → 1 week"),
        (
            "{when: 'kind == \"safety\"', amount: 4 hours}",
            "{when: 'kind == \"product\"', amount: 4 hours}",
            '4 hours if kind == "safety" → 4 hours if kind == "product"',
        ),
    ],
)
def test_what_became_of_a_limit(
    house: Complaints, new: Write, old: str, other: str, line: str
) -> None:
    assert f"    limit: {line}" in compared(house, "complaint@1", new((old, other)))


def test_who_what_and_where_of_a_step(house: Complaints, new: Write) -> None:
    file = new(
        ("    from: called_back\n    to: closed\n    by: [owner, supervisor]\n    needs: [summary]",
         "    from: [called_back, disputed]\n    to: closed\n    by: [supervisor, manager]\n"
         "    needs: [summary, {field: reason, if: 'kind == \"safety\"'}]"),
    )  # fmt: skip
    shown = compared(house, "complaint@1", file)
    at = next(n for n, one in enumerate(shown) if one.startswith("  close ("))
    assert shown[at + 1 : at + 4] == [
        "    from: now also disputed (In dispute)",
        "    who may do it: the owner → manager (Manager)",
        '    needs: now also reason (Reason) if kind == "safety"',
    ]


def test_other_reminders_and_escalations(house: Complaints, new: Write) -> None:
    missed = COMPLAINT[COMPLAINT.index(SHORTER[0]) :]
    rung = "      - {after: 1 calendar day, to: {above: owner}}\n"
    assert rung in missed
    file = new((SHORTER[0] + missed[len(SHORTER[0]) : missed.index(rung) + len(rung)],
                SHORTER[0] + missed[len(SHORTER[0]) : missed.index(rung)]
                + rung.replace("1 calendar day", "2 calendar days")))  # fmt: skip
    shown = compared(house, "complaint@1", file)
    assert shown[4] == (
        "    when missed: 1 calendar day later: who is above the owner → "
        "2 calendar days later: who is above the owner"
    )


def test_what_is_gone_new_and_renamed(house: Complaints, new: Write) -> None:
    file = new(
        ("callback:", "call_back:"),
        ("  manager:", "  auditor: {title: {en: Auditor, zh: 审计}}\n  manager:"),
    )
    shown = compared(house, "complaint@1", file, "--lang", "zh")
    assert "  call_back（三天回访）：原名 callback" in shown
    assert "  auditor（审计）：新增" in shown
    back = compared(house, file, "complaint@1")
    assert "  auditor (Auditor): gone" in back


def test_other_hours_of_a_calendar(house: Complaints, tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    week = 'week: {monday-friday: [["09:00", "17:00"]]}\n'
    head = "language: 1\ncalendar: office\ntitle: {zh: 办公}\nzone: Asia/Shanghai\n"
    calendar = tmp_path / "calendars" / "office.yaml"
    files = []
    for number, hours in (("一", "09:00"), ("二", "08:30")):
        calendar.write_text(head + week.replace("09:00", hours), encoding="utf-8")
        text = COMPLAINT.replace('edition: "1"', f"edition: {number}\ncalendar: office")
        file = tmp_path / f"{number}.yaml"
        file.write_text(text, encoding="utf-8")
        done(house("definition", "publish", str(file)))
        files.append(f"complaint@{number}")
    shown = compared(house, *files)
    assert "  office (办公)" in shown
    week_line = next(one for one in shown if one.startswith("    week: "))
    assert "no longer Monday: 09:00–17:00" in week_line
    assert "now also Monday: 08:30–17:00" in week_line


def test_wording_alone(house: Complaints, new: Write) -> None:
    file = new(("{en: Received, zh: 已受理}", "{en: Taken in, zh: 已接收}"))
    text = Path(file).read_text(encoding="utf-8").replace("edition: 二", 'edition: "1"')
    Path(file).write_text(text, encoding="utf-8")
    shown = compared(house, "complaint@1", file, "--lang", "zh")
    assert shown[2:5] == ["仅措辞不同：received（已接收）", "", "两者的办理规则相同。"]


# --- open cases --------------------------------------------------------------------------------


@pytest.fixture
def cases(opened: Complaints) -> Complaints:
    """Two open cases on edition 1: one received, one judged."""
    done(opened("open", "complaint", *RECEIVED))
    judged = ("grounds=sufficient", "demand=reasonable", "department=客房部")
    done(opened("do", "2", "judge", *(word for one in judged for word in ("--set", one))))
    return opened


def test_cases_whose_deadlines_would_be_due_at_another_time_are_named(
    cases: Complaints, new: Write
) -> None:
    before = cases("due", "--json").stdout
    file = new(("        - {otherwise: 1 calendar day}", "        - {otherwise: 3 calendar days}"))
    shown = "\n".join(compared(cases, "complaint@1", file))
    assert "2 open cases follow the older edition and keep it." in shown
    assert "-000001   judgement (Judge)" in shown
    assert "-000002" not in shown
    assert cases("due", "--json").stdout == before, "nothing is written"
    data = json.loads(cases("definition", "diff", "complaint@1", file, "--json").stdout)
    found = data["open_cases"]
    assert (found["number"], found["stranded"], found["gone"]) == (2, [], [])
    assert [one["deadline"] for one in found["deadlines"]] == ["judgement"]
    assert found["deadlines"][0]["new_due_at"] > found["deadlines"][0]["due_at"]


def test_cases_in_a_state_that_is_gone_and_deadlines_that_are(
    cases: Complaints, new: Write
) -> None:
    words = {
        r"\breceived\b": "entered_here",
        "{en: Received, zh: 已受理}": "{en: Entered, zh: 已登记}",
        r"\bjudgement\b": "first_look",
        "{en: Judge, zh: 判断期限}": "{en: Look at it, zh: 初步判断}",
        "amount: 4 hours": "amount: 5 hours",
    }
    file = new()
    text = Path(file).read_text(encoding="utf-8")
    for old, other in words.items():
        text = re.sub(old, other, text)
    Path(file).write_text(text, encoding="utf-8")
    shown = compared(cases, "complaint@1", file, "--lang", "zh")
    assert "  有 1 件处于“received（已受理）”，该状态已取消。" in shown
    assert "  “judgement（判断期限）”时限已取消，目前有 1 个在计时。" in shown
    found = json.loads(cases("definition", "diff", "complaint@1", file, "--json").stdout)
    assert found["open_cases"]["stranded"] == [{"state": "received", "number": 1}]
    assert found["open_cases"]["gone"] == [{"deadline": "judgement", "number": 1}]


def test_a_case_that_cannot_be_counted_is_named_and_the_others_are_shown(
    cases: Complaints, new: Write
) -> None:
    file = new(
        ("edition: 二", "edition: 二\ncalendar: office-cn"),
        ("        - {otherwise: 1 calendar day}", "        - {otherwise: 9999 working days}"),
        ("    within: 5 calendar days", "    within: 6 calendar days"),
    )
    ended = cases("definition", "diff", "complaint@1", file)
    assert ended.exit_code == exit_codes.FOUND_WRONG
    assert "-000001: could not be counted: " in ended.stderr
    assert "-000002   investigation (Investigate)" in ended.stdout
    found = json.loads(cases("definition", "diff", "complaint@1", file, "--json").stdout)
    assert [one["case"][-7:] for one in found["open_cases"]["failed"]] == ["-000001"]


def test_no_case_follows_an_edition_nobody_published(cases: Complaints, new: Write) -> None:
    shown = compared(cases, new(SHORTER), "complaint@1")
    assert shown[-1] == "No open case follows the older edition."


# --- for programs, and what is asked wrongly -----------------------------------------------------


def test_the_difference_for_programs(house: Complaints, new: Write) -> None:
    found = json.loads(house("definition", "diff", "complaint@1", new(SHORTER), "--json").stdout)
    assert (found["old"]["edition"], found["new"]["edition"]) == ("1", "二")
    assert found["old"]["hash"] != found["new"]["hash"]
    edition, limit = found["changes"]
    assert edition["member"] == "edition"
    assert limit == {
        "change": "changed",
        "part": "deadlines",
        "name": "callback",
        "member": "within",
        "old": [{"amount": {"number": 3, "unit": "calendar days"}, "when": None}],
        "new": [{"amount": {"number": 2, "unit": "calendar days"}, "when": None}],
    }


def test_two_files_need_no_database(
    complaints: Complaints, new: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "none" / "none.db"))
    old = new(name="旧.yaml")
    shown = compared(complaints, old, new(SHORTER))
    assert shown[-1] == "    limit: shortened from 3 to 2 calendar days"


@pytest.mark.parametrize("asked", ["complaint@9", "compliant", "complaint@"])
def test_an_edition_that_is_not_published_is_refused(
    house: Complaints, new: Write, asked: str
) -> None:
    refused = house("definition", "diff", asked, new())
    assert refused.exit_code == exit_codes.NOT_FOUND
    assert "Published here" in refused.stderr


def test_a_file_that_is_no_definition_is_refused_with_its_place(
    house: Complaints, new: Write
) -> None:
    refused = house("definition", "diff", "complaint", new(("to: received", "to: recieved")))
    assert refused.exit_code == exit_codes.DEFINITION_INVALID
    assert "新.yaml:" in refused.stderr
