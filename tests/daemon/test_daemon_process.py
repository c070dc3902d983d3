"""The daemon as people run it: a process that is started, signalled, killed and started again."""

import re
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from daemon_process import STOP, WINDOWS, Daemon, once, wait_until
from errands import ERRAND, SECRET, house, in_turn, opened

from workflow import Workflow
from workflow.service.delivery import Delivery

SOON = timedelta(seconds=2)
LONG_AGO = -timedelta(minutes=20)
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) workflow\.\w+ .+")
SIGNALS = [STOP] if WINDOWS else [signal.SIGTERM, signal.SIGINT]
BOTH_RUNGS = ("answer/miss#0", "answer/missed.1#0")

APPLICATION = """\
import logging
import time
from pathlib import Path

from workflow import Registry

registry = Registry()
asked = []
sent = []


def say(text):
    logging.getLogger("workflow.application").info(text)


def wait_for_file(name):
    while not Path(name).exists():
        time.sleep(0.01)


@registry.guard("is_allowed")
def is_allowed(context):
    asked.append(context.case.number)
    WHEN_ASKED
    return True


def on_its_way(message):
    sent.append(message)
    WHEN_SENT
    return True


logging.getLogger("workflow.messages").addFilter(on_its_way)
"""


def application(folder: Path, *, when_asked: str = "pass", when_sent: str = "pass") -> list[str]:
    """Write an application with the guard; return the words that load it."""
    text = APPLICATION.replace("WHEN_ASKED", when_asked).replace("WHEN_SENT", when_sent)
    (folder / "application.py").write_text(text, encoding="utf-8")
    return ["--app", "application:registry"]


def happened(database: Path) -> Counter[tuple[int, str]]:
    """How often each miss and rung of each case is in the history."""
    with closing(sqlite3.connect(database)) as connection:
        return Counter(
            connection.execute(
                "SELECT case_id, json_extract(payload, '$.deadline') || '/'"
                " || coalesce(json_extract(payload, '$.rung'), 'miss') || '#'"
                " || coalesce(json_extract(payload, '$.occurrence'), 0)"
                " || coalesce('@' || json_extract(payload, '$.revision'), '')"
                " FROM complaints_events WHERE type IN ('rung_fired', 'deadline_missed')"
            )
        )


def verified(database: Path) -> bool:
    with Workflow(str(database)) as flow:
        return not flow.verify().findings


def messages_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if " workflow.messages " in line]


@pytest.mark.parametrize("number", SIGNALS)
def test_it_fires_what_falls_due_and_stops_when_told_to(errands: Path, number: int) -> None:
    (case,) = opened(errands, "errand", SOON)
    started = datetime.now(UTC) - timedelta(seconds=1)
    with Daemon(errands) as daemon:
        daemon.wait_for("INFO workflow.daemon keeping deadlines in")
        told = daemon.wait_for("INFO workflow.messages", case, count=2)
        code, output = daemon.stop(number)
    assert (code, output) == (0, "")
    assert "小林" in told[0]
    assert "老王" in told[1]
    assert daemon.lines[-1].endswith("INFO workflow.daemon stopped")
    assert [line for line in daemon.lines if not LINE.fullmatch(line)] == []
    written = [datetime.fromisoformat(line.split()[0]) for line in daemon.lines]
    assert started <= min(written) <= max(written) <= datetime.now(UTC), "in UTC, wherever it runs"
    assert not any(word in line for word in SECRET.split() for line in daemon.lines)
    assert happened(errands) == dict.fromkeys([(1, rung) for rung in BOTH_RUNGS], 1)


def test_it_writes_in_the_language_it_was_asked_for(errands: Path) -> None:
    (case,) = opened(errands, "errand", LONG_AGO)
    with Daemon(errands, "--lang", "zh") as daemon:
        daemon.wait_for("workflow.messages", case, "老王", "答复期限", "差事", "待办")
        assert daemon.stop()[0] == 0
    assert not [line for line in daemon.lines if "fired" in line or "stopped" in line]


