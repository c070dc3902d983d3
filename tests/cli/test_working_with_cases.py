import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import RECEIVED, Complaints
from frozen import freeze_time

from workflow.cli import checking

INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z")
JUDGED = (
    "--set",
    "grounds=sufficient",
    "--set",
    "demand=reasonable",
    "--set",
    "department=工程部",
)


def data(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    assert not result.stderr
    read = json.loads(result.stdout)
    assert read.pop("format") == 1
    return read


def told(result: Result) -> str:
    assert result.exit_code == 0, result.output
    assert not result.stderr
    return result.stdout


def test_init_says_what_to_do_next_until_somebody_is_there(
    complaints: Complaints, tmp_path: Path
) -> None:
    database = ("--db", str(tmp_path / "新.db"))
    assert "complaints staff add" in told(complaints(*database, "init", "--zone", "Asia/Shanghai"))
    told(complaints(*database, "staff", "add", "林", "--role", "specialist"))
    assert "staff add" not in told(complaints(*database, "init"))
    assert "complaint" in data(complaints(*database, "init", "--json"))["definitions"]


def test_the_database_can_be_given_as_a_path_or_a_url(
    complaints: Complaints, tmp_path: Path
) -> None:
    path = tmp_path / "案件.db"
    told(complaints("init", "--db", str(path), "--zone", "Asia/Shanghai"))
    url = f"sqlite:///{path.as_posix()}"
    assert data(complaints("--db", url, "list", "--json"))["cases"] == []
    assert data(complaints("list", "--json", "--db", str(path)))["total"] == 0


def test_without_a_database_named_it_lies_in_the_data_folder(
    complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.bootstrap.user_data_path", lambda *_a, **_k: tmp_path / "数据")
    told(complaints("init", "--zone", "Asia/Shanghai"))
    assert (tmp_path / "数据" / "complaints.db").exists()
    told(complaints("list"))


def test_global_options_stand_before_or_after_the_command(opened: Complaints) -> None:
    assert data(opened("--json", "show", "1")) == data(opened("show", "1", "--json"))
    assert data(opened("--json", "staff", "list")) == data(opened("staff", "list", "--json"))
    assert data(opened("staff", "--json", "list"))["staff"]
    assert "已受理" in told(opened("--lang", "zh", "show", "1"))


def test_the_later_of_two_global_options_wins(opened: Complaints) -> None:
    words = ("open", "complaint", *RECEIVED, "--json")
    receipt = data(opened("--as", "nobody", *words, "--as", "lin"))
    history = data(opened("history", receipt["case"], "--json"))
    assert history["events"][0]["recorded_by"] == "lin"


def test_a_receipt_says_in_one_line_what_the_case_is_now_and_what_is_due(
    house: Complaints,
) -> None:
    first, *due = told(house("open", "complaint", *RECEIVED)).splitlines()
    assert re.fullmatch(
        r"C-\d{4}-000001 is now received \(Received\)\. Owner: lin\. Version: \d+\.", first
    )
    assert re.fullmatch(r"  judgement \(Judge\): due \d{4}-\d{2}-\d{2} 24:00 \(running\)", due[0])
    chinese = told(house("do", "1", "judge", *JUDGED, "--lang", "zh"))
    assert "现为 judged（已判断）。承办人：lin。" in chinese
    assert "investigation（调查期限）" in chinese


def test_a_receipt_for_programs_has_stable_keys(house: Complaints) -> None:
    receipt = data(house("open", "complaint", *RECEIVED, "--key", "一", "--json"))
    assert set(receipt) == {
        "case", "version", "state", "owner", "repeated", "clock_behind_seconds",
        "role_empty", "unfilled", "avoid", "opened", "elsewhere", "same", "stands", "barred",
    }  # fmt: skip
    again = data(house("open", "complaint", *RECEIVED, "--key", "一", "--json"))
    assert again == {**receipt, "repeated": True}
    assert "same key" in told(house("open", "complaint", *RECEIVED, "--key", "一"))


def test_show_gives_programs_the_whole_case(opened: Complaints) -> None:
    case = data(opened("show", "1", "--json"))
    assert case["state"] == "received"
    assert case["fields"] == {
        "complainant": "张三",
        "phone": "13800001111",
        "content": "电梯停运",
        "kind": "service",
    }
    deadline = case["deadlines"][0]
    assert set(deadline) >= {
        "name", "cycle", "status", "due_at", "done_at", "started_at", "next_at"
    }  # fmt: skip
    assert INSTANT.fullmatch(deadline["due_at"])
    assert deadline["due_at"].endswith("T16:00:00Z")
    step = next(one for one in case["next"] if one["trigger"] == "judge")
    assert step["needs"] == ["grounds", "demand"]
    assert step["needs_if"][0]["field"] == "department"
    assert "specialist" in step["by"]


def test_show_gives_people_the_names_to_type_and_their_titles(opened: Complaints) -> None:
    english = told(opened("show", "1"))
    assert "received (Received)" in english
    assert "--set grounds=sufficient|insufficient" in english
    chinese = told(opened("show", "1", "--lang", "zh"))
    assert "received（已受理）" in chinese
    assert "service（服务）" in chinese
    assert "--set grounds=sufficient|insufficient" in chinese
    assert "张三" in chinese


def test_a_case_goes_its_way_to_the_end(opened: Complaints) -> None:
    steps = [
        ("lin", "judge", *JUDGED),
        ("lin", "investigate", "--set", "cause=钢缆磨损", "--set", "responsible=wang"),
        ("lin", "propose", "--set", "proposal=更换"),
        ("lin", "propose", "--set", "proposal=修补"),
        ("zhao", "approve", "--set", "chosen=1", "--set", "review=一劳永逸"),
    ]
    for actor, trigger, *words in steps:
        told(opened("do", "1", trigger, *words, "--as", actor))
    assert data(opened("show", "1", "--json"))["state"] == "approved"
    told(opened("note", "1", "顾客晚上在家"))
    told(opened("assign", "1", "wang", "--as", "wang"))
    history = told(opened("history", "1", "--lang", "zh"))
    for words in ("投诉人", "张三", "更换", "顾客晚上在家", "已调查"):
        assert words in history
    events = data(opened("history", "1", "--json"))["events"]
    assert [one["seq"] for one in events] == list(range(1, len(events) + 1))
    assert INSTANT.fullmatch(events[0]["at"])


@pytest.mark.parametrize(("language", "said"), [("en", "Owner: -."), ("zh", "承办人：-。")])
def test_a_closed_case_has_no_owner_any_more(opened: Complaints, language: str, said: str) -> None:
    words = ("do", "1", "withdraw", "--set", "reason=顾客撤回", "--lang", language)
    assert said in told(opened(*words, "--as", "wang"))
    assert "lin" not in told(opened("list", "--lang", language)).splitlines()[-1]
    (case,) = data(opened("list", "--json"))["cases"]
    assert (case["final"], case["owner"]) == (True, "lin")


def test_values_are_set_and_corrected_with_and_without_the_option(opened: Complaints) -> None:
    told(opened("set", "1", "phone=13900002222"))
    told(opened("set", "1", "--set", "phone=13900003333"))
    assert data(opened("show", "1", "--json"))["fields"]["phone"] == "13900003333"
    told(opened("correct", "1", "kind=safety", "--reason", "有人受伤", "--as", "wang"))
    assert data(opened("show", "1", "--json"))["fields"]["kind"] == "safety"


def test_what_is_erased_is_shown_as_erased(opened: Complaints) -> None:
    told(opened("erase", "1", "--reason", "应顾客要求", "--as", "zhao"))
    case = data(opened("show", "1", "--json"))
    assert case["fields"]["complainant"] is None
    assert "complainant" in case["erased"]
    assert "张三" not in told(opened("show", "1"))
    assert "已删除" in told(opened("history", "1", "--lang", "zh"))
    assert "一切正常" in told(opened("verify", "--lang", "zh"))


def test_a_list_is_filtered_and_comes_in_pages(opened: Complaints) -> None:
    for _number in range(4):
        told(opened("open", "complaint", *RECEIVED))
    told(opened("do", "2", "judge", *JUDGED))
    page = data(opened("list", "--limit", "2", "--page", "3", "--json"))
    assert (len(page["cases"]), page["total"], page["page"]) == (1, 5, 3)
    assert data(opened("list", "--state", "judged", "--json"))["total"] == 1
    assert data(opened("list", "--owner", "wang", "--json"))["total"] == 0
    assert data(opened("list", "--overdue", "--json"))["total"] == 0
    assert data(opened("list", "--aside", "--json"))["total"] == 0
    assert "--page 2" in told(opened("list", "--limit", "2"))
    assert "第 3 页，共 3 页；5 个案件。" in told(
        opened("list", "--limit", "2", "--page", "3", "--lang", "zh")
    )
    assert "没有符合条件的案件" in told(opened("list", "--owner", "wang", "--lang", "zh"))


def test_what_is_due_is_listed_with_local_times(opened: Complaints) -> None:
    rows = data(opened("due", "--json"))["due"]
    assert rows[0]["deadline"] == "judgement"
    assert INSTANT.fullmatch(rows[0]["due_at"])
    assert "24:00" in told(opened("due"))
    assert "判断期限" in told(opened("due", "--lang", "zh", "--owner", "lin"))
    assert "没有进行中的时限" in told(opened("due", "--owner", "wang", "--lang", "zh"))


def test_cases_set_aside_are_never_silent(
    opened: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.service.looking.Looking.aside", lambda _flow: 2)
    result = opened("due", "--lang", "zh")
    assert result.exit_code == 9
    assert "有 2 个案件被搁置" in result.stdout
    assert json.loads(opened("due", "--json").stdout)["aside"] == 2


def test_what_was_changed_in_the_database_is_found(opened: Complaints, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    heads = tmp_path / "heads.txt"
    told(opened("verify", "--heads", str(heads)))
    assert heads.exists()
    with closing(sqlite3.connect(tmp_path / "house.db")) as connection, connection:
        connection.execute("UPDATE complaints_cases SET owner = 'mallory'")
    result = opened("verify")
    assert result.exit_code == 9
    assert not result.stderr
    assert "C-" in result.stdout
    found = opened("verify", "--json")
    assert found.exit_code == 9
    assert json.loads(found.stdout)["ok"] is False
    assert json.loads(found.stdout)["findings"]


def test_staff_and_sites_are_recorded_and_listed(house: Complaints) -> None:
    told(house("site", "add", "花园", "--zone", "Asia/Shanghai", "--fallback", "zhao"))
    person = ("陈", "--site", "花园", "--role", "specialist", "--department", "工程部")
    others = ("--superior", "wang", "--delegate", "lin", "--contact", "chen@example.com")
    told(house("staff", "add", *person, *others))
    chen = data(house("staff", "list", "--site", "花园", "--json"))["staff"][0]
    assert chen["roles"] == {"花园": ["specialist"]}
    assert (chen["superior"], chen["delegate"], chen["department"]) == ("wang", "lin", "工程部")
    table = told(house("staff", "list", "--lang", "zh"))
    assert "陈" in table
    assert "chen@example.com" in table
    sites = data(house("site", "list", "--json"))["sites"]
    assert {"name": "花园", "zone": "Asia/Shanghai", "fallback": "zhao"} in sites
    assert "后备人" in told(house("site", "list", "--lang", "zh"))


def test_a_site_says_in_which_zone_it_is_though_none_was_named(house: Complaints) -> None:
    assert told(house("site", "add", "garden")) == (
        "Site garden is recorded.\nTimes at the site garden are local to Asia/Shanghai.\n"
    )


def test_an_absence_is_recorded_and_ended(house: Complaints) -> None:
    assert data(house("staff", "away", "lin", "--json"))["away"] is True
    assert "不在岗" in told(house("staff", "list", "--lang", "zh"))
    assert data(house("staff", "back", "lin", "--json"))["away"] is False
    later = ("--from", "2999-10-01 00:00", "--until", "2999-10-08 00:00")
    assert data(house("staff", "away", "lin", *later, "--json"))["away"] is False
    assert house("staff", "away", "lin", "--from", "明天").exit_code == 2


def test_definitions_are_listed_shown_checked_and_published(
    house: Complaints, tmp_path: Path
) -> None:
    names = [
        one["definition"] for one in data(house("definition", "list", "--json"))["definitions"]
    ]
    assert "complaint" in names
    assert "顾客投诉" in told(house("definition", "list", "--lang", "zh"))
    shown = told(house("definition", "show", "complaint", "--lang", "zh"))
    assert "三天回访" in shown
    assert "3 个日历日（首日不计、至末日 24:00）" in shown
    assert data(house("definition", "show", "complaint", "--json"))["definition"]
    shipped = Path(__file__).parents[2] / "definitions" / "complaint.yaml"
    changed = tmp_path / "投诉.yaml"
    text = shipped.read_text(encoding="utf-8").replace('edition: "2"', 'edition: "my own"')
    changed.write_text(text, encoding="utf-8")
    assert "in order" in told(house("definition", "check", str(changed)))
    assert data(house("definition", "check", str(changed), "--json")) == {
        "ok": True,
        "problems": [],
    }
    published = house("definition", "publish", str(changed), "--lang", "zh")
    assert "版次 my own" in published.stdout
    assert (published.exit_code, "尚无人担任" in published.stdout) == (0, True)


def test_a_wrong_definition_is_shown_with_every_place(
    complaints: Complaints, tmp_path: Path
) -> None:
    shipped = Path(__file__).parents[2] / "definitions" / "complaint.yaml"
    wrong = tmp_path / "错.yaml"
    text = shipped.read_text(encoding="utf-8").replace("from: received", "from: recieved")
    wrong.write_text(text, encoding="utf-8")
    result = complaints("definition", "check", str(wrong), str(shipped), "--lang", "zh")
    assert result.exit_code == 7
    assert "错.yaml:" in result.stderr
    assert "recieved" in result.stderr
    assert "^" in result.stderr
    assert "没有问题" in result.stdout
    found = complaints("definition", "check", str(wrong), "--json")
    assert found.exit_code == 7
    assert json.loads(found.stdout)["problems"][0]["line"] > 1
    missing = complaints("definition", "check", str(tmp_path / "无.yaml"))
    assert missing.exit_code == 7
    assert not missing.stdout


def test_the_guards_of_a_host_are_loaded(
    opened: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hotel_rules.py").write_text(
        "from workflow import Registry\nregistry = Registry()\n"
        "class app:\n    registry = registry\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    told(opened("show", "1", "--app", "hotel_rules:registry"))
    told(opened("show", "1", "--app", "hotel_rules:app"))


def test_the_daemon_can_run_once(opened: Complaints) -> None:
    assert opened("daemon", "--once").exit_code == 0


def test_a_clock_that_is_behind_is_told_to_whoever_acts(opened: Complaints):
    with freeze_time(datetime.now(UTC) - timedelta(minutes=90, seconds=30)):
        english = opened("note", "1", "电话已回")
        chinese = opened("--lang", "zh", "note", "1", "电话已回")
        told = json.loads(opened("--json", "note", "1", "电话已回").stdout)
    assert "The clock of this machine is 1:30:" in english.stdout
    assert "本机时钟比案件的最后一条记录慢 1:30:" in chinese.stdout
    assert 5400 <= told["clock_behind_seconds"] <= 5430


DEADLINES = "complaints_deadlines"


@pytest.mark.parametrize(
    ("statement", "text", "difference"),
    [
        (
            f"UPDATE {DEADLINES} SET due_at = '2031-01-01 00:00:00.000000'",
            "The deadline judgement/1, the due time: 2031-01-01 08:00 is stored, the events say "
            "2026-11-03 24:00.",
            ("judgement/1", "due_at", "2031-01-01T00:00:00Z", "2026-11-03T16:00:00Z"),
        ),
        (
            f"UPDATE {DEADLINES} SET next_at = NULL",
            "The deadline judgement/1, when something fires next: nothing is stored, the events "
            "say 2026-11-03 14:30.",
            ("judgement/1", "next_at", None, "2026-11-03T06:30:00Z"),
        ),
        (
            f"UPDATE {DEADLINES} SET agreed = 1",
            "The deadline judgement/1, whether a time was agreed: yes is stored, the events say "
            "no.",
            ("judgement/1", "agreed", True, False),
        ),
        (
            f"UPDATE {DEADLINES} SET owed = 0",
            "The deadline judgement/1, whether anybody owes it: no is stored, the events say yes.",
            ("judgement/1", "owed", False, True),
        ),
        (
            f"UPDATE {DEADLINES} SET status = x'ff'",
            "The deadline judgement/1, the status is not what the events say.",
            ("judgement/1", "status", None, None),
        ),
        (
            f"DELETE FROM {DEADLINES}",
            "The deadline judgement/1 is in the events, yet not stored beside them.",
            ("judgement/1", None, None, "judgement/1"),
        ),
        (
            f"INSERT INTO {DEADLINES} SELECT case_id, '答复', cycle, status, started_at, due_at, "
            f"done_at, agreed, next_at, next_rung, paused_at, owed FROM {DEADLINES}",
            "The deadline 答复/1 is stored, yet the events know nothing of it.",
            ("答复/1", None, "答复/1", None),
        ),
        (
            "UPDATE complaints_cases SET next_at = '9999-12-31 23:00:00.000000'",
            "next_at: 9999-12-31T23:00:00+00:00 is stored, the events say 2026-11-03 14:30.",
            (None, "next_at", "9999-12-31T23:00:00Z", "2026-11-03T06:30:00Z"),
        ),
    ],
)
def test_what_differs_is_told_with_what_is_stored_and_what_the_events_come_to(
    house: Complaints, tmp_path: Path, statement: str, text: str, difference: tuple[object, ...]
) -> None:
    with freeze_time("2026-11-02 02:00"):
        told(house("open", "complaint", *RECEIVED))
    with closing(sqlite3.connect(tmp_path / "house.db")) as database, database:
        database.execute(statement)
    checked = house("rebuild", "--check").stderr.splitlines()
    code = "state_differs" if difference[0] is None else "deadline_differs"
    assert checked == [f"C-2026-000001: {text} [{code}]"]
    (found,) = json.loads(house("rebuild", "--check", "--json").stdout)["findings"]
    assert (found["deadline"], found["field"], found["stored"], found["computed"]) == difference
    assert text in house("verify").stdout
    assert house("rebuild").exit_code == 0
    assert house("rebuild", "--check").exit_code == 0


def test_of_many_findings_of_one_kind_the_first_are_told_and_how_many_more_there_are(
    opened: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_MOST_ALIKE", 1)
    monkeypatch.setattr(checking, "_FIRST", 1)
    told(opened("open", "complaint", *RECEIVED))
    with closing(sqlite3.connect(tmp_path / "house.db")) as database, database:
        database.execute("UPDATE complaints_cases SET owner = '王五'")
        database.execute("UPDATE complaints_cases SET retry_at = '2036-01-01T00:00Z' WHERE id = 2")
    result = opened("verify")
    assert (result.exit_code, result.stderr) == (9, "")
    lines = result.stdout.splitlines()
    assert "retry_at of 2 in complaints_cases (it is not an instant)" in lines[1]
    database.close()
    with closing(sqlite3.connect(tmp_path / "house.db")) as database, database:
        database.execute("UPDATE complaints_cases SET retry_at = NULL")
    lines = opened("verify").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "C-2026-000001", "And 1 more of [state_differs]; all", "2 things are wrong.",
    ]  # fmt: skip
    assert len(json.loads(opened("verify", "--json").stdout)["findings"]) == 2


def test_what_was_changed_beside_the_history_is_told_and_made_again(
    opened: Complaints, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "house.db")) as database, database:
        database.execute("UPDATE complaints_cases SET owner = '王五'")
    checked = opened("--lang", "zh", "rebuild", "--check")
    assert (checked.exit_code, checked.stdout) == (9, "案件：1，有出入：1，已重写：0。\n")
    assert checked.stderr == (
        "C-2026-000001: owner：存储的是 王五，按记录应为 lin。 [state_differs]\n"
    )
    rebuilt = opened("rebuild", "--json")
    assert rebuilt.exit_code == 0
    assert data(rebuilt)["written"] == 1
    assert told(opened("rebuild")) == "Cases: 1, differing: 0, written: 0.\n"
    assert data(opened("show", "1", "--json"))["owner"] == "lin"


def test_beginning_says_where_roles_of_a_definition_of_ones_own_come_from(
    complaints: Complaints, tmp_path: Path
) -> None:
    words = ("init", "--zone", "Asia/Shanghai", "--db")
    shown = told(complaints(*words, str(tmp_path / "one.db")))
    assert "brings its own roles: `complaints definition publish FILE`." in shown
    assert "您自己的定义带有自己的角色" in told(
        complaints(*words, str(tmp_path / "two.db"), "--lang", "zh")
    )


def test_who_owned_a_case_that_is_over_is_called_its_last_owner(opened: Complaints) -> None:
    assert "\nOwner " in told(opened("show", "1"))
    reason = ("--set", "reason=已自行解决", "--performed-by", "customer")
    told(opened("do", "1", "withdraw", *reason))
    assert "\nLast owner " in told(opened("show", "1"))
    assert "\n最后承办人 " in told(opened("show", "1", "--lang", "zh"))


def test_a_refusal_names_fields_and_the_owner_as_everything_else_does(opened: Complaints) -> None:
    told(opened("staff", "add", "han", "--role", "receptionist"))
    missing = opened("open", "complaint", "--as", "lin", "--lang", "zh").stderr
    assert "complainant（投诉人）、phone（" in missing
    refused = opened("correct", "1", "--set", "phone=1", "--reason", "x", "--as", "han")
    assert "owner (lin)" in refused.stderr
    words = ("--set", "phone=1", "--reason", "x", "--as", "han", "--lang", "zh")
    assert "承办人（lin）" in opened("correct", "1", *words).stderr
