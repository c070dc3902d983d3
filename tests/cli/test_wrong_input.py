from pathlib import Path

import pytest
from command_lines import RECEIVED, Complaints

SECRET = "13812345678"


def refused(result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert not result.stdout
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (("show",), "缺少参数 '案件'。"),
        (("correct", "17", "--set", "a=b"), "缺少选项 '--reason'。"),
    ],
)
def test_what_is_missing_is_told_with_a_full_stop_of_the_language(
    complaints: Complaints, words: tuple[str, ...], missing: str
) -> None:
    said = refused(complaints(*words, "--lang", "zh"), 2)
    assert said.endswith(f"错误：{missing}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("shw", "17"), "Did you mean 'show'?"),
        (("staff", "ad", "lin"), "Did you mean 'add'?"),
        (("show", "17", "--jsno"), "--json"),
        (("show",), "Missing argument 'CASE'"),
        (("do", "17"), "Missing argument 'TRIGGER'"),
        (("correct", "17", "--set", "kind=safety"), "Missing option '--reason'"),
        (("list", "--limit", "0"), "1 or more"),
        (("list", "--page", "many"), "1 or more"),
        (("do", "17", "judge", "--expect", "four"), "1 or more"),
        (("show", "17", "--lang", "fr"), "'en', 'zh'"),
        (("show", "17", "--db"), "requires an argument"),
        (("show", "17", "--json=yes"), "does not take a value"),
        (("definition", "check"), "Missing argument 'PATH...'"),
        (("set", "17"), "NAME=VALUE"),
        (("set", "17", "phone=1", "--set", "phone=2"), "twice"),
        (("set", "17", "--set", "photo=1", "--attach", "photo=/dev/null/x"), "/dev/null/x"),
        (("set", "17", "--attach", "photo"), "NAME=FILE"),
    ],
)
def test_a_wrong_command_line_says_what_is_right(
    complaints: Complaints, words: tuple[str, ...], said: str
) -> None:
    assert said in refused(complaints(*words), 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("shw", "17"), "没有 'shw' 命令。 是否想用 'show'？"),
        (("show", "17", "--jsno"), "没有 '--jsno' 选项。 是否想用"),
        (("show",), "错误：缺少参数 '案件'"),
        (("do", "17", "judge", "--set", "x"), "'--set' 的值无效：应为 名称=值"),
        (("list", "--limit", "0"), "应为不小于 1 的整数"),
        (("show", "17", "--db"), "选项 '--db' 需要 1 个值"),
        (("note", "17", "电梯", "停运", "了"), "多出 2 个参数"),
        (("correct", "17", "--set", "kind=safety"), "缺少选项 '--reason'"),
    ],
)
def test_a_wrong_command_line_is_explained_in_chinese(
    complaints: Complaints, words: tuple[str, ...], said: str
) -> None:
    message = refused(complaints("--lang", "zh", *words), 2)
    assert said in message
    assert "Usage" not in message
    assert "Error" not in message


@pytest.mark.parametrize(
    "words",
    [
        ("set", "17", SECRET),
        ("do", "17", "judge", "--set", SECRET),
        ("do", "17", "judge", "--set", f"={SECRET}"),
        ("note", "17", "张三", SECRET),
        ("open", "complaint", "--set", f"phone={SECRET}", "--set", f"phone={SECRET}"),
    ],
)
def test_an_error_does_not_repeat_a_value_that_may_be_personal(
    complaints: Complaints, words: tuple[str, ...]
) -> None:
    message = refused(complaints(*words), 2)
    assert SECRET not in message
    assert "张三" not in message