def test_what_is_under_way_when_it_is_told_to_stop_is_finished(
    errands: Path, tmp_path: Path
) -> None:
    words = application(
        tmp_path, when_asked="(say('asked'), wait_for_file('go')) if len(asked) == 1 else None"
    )
    (case,) = opened(errands, "guarded", LONG_AGO)
    with Daemon(errands, *words, cwd=tmp_path) as daemon:
        daemon.wait_for("asked")
        daemon.tell_to_stop()
        (tmp_path / "go").touch()
        code, _output = daemon.ended()
    assert code == 0
    assert happened(errands) == dict.fromkeys([(1, rung) for rung in BOTH_RUNGS], 1)
    later = once(errands, *words, cwd=tmp_path)
    (sent,) = [*daemon.messages(), *messages_in(later.stderr)]
    assert case in sent


def test_after_a_time_without_it_everything_is_recorded_and_the_latest_is_sent(
    errands: Path,
) -> None:
    (case,) = opened(errands, "ladder", LONG_AGO)
    with Daemon(errands) as daemon:
        daemon.wait_for("workflow.messages", case, "老王")
        assert daemon.stop()[0] == 0
    assert len(daemon.messages()) == 1
    with Workflow(str(errands)) as flow:
        events = flow.history(case)[1:]
        due_at = flow.show(case).deadlines[0].due_at
    rungs = [
        (one.details.get("rung"), one.details.get("occurrence"), one.details.get("skipped"))
        for one in events
    ]
    assert rungs == [
        ("remind.1", 0, "superseded"),
        (None, None, None),
        ("missed.1", 0, "superseded"),
        ("missed.2", 0, "superseded"),
        ("missed.3", 0, "superseded"),
        ("missed.3", 1, "superseded"),
        ("missed.3", 2, None),
    ]
    minutes = [(one.at - due_at) / timedelta(minutes=1) for one in events]
    assert minutes == [-0.5, 0, 0, 1, 2, 3, 4]


def test_one_round_ends_with_0_and_says_what_it_did(errands: Path) -> None:
    opened(errands, "errand", LONG_AGO)
    result = once(errands)
    assert result.returncode == 0
    assert result.stdout == "Fired: 2. Sent: 2. Not sent: 0. Set aside: 0.\n"
    again = once(errands, "--lang", "zh")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.count("\n") == 1
    assert "Fired" not in again.stdout


def test_one_round_ends_with_9_as_long_as_a_case_is_set_aside(errands: Path) -> None:
    (aside,) = opened(errands, "guarded", LONG_AGO)
    opened(errands, "errand", LONG_AGO)
    first, second = once(errands), once(errands)
    assert (first.returncode, second.returncode) == (9, 9)
    assert first.stdout == "Fired: 3. Sent: 2. Not sent: 0. Set aside: 1.\n"
    assert second.stdout == "Fired: 0. Sent: 0. Not sent: 0. Set aside: 1.\n"
    (why,) = [line for line in first.stderr.splitlines() if aside in line and "ERROR" in line]
    assert "ERROR workflow.daemon" in why
    assert "is_allowed" in why
    assert "--app" in why
    assert verified(errands)


@pytest.mark.parametrize("doing", ["deciding", "sending"])
def test_after_a_power_cut_nothing_is_lost_and_nothing_fires_twice(
    errands: Path, tmp_path: Path, doing: str
) -> None:
    cases = opened(errands, "guarded", *[LONG_AGO] * 5)
    halt = "(say('the third'), wait_for_file('never'))"
    if doing == "deciding":
        words = application(tmp_path, when_asked=f"{halt} if len(asked) == 3 else None")
    else:
        words = application(tmp_path, when_sent=f"{halt} if len(sent) == 3 else None")
    with Daemon(errands, *words, cwd=tmp_path) as daemon:
        daemon.wait_for("the third")
        daemon.kill()
    before = daemon.messages()
    application(tmp_path)
    result = once(errands, *words, cwd=tmp_path)
    assert result.returncode == 0
    assert happened(errands) == {(serial, rung): 1 for serial in range(1, 6) for rung in BOTH_RUNGS}
    later = messages_in(result.stderr)
    if doing == "sending":
        # What the dead one had claimed is sent when its lease is over.
        assert (len(before), later) == (2, [])
        later = sent_an_hour_later(errands)
    assert len(later) == 5
    assert all(any(case in line for line in later) for case in cases)
    assert verified(errands)


