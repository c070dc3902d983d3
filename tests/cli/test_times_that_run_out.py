"""A time that nobody owes runs out, and is nowhere said to be missed, overdue or late."""

import json
import re
from pathlib import Path

import pytest
from command_lines import Complaints, copied, done, made
from frozen import Frozen, freeze_time
from periods import OWED, TEXT

OPENED = "2026-11-02 02:00:00"
REMINDED, OVER, SWEPT = "2026-11-15 02:00:00", "2026-11-17 16:00:00", "2026-11-17 17:00:00"
WRONG = re.compile(r"miss|overdue|\blate\b|escalation|owed|逾期|升级")
RAN_OUT = {"en": "ran out", "zh": "已期满"}


def furnish(complaints: Complaints) -> None:
    definition = Path.cwd() / "appeal.yaml"
    definition.write_text(TEXT, encoding="utf-8")
    with freeze_time(OPENED):
        done(complaints("init", "--zone", "Asia/Shanghai"))
        done(complaints("definition", "publish", str(definition)))
        done(complaints("staff", "add", "周主任", "--role", "chief"))
        done(complaints("staff", "add", "林晓", "--role", "clerk", "--superior", "周主任"))
        done(complaints("open", "appeal", "--as", "林晓"))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return made(folder / "house.db", furnish)


@pytest.fixture
def house(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """Somebody was asked, and has fifteen days to reply."""
    copied(template, tmp_path / "house.db", monkeypatch)
    return complaints


def said(house: Complaints, *words: str) -> str:
    return done(house(*words)).stdout


def swept(house: Complaints) -> None:
    assert house("daemon", "--once").exit_code == 0


def replied_late(house: Complaints, time: Frozen) -> None:
    swept(house)
    time.move_to("2026-11-18 02:00:00")
    said(house, "do", "1", "reply", "--set", "answer=同意", "--as", "林晓")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_ran_out_is_told_as_that_before_and_after_a_sweep(
    house: Complaints, language: str
) -> None:
    tell = [("show", "1"), ("history", "1"), ("explain", "1", "replying"), ("list",), ("due",)]
    with freeze_time(OVER):
        told = [said(house, *words, "--lang", language) for words in tell]
        assert RAN_OUT[language] in told[0]
        swept(house)
        told += [said(house, *words, "--lang", language) for words in tell]
    assert [*map(WRONG.findall, told)] == [[]] * len(told)
    assert all(RAN_OUT[language] in text for text in (told[2], told[5], told[7]))
    assert "replying" not in told[-1]
    assert "deciding" in told[-1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_done_after_it_ran_out_is_not_done_late(house: Complaints, language: str) -> None:
    words = ("--lang", language)
    with freeze_time(SWEPT) as time:
        replied_late(house, time)
        told = [said(house, *one, *words) for one in (("show", "1"), ("history", "1"))]
        told += [said(house, "explain", "1", "replying", *words)]
    assert [*map(WRONG.findall, told)] == [[]] * len(told)
    assert RAN_OUT[language] in told[0]
    done_after = {"en": "done after it ran out", "zh": "期满后完成"}[language]
    assert all(done_after in text for text in told[1:])


def test_programs_are_told_a_status_of_its_own(house: Complaints) -> None:
    with freeze_time(SWEPT) as time:
        (before, _) = json.loads(said(house, "show", "1", "--json"))["deadlines"]
        replied_late(house, time)
        (after, _) = json.loads(said(house, "show", "1", "--json"))["deadlines"]
        explained = json.loads(said(house, "explain", "1", "replying", "--json"))["cycles"]
        events = json.loads(said(house, "history", "1", "--json"))["events"]
    wanted = {"status": "ran_out", "overdue": False, "owed": False}
    assert [{key: one[key] for key in wanted} for one in (before, after, *explained)] == [
        wanted
    ] * 3
    assert (before["done_at"], after["done"], after["done_at"]) == (
        None, True, "2026-11-18T02:00:00Z",
    )  # fmt: skip
    fired = [
        one["details"]["owed"]
        for one in events
        if one["type"] != "opened" and "deadline" in one["details"]
    ]
    assert fired == [False, False, False]


def test_nobody_is_asked_to_see_to_it(house: Complaints) -> None:
    with freeze_time(SWEPT):
        unswept = json.loads(said(house, "digest", "--json", "--days", "1"))
        (listed,) = json.loads(said(house, "list", "--json"))["cases"]
        assert json.loads(said(house, "list", "--overdue", "--json"))["total"] == 0
        swept(house)
        noted = json.loads(said(house, "digest", "--json", "--days", "1"))
        (after,) = json.loads(said(house, "list", "--json"))["cases"]
        assert json.loads(said(house, "list", "--overdue", "--json"))["total"] == 0
    assert unswept["people"] == noted["people"] == []
    assert [one["overdue"] for one in (listed, after)] == [False, False]
    assert after["due"] == "deciding"


def test_a_reminder_is_of_the_time_left(
    house: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="workflow.messages")
    with freeze_time(REMINDED) as time:
        swept(house)
        time.move_to(SWEPT)
        swept(house)
    assert [
        one.getMessage().partition(" [")[0]
        for one in caplog.records
        if one.name == "workflow.messages"
    ] == [
        "Reminder to 林晓: AP-2026-000001 (Appeal, Asked): Time to reply runs out 2026-11-17 "
        "24:00.",
        "To 林晓: AP-2026-000001 (Appeal, Asked): Time to reply ran out 2026-11-17 24:00. "
        "Owner: 林晓.",
    ]


def test_a_definition_a_picture_and_a_difference_tell_that_nobody_owes_it(
    complaints: Complaints, tmp_path: Path
) -> None:
    nobody, somebody = tmp_path / "无人.yaml", tmp_path / "有人.yaml"
    nobody.write_text(TEXT, encoding="utf-8")
    somebody.write_text(OWED, encoding="utf-8")
    shown = said(complaints, "definition", "show", str(nobody))
    assert "  nobody owes it: its time runs out" in shown
    assert "  when it runs out, at once: the owner" in shown
    drawn = said(complaints, "definition", "diagram", str(nobody), "--format", "mermaid")
    assert "by itself, once it ran out#58; Time to reply" in drawn
    ways = [("无人.yaml", "有人.yaml"), ("有人.yaml", "无人.yaml")]
    told = [
        said(
            complaints, "definition", "diff", str(tmp_path / old), str(tmp_path / new)
        ).splitlines()
        for old, new in ways
    ]
    assert [lines[-1] for lines in told] == [
        "    what it is: a time that runs out, nobody owes it → a promise",
        "    what it is: a promise → a time that runs out, nobody owes it",
    ]
