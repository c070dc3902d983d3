"""Whatever is wrong is said in words, with its exit code, and nothing is left half-written.

Everything goes through the real command line, in both languages: what stands in a row of a table
is typed, the exit code, and what the message says in English and in Chinese.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result

from workflow.cli import exit_codes
from workflow.cli.program import complaints
from workflow.store import database as store_database
from workflow.store import schema

ROOT = Path(__file__).parents[1]
COMPLAINT = (ROOT / "definitions" / "complaint.yaml").read_text(encoding="utf-8")
LANGUAGES = ("en", "zh")
SECRETS = ("李雷", "13800138000", "空调不制冷", "闹钟")


def setting(**values: str) -> tuple[str, ...]:
    return tuple(word for name, value in values.items() for word in ("--set", f"{name}={value}"))


DATA = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调不制冷", "kind": "service",
}  # fmt: skip
RECEIVED = setting(**DATA)
JUDGED = setting(grounds="sufficient", demand="reasonable", department="Engineering")


@pytest.fixture
def house(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with five people and one case, serial 1, that ann owns."""
    for name in [*os.environ]:
        if name.startswith("COMPLAINTS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COMPLAINTS_DB", str(database))
    monkeypatch.setenv("COMPLAINTS_ACTOR", "ann")
    done("open", "complaint", *RECEIVED)
    return database


def typed(*words: str, language: str = "en") -> Result:
    return CliRunner().invoke(complaints, [*words, "--lang", language])


def done(*words: str) -> None:
    result = typed(*words)
    assert result.exit_code == 0, result.output


def content(database: Path) -> list[str]:
    """Everything in a database, as text."""
    with closing(sqlite3.connect(database)) as connection:
        return [*connection.iterdump()]


def check_message(stderr: str, said: str, language: str) -> None:
    assert said in stderr
    assert "Traceback" not in stderr
    assert not [word for word in SECRETS if word in stderr]
    assert bool(re.search("[\u4e00-\u9fff]", stderr)) == (language == "zh"), stderr
    if language == "zh":
        assert "Error" not in stderr