def sent_an_hour_later(database: Path) -> list[str]:
    class Recording:
        channel = "log"

        def __init__(self) -> None:
            self.cases: list[str] = []

        def send(self, delivery: Delivery) -> None:
            self.cases += [one.case for one in delivery.letters]

    sender = Recording()
    with Workflow(str(database), clock=lambda: datetime.now(UTC) + timedelta(hours=1)) as flow:
        in_turn(flow, [sender]).once()
    return sender.cases


def test_two_of_them_on_one_database_do_everything_once(errands: Path) -> None:
    cases = opened(errands, "errand", *(SOON + timedelta(seconds=one / 20) for one in range(30)))
    with Daemon(errands) as one, Daemon(errands) as other:
        for daemon in (one, other):  # on a busy machine one could be done before the other is up
            daemon.wait_for("keeping deadlines in")
        wait_until(lambda: len(one.messages() + other.messages()) >= 60, one, other)
        assert (one.stop()[0], other.stop()[0]) == (0, 0)
    told = Counter(
        (case, name)
        for line in (*one.messages(), *other.messages())
        for case in cases
        for name in ("to 小林", "to 老王")
        if case in line and name in line
    )
    assert told == {(case, name): 1 for case in cases for name in ("to 小林", "to 老王")}
    assert set(happened(errands).values()) == {1}
    assert not [line for line in (*one.lines, *other.lines) if " ERROR " in line]
    assert verified(errands)


def test_it_lives_when_the_database_is_moved_away_and_goes_on_when_it_is_back(
    errands: Path, tmp_path: Path
) -> None:
    (case,) = opened(errands, "errand", SOON)
    with Daemon(errands, "--debug") as daemon:
        daemon.wait_for("DEBUG workflow.daemon next round")
        errands.replace(tmp_path / "elsewhere.db")
        daemon.wait_for("ERROR workflow.daemon", str(errands))
        (tmp_path / "elsewhere.db").replace(errands)
        daemon.wait_for("INFO workflow.daemon recovered")
        daemon.wait_for("workflow.messages", case, count=2)
        assert daemon.stop()[0] == 0
    assert len([line for line in daemon.lines if " ERROR " in line]) == 1
    assert verified(errands)


def idle(daemon: Daemon) -> bool:
    """Whether it has sent what it fired, and let go of the database: the round, and the channel."""
    told = [line for line in daemon.lines if "workflow.messages" in line]
    fired = [line for line in daemon.lines if "missed.1 fired" in line]
    if len(told) != 2 * len(fired):
        return False
    return _later(daemon, fired, "next round wanted") and _later(daemon, told, "nothing to send")


def _later(daemon: Daemon, lines: list[str], words: str) -> bool:
    """Whether a line with these words came after the last of some, or at all if there is none."""
    after = daemon.lines[daemon.lines.index(lines[-1]) :] if lines else daemon.lines
    return any(words in line for line in after)


def test_a_backup_put_in_place_while_it_runs_is_what_it_works_on(
    errands: Path, tmp_path: Path
) -> None:
    backup = house(tmp_path / "backup.db", ERRAND)
    # However long it takes to start, there is a next time it wants to look before half a minute.
    opened(errands, "errand", SOON, 4 * SOON)
    _first, case = opened(backup, "errand", SOON, SOON)
    with Daemon(errands, "--debug") as daemon:
        daemon.wait_for("DEBUG workflow.daemon next round")
        wait_until(lambda: idle(daemon), daemon)
        backup.replace(errands)
        daemon.wait_for("workflow.messages", case, count=2)
        assert daemon.stop()[0] == 0
    assert {serial for serial, _rung in happened(errands)} == {1, 2}
