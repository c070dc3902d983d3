"""A database that cannot be used: said in words by every command, and never made worse."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from refusals import (
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
from sqlalchemy.exc import DatabaseError

from workflow.cli import exit_codes
from workflow.store import schema
from workflow.store import sqlite as store_database
from workflow.store.database import named
from workflow.store.failures import translated
from workflow.translation import language


@pytest.fixture
def house(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return work_in(database, monkeypatch)


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
    nothing: (
        "Create it with `complaints init` and the same --db, or name another.",
        "complaints init",
    ),
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
# What is imported on the way must be there already: without rights the program cannot be read,
# wherever it lies.
for database in (writable, os.path.join(readable, "nowhere", "cases.db")):
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        contextlib.suppress(SystemExit),
    ):
        complaints.main([*words, "--db", database])
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


SUPPORTED = {
    "en": "only SQLite (sqlite:///path, or a path) and PostgreSQL "
    "(postgresql://user@host/name) are supported.",
    "zh": "仅支持 SQLite（sqlite:///路径，或路径）和 PostgreSQL（postgresql://用户@主机/名称）。",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [
        ("--db", "{}", "init"), ("--db", "{}", "list"), ("--db", "{}", "demo"),
        ("--db", "{}", "db", "restore", "kept.db"), ("db", "copy", "kept.db", "{}"),
        ("db", "copy", "{}", "new.db"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_meant_as_a_url_of_another_kind_makes_no_file(
    house: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], language: str
) -> None:
    monkeypatch.chdir(house.parent)
    shutil.copyfile(house, "kept.db")
    before = sorted(house.parent.iterdir())
    for name in ("oracle:lin/geheim@host", "mysql://lin:geheim@host/x", "sqlite:cases.db"):
        result = typed(*(one.format(name) for one in words), language=language)
        refused(result, exit_codes.DATABASE, SUPPORTED[language], language)
        assert "geheim" not in result.stderr
    assert sorted(house.parent.iterdir()) == before


def test_a_name_with_a_colon_that_is_no_url_is_a_file(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["C:\\cases.db", "C:/cases.db", "./oracle:foo", "backup-2026-11-28T10:00.db", "2026:1"]
    assert [named(one) for one in names] == [Path(one) for one in names]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", 'refuses (connection to server at "127.0.0.1", port 1 failed: Connection refused'),
        ("zh", "无法连接服务器，或被服务器拒绝（connection to server"),
    ],
)
def test_what_a_driver_says_stands_in_a_sentence(language: str, said: str) -> None:
    result = typed("--db", "postgresql://lin@127.0.0.1:1/cases", "list", language=language)
    refused(result, exit_codes.DATABASE, said, language)
    end = {"en": "?). Nothing was changed.", "zh": "?）。未作任何改动。"}
    assert end[language] in result.stderr


@pytest.mark.parametrize("tag", LANGUAGES)
def test_an_error_no_reason_is_known_for_ends_with_a_full_stop(tag: str) -> None:
    error = DatabaseError(None, None, sqlite3.DatabaseError("vtable constructor failed"))
    with language(tag):
        told = str(translated(error, "cases.db"))
    end = {"en": "failed. Nothing was changed.", "zh": "failed。未作任何改动。"}
    assert end[tag] in told