def test_who_acts_must_be_said(house: Complaints, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPLAINTS_ACTOR")
    message = refused(house("open", "complaint", *RECEIVED), 2)
    assert "--as" in message
    assert "COMPLAINTS_ACTOR" in message


@pytest.mark.parametrize("at", ["yesterday", "2026-02-30 10:00", "25:00", "2026-11-21"])
def test_a_time_that_cannot_be_read_is_refused(house: Complaints, at: str) -> None:
    message = refused(house("open", "complaint", *RECEIVED, "--at", at), 2)
    assert "2026-11-21 14:30" in message


def test_a_time_in_the_future_is_refused(house: Complaints) -> None:
    refused(house("open", "complaint", *RECEIVED, "--at", "2999-01-01 10:00"), 4)


def test_a_database_that_is_not_there_is_refused_with_the_way_to_create_it(
    complaints: Complaints, tmp_path: Path
) -> None:
    database = tmp_path / "无.db"
    message = refused(complaints("list", "--db", str(database)), 8)
    assert "complaints init" in message
    assert not database.exists()


def test_a_file_that_is_no_database_is_refused(complaints: Complaints, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("不是数据库" * 1000, encoding="utf-8")
    refused(complaints("list", "--db", str(file)), 8)


@pytest.mark.parametrize("application", ["nowhere", "nowhere:app", "json:nothing", ":x"])
def test_an_application_that_cannot_be_loaded_is_refused(
    house: Complaints, application: str
) -> None:
    assert "module:object" in refused(house("list", "--app", application), 2)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "99"), 3),
        (("show", "C-2026-999999"), 3),
        (("history", "电梯"), 3),
        (("open", "telephone"), 3),
        (("definition", "show", "telephone"), 3),
        (("open", "complaint", *RECEIVED, "--as", "nobody"), 3),
        (("open", "complaint", *RECEIVED, "--site", "nowhere"), 3),
        (("assign", "1", "nobody"), 3),
        (("list", "--site", "nowhere"), 3),
        (("list", "--definition", "telephone"), 3),
        (("due", "--site", "nowhere"), 3),
        (("do", "1", "propse"), 4),
        (("do", "1", "close", "--set", "summary=完"), 4),
        (("do", "1", "judge"), 4),
        (("do", "1", "judge", "--set", "grounds=maybe", "--set", "demand=reasonable"), 4),
        (("set", "1", "summary=完"), 4),
        (("erase", "1", "--reason", "顾客要求"), 5),
        (("note", "1", "你好", "--expect", "9"), 6),
    ],
)
def test_a_refusal_ends_with_the_code_of_its_kind(
    opened: Complaints, words: tuple[str, ...], code: int
) -> None:
    refused(opened(*words), code)


def test_a_step_or_field_nearly_right_is_suggested(opened: Complaints) -> None:
    assert "Did you mean judge?" in refused(opened("do", "1", "jugde"), 4)
    assert "是否想写 phone？" in refused(opened("set", "1", "phnoe=1", "--lang", "zh"), 4)


def test_a_command_that_was_taken_for_a_step_is_named(opened: Complaints) -> None:
    told = opened("do", "1", "note").stderr
    assert "That is a command of its own: `complaints note C-" in told
    assert "那是单独的命令：`complaints note C-" in opened("do", "1", "note", "--lang", "zh").stderr
    assert "command of its own" not in opened("do", "1", "nothing").stderr


def test_a_role_is_found_by_its_title_in_any_language(house: Complaints) -> None:
    for title in ("客服专员", "Specialist", "specialists"):
        told = house("staff", "add", "sun", "--role", title)
        assert (told.exit_code, "Did you mean specialist?" in told.stderr) == (3, True), title


def test_what_makes_a_definition_unusable_is_explained_wherever_it_is_read(
    complaints: Complaints, tmp_path: Path
) -> None:
    file = tmp_path / "parcel.yaml"
    file.write_text("language: 1\n", encoding="utf-8")
    (tmp_path / "parcel.scenarios.yaml").write_text("language: 1\n", encoding="utf-8")
    for command in ("test", "prove", "show"):
        told = complaints("definition", command, str(file))
        assert told.exit_code == 7
        assert "More, with examples: `complaints definition codes L003`." in told.stderr


def test_a_key_used_for_something_else_is_a_conflict(opened: Complaints) -> None:
    assert opened("note", "1", "你好", "--key", "k1").exit_code == 0
    refused(opened("assign", "1", "wang", "--key", "k1"), 6)


def test_a_defect_of_the_program_apologises_and_names_no_values(
    complaints: Complaints, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words, **_settings):
        raise LookupError(SECRET)

    monkeypatch.setattr("workflow.bootstrap.look", broken)
    message = refused(complaints("list"), 70)
    assert "--debug" in message
    assert SECRET not in message
    assert "抱歉" in refused(complaints("list", "--lang", "zh"), 70)


def test_debug_shows_where_an_error_arose(complaints: Complaints, tmp_path: Path) -> None:
    result = complaints("--debug", "list", "--db", str(tmp_path / "nothing.db"))
    assert result.exit_code == 8
    assert "Traceback" in result.stderr
