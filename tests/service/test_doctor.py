"""Each check says what is fine and what is not, and what mends it; none changes anything."""

import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from stories import opened
from tampering import tamper

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.doctor import Diagnosis, Patient, Terminal, examine, storage
from workflow.doctor.examining import CHECKS, ON_DATABASE
from workflow.notify import settings
from workflow.service import forming, health, outboxing
from workflow.service.delivery import Routes
from workflow.store.daemons import Heartbeat, Rest

FILES = """\
[channels.mail]
type = "webhook"
url = "http://127.0.0.1:1/"
secret = {env = "HOOK_KEY"}
[channels.record]
type = "file"
path = "消息.jsonl"
"""
LEAK = """\
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
states: {open: {}, closed: {final: true}}
transitions:
  report: {from: new, to: open, by: [specialist]}
  close: {from: open, to: closed, by: [specialist]}
deadlines:
  mending:
    starts: {entered: open}
    met: {entered: closed}
    within: 2 calendar days
    missed: [{to: {person: 王小明}}]
"""


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> settings.Settings:
    monkeypatch.setenv("HOOK_KEY", "whsec")
    file = tmp_path / "设置.toml"
    file.write_text(FILES, encoding="utf-8")
    return settings.read(file)


@pytest.fixture
def well(flow: Workflow, clock, messages: settings.Settings) -> Patient:
    """A house in which nothing is wrong."""
    for name in ("max", "sue", "ann", "ben", "rita"):
        flow.add_staff(name, reach={"record": name})
    flow.add_site("main", fallback="max")
    opened(flow)
    flow.fire_due()
    return Patient("cases.db", clock(), flow, messages=messages)


def looked(patient: Patient, check: str) -> list[Diagnosis]:
    return [one for one in examine(patient) if one.check == check]


def states(patient: Patient, check: str) -> list[str]:
    return [one.state for one in looked(patient, check)]


def later(patient: Patient, clock, **amount: float) -> Patient:
    clock.advance(**amount)
    return replace(patient, now=clock())


@pytest.mark.both
def test_of_a_house_in_order_there_is_one_thing_to_know(well: Patient):
    found = examine(well)
    assert {one.check for one in found if one.state != "ok"} <= {"backups", "calendars", "fonts"}
    assert not [one for one in found if one.state == "wrong"]
    on_a_server = not any(one.check == "disk" for one in found)
    (backups,) = [one for one in found if one.check == "backups"]
    assert (backups.state, backups.cure) == (
        ("ok", "") if on_a_server else ("note", "complaints db backup FILE")
    )
    assert len(found) >= len((*CHECKS, *ON_DATABASE)) - on_a_server


def test_nothing_is_changed_by_looking(well: Patient, database: Path):
    with closing(sqlite3.connect(database)) as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        examine(well)
        assert connection.execute("PRAGMA data_version").fetchone() == before


def test_what_cannot_be_opened_is_the_finding(clock):
    found = examine(Patient("x.db", clock(), trouble="没有数据库", messages_trouble="坏了"))
    assert [(one.check, one.text) for one in found if one.state == "wrong"] == [
        ("database", "没有数据库"),
        ("messages", "坏了"),
    ]


def test_a_check_that_fails_is_a_finding_and_holds_up_no_other(
    well: Patient, database: Path, clock
):
    tamper(database, "UPDATE complaints_definitions SET resolved = '{'")
    found = examine(well)
    (failed,) = [one for one in found if one.check == "calendars"]
    assert failed.state == "wrong"
    assert "could not be looked at" in failed.text
    assert [one.state for one in found if one.check == "guards"] == ["ok"]


def test_how_things_look_here_is_no_fault_if_it_cannot_be_told(
    well: Patient, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_words: object, **_more: object) -> None:
        raise OSError

    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("shutil.which", lambda _program: "fc-list")
    monkeypatch.setattr("subprocess.run", broken)
    assert [(one.state, one.cure) for one in looked(well, "fonts")] == [("note", "")]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("free", "state"), [(10, "wrong"), (10**12, "ok")])
def test_a_full_disk_is_found(
    well: Patient, monkeypatch: pytest.MonkeyPatch, free: int, state: str
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 0, free))
    assert states(well, "disk") == [state]


