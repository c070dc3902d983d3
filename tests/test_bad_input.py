"""Whatever is wrong is said in words, with its exit code, and nothing is left half-written.

Everything goes through the real command line, in both languages: what stands in a row of a table
is typed, the exit code, and what the message says in English and in Chinese.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from refusals import (
    COMPLAINT,
    DATA,
    JUDGED,
    LANGUAGES,
    RECEIVED,
    ROOT,
    check_message,
    content,
    done,
    refused,
    setting,
    typed,
    work_in,
)

from workflow.cli import exit_codes


@pytest.fixture
def house(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return work_in(database, monkeypatch)


TYPED = {
    "an unknown command": (
        ("shw", "1"), exit_codes.USAGE,
        "No such command 'shw'. Did you mean 'show'?", "没有 'shw' 命令。",
    ),
    "an unknown option": (
        ("show", "1", "--fast"), exit_codes.USAGE,
        "No such option '--fast'.", "没有 '--fast' 选项。",
    ),
    "an unknown serial": (
        ("show", "99"), exit_codes.NOT_FOUND,
        "There is no case 99. Give the full number", "没有案件 99。",
    ),
    "a number with a case of another year": (
        ("show", "C-1999-000001"), exit_codes.NOT_FOUND,
        "There is no case C-1999-000001.", "没有案件 C-1999-000001。",
    ),
    "an unknown step": (
        ("do", "1", "jugde"), exit_codes.REFUSED,
        "knows no step called jugde. Possible now: judge, withdraw.", "没有名为 jugde 的操作。",
    ),
    "a step out of order": (
        ("do", "1", "close", *setting(summary="闹钟")), exit_codes.REFUSED,
        "It is possible from: called_back. Possible now: judge, withdraw.",
        "可做此操作的状态：called_back（已回访）。现在可做：judge（判断）、withdraw（撤诉）。",
    ),
    "an unknown field": (
        ("do", "1", "judge", *setting(ground="sufficient")), exit_codes.REFUSED,
        "has no field called ground.", "没有名为 ground 的字段。",
    ),
    "a field that belongs to another step": (
        ("set", "1", "summary=闹钟"), exit_codes.REFUSED,
        "Fields that can be set here: phone (Telephone).", "此处可设置的字段：phone（联系电话）。",
    ),
    "an unknown definition": (
        ("open", "telephone", *RECEIVED), exit_codes.NOT_FOUND,
        "There is no definition called telephone. Published here: complaint, conduct, hotline, "
        "repair, review.",
        "没有名为 telephone 的流程定义。",
    ),
    "a day before the first edition": (
        ("open", "complaint", *RECEIVED, "--at", "2020-01-01 10:00", "--as", "sue"),
        exit_codes.NOT_FOUND,
        "No edition of complaint was in effect on 2020-01-01. Editions take effect on: 2025-01-01, "
        "2024-06-01.",
        "2024-06-01",
    ),
    "an unknown person": (
        ("assign", "1", "ghost"), exit_codes.NOT_FOUND,
        "Nobody called ghost is known. `complaints staff list` shows who is",
        "没有名为 ghost 的人员。",
    ),
    "an unknown actor": (
        ("open", "complaint", *RECEIVED, "--as", "ghost"), exit_codes.NOT_FOUND,
        "Nobody called ghost is known.", "没有名为 ghost 的人员。",
    ),
    "an unknown superior": (
        ("staff", "add", "wu", "--role", "specialist", "--superior", "ghost"),
        exit_codes.NOT_FOUND,
        "Nobody called ghost is known.", "没有名为 ghost 的人员。",
    ),
    "an unknown site": (
        ("open", "complaint", *RECEIVED, "--site", "moon"), exit_codes.NOT_FOUND,
        "There is no site called moon. Sites: main. Name one with --site.",
        "没有名为 moon 的站点。",
    ),
    "an unknown time zone": (
        ("site", "add", "moon", "--zone", "Moon/Base"), exit_codes.USAGE,
        "expected a time zone such as Asia/Shanghai", "Asia/Shanghai",
    ),
    "a value that is not among the choices": (
        ("open", "complaint", *setting(**{**DATA, "kind": "闹钟"})), exit_codes.REFUSED,
        "The value given for kind of case (new) does not fit: expected one of: service (Service)",
        "service",
    ),
    "letters for a telephone number": (
        ("set", "1", "phone=闹钟"), exit_codes.REFUSED,
        "The value given for phone (Telephone) of case C-2026-000001 does not fit: expected a",
        "电话号码",
    ),
    "a time that cannot be read": (
        ("open", "complaint", *RECEIVED, "--at", "noon"), exit_codes.USAGE,
        "noon cannot be read: expected a time such as 2026-11-21 14:30.", "noon 无法识别",
    ),
    "a time in the future": (
        ("do", "1", "judge", *JUDGED, "--at", "2999-01-01 10:00"), exit_codes.REFUSED,
        "it lies in the future", "它晚于现在",
    ),
    "data that is missing": (
        ("do", "1", "judge", *setting(grounds="sufficient")), exit_codes.REFUSED,
        "needs: demand (Is the demand reasonable?) = reasonable|unreasonable. "
        "Give each with --set NAME=VALUE.",
        "demand（要求是否合理） = reasonable|unreasonable",
    ),
    "data that is missing on opening": (
        ("open", "complaint", *RECEIVED[:6]), exit_codes.REFUSED,
        "needs: kind = service|product|safety.", "kind（类别） = service|product|safety",
    ),
    "a person without the role": (
        ("do", "1", "judge", *JUDGED, "--as", "rita"), exit_codes.NOT_AUTHORISED,
        "rita may not do this for case C-2026-000001: judge. It may be done by: owner (ann), ",
        "rita 无权",
    ),
    "erasing without the right to": (
        ("erase", "1", "--reason", "on request"), exit_codes.NOT_AUTHORISED,
        "It may be done by: manager.", "manager",
    ),
    "a version that is over": (
        ("note", "2", "闹钟", "--expect", "1"), exit_codes.CONFLICT,
        "changed since you looked (version 1, now 2). Meanwhile: ann:", "ann",
    ),
    "a version that is not there yet": (
        ("note", "1", "闹钟", "--expect", "7"), exit_codes.CONFLICT,
        "has no version 7 yet: its version is 1. `complaints show C-2026-000001`",
        "complaints show C-2026-000001",
    ),
    "an idempotency key of something else": (
        ("note", "1", "闹钟", "--key", "k1"), exit_codes.CONFLICT,
        "The key k1 was used before, for a different request.", "k1",
    ),
    "an application that is not there": (
        ("list", "--app", "nowhere:app"), exit_codes.USAGE,
        "Give --app as module:object", "--app",
    ),
    "a file to show that is not there": (
        ("definition", "show", "./no.yaml"), exit_codes.DEFINITION_INVALID,
        "There is no such file.", "没有此文件。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", TYPED)
def test_what_cannot_be_done_is_refused_in_words(house: Path, what: str, language: str) -> None:
    done("open", "complaint", *RECEIVED)
    done("note", "2", "闹钟", "--key", "k1")
    before = content(house)
    words, code, english, chinese = TYPED[what]
    refused(typed(*words, language=language), code, {"en": english, "zh": chinese}[language],
            language)  # fmt: skip
    assert content(house) == before


FILES: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "Y008  The file is empty.", "文件为空"),
    "only a comment": ("# 无\n".encode(), "Y008  The file is empty.", "文件为空"),
    "binary": (bytes(range(256)), "Y005  This is not text in UTF-8: save the file", "不是 UTF-8"),
    "in another encoding": ("title: 投诉".encode("gbk"), "Y005", "不是 UTF-8"),
    "huge": (b"a: " + b"x" * 1_000_001, "Y004  The file is larger than", "文件大于"),
    "deeply nested": (b"a: " + b"[" * 5_000, "Y013  This is nested too deeply.", "嵌套过深"),
    "deeply nested by indentation": (
        "\n".join(" " * depth + "a:" for depth in range(400)).encode(), "Y013", "嵌套过深",
    ),
    "with a key twice": (
        COMPLAINT.replace("\nroles:", "\nworkflow: again\nroles:").encode(),
        "Y010  workflow stands here a second time.", "workflow 在此重复出现",
    ),
    "with a tab": (
        COMPLAINT.replace("\n  receptionist:", "\n\treceptionist:").encode(),
        "Y007  There is a tab here; use blanks.", "请用空格",
    ),
    "with a tag": (
        COMPLAINT.replace("workflow: complaint", "workflow: !!python/name:os.system x").encode(),
        "Y012  Tags (!) are not used here.", "不使用标签",
    ),
    "with an alias": (
        COMPLAINT.replace("workflow: complaint", "workflow: *name").encode(),
        "Y011  Anchors and aliases (& and *) are not used here.", "不使用锚点和别名",
    ),
    "that swells by aliases": (
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "Y011", "不使用锚点和别名",
    ),
    "without its language": (
        COMPLAINT.replace("language: 1\n", "").encode(), "language is missing.", "缺少 language",
    ),
    "of a later language": (
        COMPLAINT.replace("language: 1\n", "language: 2\n").encode(),
        "This program reads language: 1.", "language: 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_definition_is_refused_with_the_place(
    house: Path, tmp_path: Path, what: str, language: str
) -> None:
    raw, english, chinese = FILES[what]
    file = tmp_path / "bad.yaml"
    file.write_bytes(raw)
    before = content(house)
    said = {"en": english, "zh": chinese}[language]
    for words in (("check",), ("publish",), ("show",)):
        result = typed("definition", *words, str(file), language=language)
        assert result.exit_code == exit_codes.DEFINITION_INVALID
        assert result.stdout == ""
        assert said in result.stderr
        assert str(file) in result.stderr
        assert "Traceback" not in result.stderr
        assert len(result.stderr) < 6_000
    assert content(house) == before
    assert file.read_bytes() == raw


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_not_there_is_refused(house: Path, tmp_path: Path, language: str) -> None:
    absent, folder, empty = {
        "en": ("There is no such file.", "This is a folder", "There is no YAML file"),
        "zh": ("没有此文件", "这是文件夹", "没有 YAML 文件"),
    }[language]
    for word, path, expected in (
        ("check", tmp_path / "no.yaml", absent),
        ("publish", tmp_path / "no.yaml", absent),
        ("check", tmp_path, empty),  # all that is in a folder is checked
        ("publish", tmp_path, folder),
    ):
        result = typed("definition", word, str(path), language=language)
        refused(result, exit_codes.DEFINITION_INVALID, expected, language)


def test_a_published_edition_is_not_published_differently(house: Path, tmp_path: Path) -> None:
    other = tmp_path / "complaint.yaml"
    other.write_text(
        COMPLAINT.replace("within: 3 calendar days", "within: 4 calendar days"), encoding="utf-8"
    )
    before = content(house)
    for language, said in (("en", "give the new text another `edition`"), ("zh", "`edition`")):
        result = typed("definition", "publish", str(other), language=language)
        refused(result, exit_codes.DEFINITION_INVALID, said, language)
    assert content(house) == before


def process(*words: str, language: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *words, "--lang", language],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )


@pytest.mark.parametrize(
    ("words", "code", "said", "language"),
    [
        (("shw", "1"), 2, "没有 'shw' 命令", "zh"),
        (("show", "99"), 3, "There is no case 99.", "en"),
        (("do", "1", "judge"), 4, "needs: grounds (Are the grounds sufficient?) = ", "en"),
        (
            ("erase", "1", "--reason", "闹钟"),
            5,
            "ann may not do this for case",
            "en",
        ),
        (("note", "1", "闹钟", "--expect", "9"), 6, "C-2026-000001", "zh"),
        (("definition", "check", "no.yaml"), 7, "没有此文件", "zh"),
        (("list", "--db", "no.db"), 8, "complaints init", "zh"),
    ],
)
def test_a_process_says_the_same(
    house: Path, words: tuple[str, ...], code: int, said: str, language: str
) -> None:
    before = content(house)
    result = process(*words, language=language)
    assert (result.returncode, result.stdout) == (code, "")
    check_message(result.stderr, said, language)
    assert content(house) == before


def test_every_exit_code_of_a_refusal_is_met_in_this_file() -> None:
    met = {code for _words, code, _english, _chinese in TYPED.values()} | {exit_codes.DATABASE}
    assert met == {
        exit_codes.USAGE, exit_codes.NOT_FOUND, exit_codes.REFUSED, exit_codes.NOT_AUTHORISED,
        exit_codes.CONFLICT, exit_codes.DEFINITION_INVALID, exit_codes.DATABASE,
    }  # fmt: skip
