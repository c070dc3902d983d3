"""The daemon is told by signals to read its settings again, to end, and to end at once."""

import json
import signal
import sqlite3
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from daemon_process import STOP, WINDOWS, Daemon, ended, wait_until
from errands import opened
from metrics_text import parsed
from test_daemon_process import application, happened, verified

SOON = timedelta(seconds=2)
LONG_AGO = -timedelta(minutes=20)
HANG = "(say('it hangs'), wait_for_file('never'))"
SETTINGS = """\
[messages]
digest = 0
[defaults]
channels = ["record"]
[channels.record]
type = "file"
path = "{name}"
"""

has_hangup = pytest.mark.skipif(WINDOWS, reason="there is no SIGHUP on Windows")


def deliveries(database: Path) -> list[tuple[bool, bool, int]]:
    """Of each delivery whether it was sent, whether it is leased, how often it was tried."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT sent_at IS NOT NULL, leased_until IS NOT NULL, attempts"
            " FROM complaints_deliveries ORDER BY 1 DESC, 2 DESC"
        )
        return [(bool(sent), bool(leased), attempts) for sent, leased, attempts in rows]


def written(file: Path) -> bool:
    return file.exists() and file.read_text("utf-8").count("\n") == 2


@has_hangup
def test_it_sends_by_new_settings_once_it_was_told_to_read_them(
    errands: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "complaints.toml"
    settings.write_text(SETTINGS.format(name="旧.jsonl"), encoding="utf-8")
    with Daemon(errands, "--config", str(settings), "--debug") as daemon:
        daemon.wait_for("keeping deadlines in")
        opened(errands, "errand", SOON)  # it does not know yet: it would look in half a minute
        settings.write_text(SETTINGS.format(name="新.jsonl"), encoding="utf-8")
        daemon.tell_to_stop(signal.SIGHUP)
        daemon.wait_for("the settings were read again")
        wait_until(lambda: written(tmp_path / "新.jsonl"), daemon)
        assert daemon.stop()[0] == 0
    assert not (tmp_path / "旧.jsonl").exists()
    assert {attempts for _sent, _leased, attempts in deliveries(errands)} == {1}


@has_hangup
def test_settings_that_are_wrong_leave_it_as_it_was(errands: Path, tmp_path: Path) -> None:
    settings = tmp_path / "complaints.toml"
    settings.write_text(SETTINGS.format(name="sent.jsonl"), encoding="utf-8")
    with Daemon(errands, "--config", str(settings), "--debug") as daemon:
        daemon.wait_for("keeping deadlines in")
        opened(errands, "errand", SOON)
        settings.write_text("[defaults]\nchannels = ['mail']\n", encoding="utf-8")
        daemon.tell_to_stop(signal.SIGHUP)
        (line,) = daemon.wait_for("ERROR", "the settings stay as they were")
        assert "as settings: defaults.channels: there is no mail" in line
        wait_until(lambda: written(tmp_path / "sent.jsonl"), daemon)
        assert daemon.stop()[0] == 0


@has_hangup
def test_whoever_watches_it_learns_of_settings_it_could_not_read_again_until_it_can(
    errands: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "complaints.toml"
    right = SETTINGS.format(name="sent.jsonl")
    settings.write_text(right, encoding="utf-8")
    status = ("daemon", "status", "--db", str(errands), "--json")

    def attention() -> list[str]:
        found: list[str] = json.loads(ended(*status).stdout)["attention"]
        return found

    def read(url: str) -> float:
        with urllib.request.urlopen(url) as answer:
            return parsed(answer.read().decode("utf-8"))["complaints_settings_read"]

    with Daemon(errands, "--config", str(settings), "--debug", "--metrics", "0") as daemon:
        url = daemon.wait_for("metrics are at")[0].split()[-1]
        daemon.wait_for("a sign of life is written")
        assert (attention(), read(url)) == ([], 1)
        settings.write_text("channels = [", encoding="utf-8")
        daemon.tell_to_stop(signal.SIGHUP)
        daemon.wait_for("ERROR", "the settings stay as they were")
        wait_until(lambda: attention() == ["trouble"], daemon)
        (one,) = json.loads(ended(*status).stdout)["daemons"]
        assert one["trouble"].startswith("the settings stay as they were: ")
        assert "complaints.toml" in one["trouble"]
        assert read(url) == 0
        said = ended("doctor", "--db", str(errands), "--config", str(settings)).stdout
        assert "A daemon reports: the settings stay as they were" in said
        settings.write_text(right, encoding="utf-8")
        daemon.tell_to_stop(signal.SIGHUP)
        daemon.wait_for("the settings were read again")
        wait_until(lambda: attention() == [], daemon)
        assert read(url) == 1
        assert daemon.stop()[0] == 0


def test_told_a_second_time_it_ends_at_once(errands: Path, tmp_path: Path) -> None:
    words = application(tmp_path, when_asked=HANG)
    opened(errands, "guarded", LONG_AGO)
    with Daemon(errands, *words, cwd=tmp_path) as daemon:
        daemon.wait_for("it hangs")
        daemon.tell_to_stop()
        daemon.wait_for("told to stop")
        code, _output = daemon.stop()
    assert code != 0 if WINDOWS else code == -STOP
    assert not happened(errands)
    assert verified(errands)


def test_a_round_that_hangs_keeps_it_from_ending_only_for_as_long_as_was_said(
    errands: Path, tmp_path: Path
) -> None:
    words = application(tmp_path, when_asked=HANG)
    opened(errands, "guarded", LONG_AGO)
    with Daemon(errands, *words, "--drain", "0", cwd=tmp_path) as daemon:
        daemon.wait_for("it hangs")
        code, _output = daemon.stop()
    assert code == 0
    assert any("the round under way did not end in time" in line for line in daemon.lines)
    assert daemon.lines[-1].endswith("stopped")
    assert not happened(errands)
    assert verified(errands)


def test_what_a_channel_that_hangs_had_not_begun_is_given_back(
    errands: Path, tmp_path: Path
) -> None:
    words = application(tmp_path, when_sent=f"{HANG} if len(sent) == 2 else None")
    opened(errands, "errand", *[LONG_AGO] * 3)
    with Daemon(errands, *words, "--drain", "0", cwd=tmp_path) as daemon:
        daemon.wait_for("it hangs")
        code, _output = daemon.stop()
    assert code == 0
    assert any("the channel log did not stop in time" in line for line in daemon.lines)
    assert deliveries(errands) == [(True, False, 1), (False, True, 1), *[(False, False, 0)] * 4]