def test_a_disk_with_no_room_for_a_copy_is_noted(well: Patient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(storage, "LEAST_FREE", 10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 0, 1000))
    assert states(well, "disk") == ["note"]


def test_a_small_disk_with_room_for_several_copies_is_only_noted(
    well: Patient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**8, 0, 10**8 - 1))
    (found,) = looked(well, "disk")
    assert found.state == "note"
    assert "as much again" not in found.cure


def test_a_file_that_may_not_be_written_is_found(well: Patient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.access", lambda _file, _mode: False)
    assert states(well, "disk") == ["ok", "wrong"]


def test_a_file_that_is_not_written_ahead_is_noted(well: Patient, database: Path):
    well.opened.close()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    assert [one.cure for one in looked(well, "write_ahead")] == ["complaints init"]


def test_much_that_is_not_written_back_is_noted(well: Patient, monkeypatch: pytest.MonkeyPatch):
    assert looked(well, "write_ahead") == []
    monkeypatch.setattr(storage, "LARGE_WRITE_AHEAD", -1)
    assert states(well, "write_ahead") == ["note"]


def test_a_history_without_protection_is_found(well: Patient, database: Path):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER complaints_events_no_update")
        connection.execute(
            "CREATE TRIGGER swallow BEFORE INSERT ON complaints_notices "
            "BEGIN SELECT RAISE(IGNORE); END"
        )
    missing, foreign = looked(well, "guards")
    assert (missing.state, foreign.state) == ("wrong", "wrong")
    assert "complaints_events_no_update" in missing.text
    assert "swallow" in foreign.text


def test_a_clock_that_is_behind_is_found_and_a_long_silence_noted(well: Patient, clock):
    assert states(well, "clock") == ["ok"]
    behind = replace(well, now=well.now - timedelta(minutes=1))
    (found,) = looked(behind, "clock")
    assert found.state == "wrong"
    assert "2026-11-02 09:59:00" in found.text
    assert "deadlines void" in found.cure
    assert states(replace(well, now=well.now + timedelta(days=30)), "clock") == ["note"]


def test_an_empty_database_has_no_clock_to_differ_from(flow: Workflow, clock):
    patient = Patient("cases.db", clock(), flow)
    assert states(patient, "clock") == ["ok"]
    (found,) = looked(patient, "daemon")
    assert (found.state, found.cure) == ("note", "complaints daemon")
    assert "No daemon has run on this database yet" in found.text


def test_what_is_overdue_is_found_and_no_daemon_noted(well: Patient, clock):
    assert states(well, "daemon") == ["ok"]
    assert states(later(well, clock, hours=1), "daemon") == ["note"]
    (found,) = looked(later(well, clock, days=9), "daemon")
    assert (found.state, found.cure) == ("wrong", "complaints daemon")


def test_a_daemon_in_trouble_and_one_that_is_stuck_are_found(well: Patient, clock):
    now = clock.advance(hours=1)
    beat = Heartbeat("one", "服务器", 17, "1", now, now, swept_at=now)
    health.begin(well.opened, beat)
    patient = replace(well, now=now)
    assert states(patient, "daemon") == ["ok"], "a daemon lives, whenever the last sweep was noted"
    health.beat(well.opened, beat._replace(trouble="磁盘已满"))
    assert [one.text for one in looked(patient, "daemon")][1:] == ["A daemon reports: 磁盘已满"]
    health.beat(well.opened, beat._replace(swept_at=now - timedelta(hours=1)))
    (_fires, stuck) = looked(patient, "daemon")
    assert (stuck.state, stuck.cure) == ("wrong", "complaints daemon status")
    health.beat(well.opened, beat)
    (overdue,) = looked(later_alive(patient, clock, beat), "daemon")
    assert (overdue.state, overdue.cure) == ("wrong", "complaints daemon status")


def test_a_daemon_that_stopped_is_missed_at_once_and_not_only_when_something_is_overdue(
    well: Patient, clock
):
    now = clock.advance(minutes=1)
    beat = Heartbeat("one", "服务器", 17, "1", now, now, swept_at=now)
    health.begin(well.opened, beat)
    health.beat(well.opened, beat._replace(stopped_at=now))
    (found,) = looked(replace(well, now=now), "daemon")
    assert (found.state, found.cure) == ("wrong", "complaints daemon")
    assert "no daemon runs any more" in found.text


def later_alive(patient: Patient, clock, beat: Heartbeat) -> Patient:
    now = clock.advance(days=9)
    health.beat(patient.opened, beat._replace(seen_at=now, swept_at=now))
    return replace(patient, now=now)


def test_a_case_set_aside_is_found(well: Patient, database: Path):
    tamper(
        database,
        "UPDATE complaints_cases SET aside_since = next_at, aside_error = 'x', "
        "aside_attempts = 1, retry_at = next_at",
    )
    (found,) = looked(well, "aside")
    assert (found.state, found.text) == ("wrong", "1 case is set aside.")


def test_messages_that_did_not_arrive_are_found(well: Patient, clock):
    flow, patient = well.opened, later(well, clock, days=1, hours=8)
    flow.fire_due()
    routes = Routes(channels=("log", "record"), defaults=("log",), attempts=1)
    forming.form(flow, routes)
    assert states(patient, "outbox") == ["ok"]
    for one in outboxing.claim(flow):
        outboxing.settle(flow, failed=[(one, OSError())], routes=Routes(attempts=9))
    assert states(patient, "outbox") == ["note"]
    clock.advance(hours=2)
    for one in outboxing.claim(flow):
        outboxing.settle(flow, failed=[(one, OSError())], routes=routes)
    assert [one.cure for one in looked(patient, "outbox")] == ["complaints outbox list --dead"]


def test_a_channel_that_does_not_work_is_told_with_the_reason(well: Patient, clock):
    flow, patient = well.opened, later(well, clock, days=1, hours=8)
    flow.fire_due()
    forming.form(flow, Routes(channels=("mail",), defaults=("mail",)))
    clock.advance(minutes=11)
    patient = replace(patient, now=clock.now)
    rest = Rest("mail", clock.now + timedelta(seconds=25), "没有应答")
    beat = Heartbeat("one", "服务器", 17, "1", clock.now, clock.now, channels=("mail",))
    health.begin(flow, beat._replace(resting=(rest,)))
    (found,) = looked(patient, "outbox")
    assert found.state == "wrong"
    assert found.text.startswith("mail does not work and rests until 2026-11-")
    assert found.text.endswith(": 没有应答")


def test_messages_on_a_channel_that_the_settings_do_not_have_are_found(well: Patient, clock):
    flow, patient = well.opened, later(well, clock, days=1, hours=8)
    flow.fire_due()
    forming.form(flow, Routes(channels=("旧邮箱",), defaults=("旧邮箱",)))
    (found,) = looked(patient, "outbox")
    assert (found.state, found.cure) == ("wrong", "complaints outbox list")
    assert "旧邮箱" in found.text


def test_settings_that_are_missing_or_lack_a_secret_or_whose_words_are_broken_are_told(
    well: Patient, monkeypatch: pytest.MonkeyPatch
):
    assert states(well, "messages") == ["ok"]
    monkeypatch.delenv("HOOK_KEY")
    (found,) = looked(well, "messages")
    assert found.state == "wrong"
    assert "HOOK_KEY" in found.text
    monkeypatch.setenv("HOOK_KEY", "whsec")
    assert well.messages is not None
    assert well.messages.file is not None
    folder = well.messages.file.parent / "措辞"
    folder.mkdir()
    (folder / "alarm.txt").write_text("{{ complainant }}")
    with well.messages.file.open("a", encoding="utf-8") as file:
        file.write('[messages]\ntemplates = "措辞"\n')
    (found,) = looked(replace(well, messages=settings.read(well.messages.file)), "messages")
    assert (found.state, found.cure) == ("wrong", "complaints notify channels")
    assert f"{folder / 'alarm.txt'}:1 cannot be used" in found.text
    alone = replace(well, messages=settings.standard())
    (found,) = looked(alone, "messages")
    assert found.state == "note"
    assert looked(alone, "contacts") == []


def test_people_without_an_address_are_told(well: Patient):
    assert states(well, "contacts") == ["ok"]
    well.opened.add_staff("ann", reach={"record": "", "pager": "7"})
    well.opened.add_staff("林", roles=["specialist"])
    well.opened.add_staff("gone", roles=["specialist"])
    well.opened.end_roles("gone")
    unknown, unreached = looked(well, "contacts")
    assert unknown.text.endswith("have: pager.")
    assert unreached.text.endswith("without an address: ann, 林.")
    assert "--reach" in unreached.cure


def test_sites_without_a_fallback_are_told(well: Patient, database: Path):
    assert states(well, "sites") == ["ok"]
    well.opened.add_site("花园 一", zone="Asia/Shanghai")
    (found,) = looked(well, "sites")
    assert found.cure == "complaints site add '花园 一' --fallback PERSON"
    tamper(database, "DELETE FROM complaints_sites")
    well.opened.close()
    assert states(well, "sites") == ["wrong"]


def test_addressees_who_are_not_there_are_told(flow: Workflow, clock):
    assert states(Patient("x", clock(), flow), "addressees") == ["ok"]
    flow.publish(loads(LEAK, "leak.yaml"))
    (found,) = looked(Patient("x", clock(), flow), "addressees")
    assert found.state == "note"
    assert "Nobody is called 王小明." in found.text


def test_people_are_missed_where_there_are_none(tmp_path: Path, clock):
    with Workflow.create(str(tmp_path / "new.db"), zone="Asia/Shanghai", clock=clock) as flow:
        found = looked(Patient("x", clock(), flow), "addressees")
        channels = settings.standard()._replace(file=tmp_path / "complaints.toml")
        assert looked(Patient("x", clock(), flow, messages=channels), "contacts") == []
    assert "complaints staff add PERSON --role ROLE" in [one.cure for one in found]


@pytest.mark.parametrize(("year", "state"), [(2026, "ok"), (2027, "note"), (2060, "wrong")])
def test_calendars_that_run_out_are_told(well: Patient, year: int, state: str):
    patient = replace(well, now=well.now.replace(year=year, month=6))
    found = [one for one in looked(patient, "calendars") if "CN" in one.text]
    assert {one.state for one in found} == {state}
    if state != "ok":
        assert {one.cure for one in found} == {"complaints calendar revise CN"}


def test_a_time_zone_that_is_not_known_is_found(well: Patient, database: Path):
    assert states(well, "time_zones") == ["ok"]
    tamper(database, "UPDATE complaints_sites SET zone = 'Mars/Olympus'")
    well.opened.close()
    (found,) = looked(well, "time_zones")
    assert found.state == "wrong"
    assert "Mars/Olympus" in found.text


@pytest.mark.parametrize(
    ("terminal", "state"),
    [
        (Terminal(), "ok"),
        (Terminal(interactive=True, environment={"LANG": "zh_CN.UTF-8"}), "ok"),
        (Terminal(interactive=True, environment={"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}), "note"),
        (Terminal(interactive=True), "note"),
        (Terminal(interactive=True, code_page=65001), "ok"),
        (Terminal(interactive=True, code_page=437), "note"),
    ],
)
def test_a_terminal_that_shows_no_chinese_is_noted(clock, terminal: Terminal, state: str):
    assert states(Patient("x", clock(), terminal=terminal), "terminal") == [state]


@pytest.mark.skipif(sys.platform == "win32", reason="puts a script of the shell in the way")
@pytest.mark.parametrize(
    ("system", "script", "state"),
    [
        ("Linux", "echo 思源黑体", "ok"),
        ("Linux", "true", "note"),
        ("Linux", "exit 1", "note"),
        ("Linux", None, "ok"),
        ("Windows", "true", "ok"),
        ("Darwin", "true", "ok"),
    ],
)
def test_a_machine_without_chinese_fonts_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, script: str | None, state: str
):
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setenv("PATH", str(tmp_path))
    if script is not None:
        program = tmp_path / "fc-list"
        program.write_text(f'#!/bin/sh\n[ "$1" = :lang=zh ] && {script}\n', encoding="utf-8")
        program.chmod(0o755)
    assert states(Patient("x", datetime.now(UTC)), "fonts") == [state]