def refused(result: Result, code: int, said: str, language: str) -> None:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    check_message(result.stderr, said, language)


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
        "可做此操作的状态：called_back。",
    ),
    "an unknown field": (
        ("do", "1", "judge", *setting(ground="sufficient")), exit_codes.REFUSED,
        "has no field called ground.", "没有名为 ground 的字段。",
    ),
    "a field that belongs to another step": (
        ("set", "1", "summary=闹钟"), exit_codes.REFUSED,
        "Fields that can be set here: phone.", "此处可设置的字段：phone。",
    ),
    "an unknown definition": (
        ("open", "telephone", *RECEIVED), exit_codes.NOT_FOUND,
        "There is no definition called telephone. Published here: complaint, repair.",
        "没有名为 telephone 的流程定义。",
    ),
    "a day before the first edition": (
        ("open", "complaint", *RECEIVED, "--at", "2020-01-01 10:00", "--as", "sue"),
        exit_codes.NOT_FOUND,
        "No edition of complaint was in effect on 2020-01-01. Editions take effect on: 2024-01-01.",
        "2024-01-01",
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
        "The value given for phone of case C-2026-000001 does not fit: expected a telephone number",
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
        "needs: demand (reasonable|unreasonable). Give each with --set NAME=VALUE.",
        "demand (reasonable|unreasonable)",
    ),
    "data that is missing on opening": (
        ("open", "complaint", *RECEIVED[:6]), exit_codes.REFUSED,
        "needs: kind (service|product|safety).", "kind (service|product|safety)",
    ),
    "a person without the role": (
        ("do", "1", "judge", *JUDGED, "--as", "rita"), exit_codes.NOT_AUTHORISED,
        "rita may not do judge for case C-2026-000001. It may be done by: owner, specialist",
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
    "a language that is not spoken": (
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
    "binary": (bytes(range(256)), "Y005  This is not text in UTF-8.", "不是 UTF-8"),
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
    said = {"en": ("There is no such file.", "This is a folder"), "zh": ("没有此文件", "文件夹")}
    for words in (("check",), ("publish",)):
        for path, expected in zip((tmp_path / "no.yaml", tmp_path), said[language], strict=True):
            result = typed("definition", *words, str(path), language=language)
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


# --- the database ----------------------------------------------------------------------------


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE complaints_version SET version_num = '9999'")


def unprotected(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in found.fetchall():
            connection.execute(f"DROP TRIGGER {name}")


def overwritten(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


def cut_short(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def text(path: Path) -> None:
    path.write_text("这不是数据库。" * 1000, encoding="utf-8")


def nothing(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def nothing_in_it(path: Path) -> None:
    path.write_bytes(b"")


def of_somebody_else(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE songs (title)")


DATABASES: dict[Callable[[Path], None], tuple[str, str]] = {
    nothing: ("Create it with `complaints init`, or name another with --db.", "complaints init"),
    nothing_in_it: ("Create it with `complaints init`", "complaints init"),
    of_somebody_else: ("Create it with `complaints init`", "complaints init"),
    folder: ("it is a folder, not a file; name a file in it.", "文件夹"),
    text: ("the file is not a database; restore a backup or name another file.", "恢复备份"),
    overwritten: ("the file is damaged; restore a backup.", "恢复备份"),
    cut_short: ("the file is damaged; restore a backup.", "恢复备份"),
    newer: ("Install the newer version; nothing was changed.", "请安装较新的版本"),
    unprotected: ("Run `complaints verify`, then `complaints init`", "complaints init"),
}
COMMANDS = (
    ("list",), ("show", "1"), ("open", "complaint", *RECEIVED), ("note", "1", "闹钟"),
    ("daemon",), ("daemon", "--once"),
)  # fmt: skip


def state(path: Path) -> object:
    """What is at a path, to be compared."""
    if path.is_file():
        return path.read_bytes()
    return sorted(path.iterdir()) if path.is_dir() else None


@pytest.fixture
def copy(house: Path, tmp_path: Path) -> Path:
    """A copy of the house that may be spoilt."""
    path = tmp_path / "copies" / "copy.db"
    path.parent.mkdir()
    shutil.copyfile(house, path)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spoil", DATABASES)
def test_a_database_that_cannot_be_used_is_refused(
    copy: Path, spoil: Callable[[Path], None], language: str
) -> None:
    spoil(copy)
    before, beside = state(copy), sorted(copy.parent.iterdir())
    english, chinese = DATABASES[spoil]
    for words in COMMANDS:
        result = typed(*words, "--db", str(copy), language=language)
        refused(result, exit_codes.DATABASE, {"en": english, "zh": chinese}[language], language)
        assert str(copy.name) in result.stderr
    assert state(copy) == before
    assert sorted(copy.parent.iterdir()) == beside


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spoil", [folder, text, overwritten, cut_short, newer])
def test_a_database_that_cannot_be_used_is_not_made_new(
    copy: Path, spoil: Callable[[Path], None], language: str
) -> None:
    spoil(copy)
    before = state(copy)
    english, chinese = DATABASES[spoil]
    result = typed("init", "--db", str(copy), language=language)
    refused(result, exit_codes.DATABASE, {"en": english, "zh": chinese}[language], language)
    assert state(copy) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [*COMMANDS, ("init",)])
def test_a_database_in_a_folder_that_is_not_there_is_refused(
    house: Path, tmp_path: Path, words: tuple[str, ...], language: str
) -> None:
    path = tmp_path / "没有" / "此处.db"
    said = {"en": "does not exist; make it, or name another place.", "zh": "不存在"}[language]
    result = typed(*words, "--db", str(path), language=language)
    assert result.exit_code == exit_codes.DATABASE
    assert result.stdout == ""
    assert said in result.stderr
    assert str(path.parent) in result.stderr
    assert "Traceback" not in result.stderr
    assert not path.parent.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_older_database_is_refused_until_it_is_upgraded(
    copy: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9998"))
    before = state(copy)
    said = {"en": "Upgrade it with `complaints init`; make a copy first.", "zh": "先备份"}
    for words in COMMANDS:
        result = typed(*words, "--db", str(copy), language=language)
        refused(result, exit_codes.DATABASE, said[language], language)
    assert state(copy) == before


WRITING = (
    ("open", "complaint", *RECEIVED), ("note", "1", "闹钟"), ("do", "1", "judge", *JUDGED),
    ("staff", "add", "wu", "--role", "specialist"), ("init",),
)  # fmt: skip


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Let another process hold the lock for writing."""
    code = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print('locked', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        yield
        other.kill()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_locked_database_is_left_alone_and_can_be_looked_at(
    house: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COMPLAINTS_BUSY_SECONDS", "0")
    before = content(house)
    said = {"en": "was locked by another program for 0 seconds.", "zh": "锁定"}[language]
    with locked(house):
        for words in WRITING:
            refused(typed(*words, language=language), exit_codes.DATABASE, said, language)
        assert typed("list", language=language).exit_code == 0
    assert content(house) == before
    for words in WRITING:
        done(*words)


def test_one_round_on_a_locked_database_is_the_database_s_fault_and_not_a_case_s(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLAINTS_BUSY_SECONDS", "0")
    done("open", "complaint", *RECEIVED, "--as", "sue", "--at", "2026-11-03 10:00")
    with locked(house):
        result = typed("daemon", "--once")
        refused(result, exit_codes.DATABASE, "was locked by another program", "en")
    result = typed("daemon", "--once")
    assert (result.exit_code, "Set aside: 0." in result.stdout) == (0, True)


@pytest.mark.parametrize("value", ["-1", "1.5", "x", "3601", "１"])
def test_how_long_to_wait_for_a_lock_is_a_number(
    house: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("COMPLAINTS_BUSY_SECONDS", value)
    said = f"COMPLAINTS_BUSY_SECONDS={value} cannot be read: expected a whole number of seconds"
    refused(typed("list"), exit_codes.USAGE, said, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_disk_leaves_everything_as_it_was(
    house: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    before = content(house)
    connect = store_database._on_connect

    def full(busy_seconds: float | None, connection: sqlite3.Connection, record: object) -> None:
        connect(busy_seconds, connection, record)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    long = "闹钟" * 50_000
    with monkeypatch.context() as patched:
        patched.setattr(store_database, "_on_connect", full)
        for words in (
            ("note", "1", long),
            ("open", "complaint", *setting(**{**DATA, "content": long[:10_000]})),
        ):
            result = typed(*words, language=language)
            said = {"en": "the disk is full; free some space and try again.", "zh": "磁盘已满"}
            refused(result, exit_codes.DATABASE, said[language], language)
    assert content(house) == before
    done("verify")
    done("note", "1", long)


# Works with all rights once, so that everything needed is loaded; then as nobody.
WITHOUT_RIGHTS = """\
import contextlib, io, os, sys
from workflow.cli.program import complaints
writable, readable, *words = sys.argv[1:]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    complaints.main([*words, "--db", writable])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
complaints.main([*words, "--db", readable])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="gives up rights as POSIX knows them")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_without_the_right_to_write_is_left_alone(house: Path, language: str) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        copy = place / "cases.db"
        shutil.copyfile(house, copy)
        before = copy.read_bytes()
        copy.chmod(0o444)
        place.chmod(0o555)
        result = subprocess.run(
            [
                sys.executable, "-c", WITHOUT_RIGHTS, str(house), str(copy),
                "note", "1", "闹钟", "--as", "ann", "--lang", language,
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=100,
        )  # fmt: skip
        place.chmod(0o755)
        assert (result.returncode, result.stdout) == (exit_codes.DATABASE, "")
        said = {"en": "check", "zh": "检查"}[language]
        check_message(result.stderr, said, language)
        assert copy.read_bytes() == before


# --- as a process ----------------------------------------------------------------------------


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
        (("do", "1", "judge"), 4, "needs: grounds (sufficient|insufficient)", "en"),
        (("erase", "1", "--reason", "闹钟"), 5, "ann may not do erase", "en"),
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
