"""Daemons on a PostgreSQL server: several of them, killed ones, and a server that goes away."""

import os
import shutil
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import pytest
from daemon_process import PATIENCE, Daemon, wait_until
from errands import ERRAND, LADDER, house, opened
from postgresql_server import NAMED, Databases, Server, quick_folder

from workflow import Workflow

SOON = timedelta(seconds=2)
PROGRAM = Path(__file__).parent / "programs" / "asks_the_test.py"
RUNGS = ("answer/miss", "answer/missed.1")


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    url = databases.made()
    house(url, ERRAND, LADDER)
    yield url
    databases.drop(url)


def happened(url: str) -> Counter[tuple[str, str]]:
    """How often each miss and rung of each case is in the history."""
    with Workflow(url) as flow:
        assert flow.verify().findings == ()
        return Counter(
            (row.case, f"{one.details['deadline']}/{one.details.get('rung', 'miss')}")
            for row in flow.list(limit=99).rows
            for one in flow.history(row.serial)
            if one.type in {"rung_fired", "deadline_missed"}
        )


def test_of_two_daemons_each_does_what_the_other_does_not_and_one_goes_on_alone(url: str) -> None:
    with Daemon(url) as one, Daemon(url) as other:
        for daemon in (one, other):
            daemon.wait_for("keeping deadlines in")
        due = [SOON + timedelta(seconds=number / 20) for number in range(20)]
        cases = [*opened(url, "errand", *due)]
        wait_until(lambda: len(one.messages() + other.messages()) >= 40, one, other)
        with Workflow(url) as flow:
            assert [daemon.lives for daemon in flow.health().daemons] == [True, True]
        one.kill()
        cases += opened(url, "errand", SOON)
        other.wait_for("workflow.messages", cases[-1], count=2)
        assert other.stop()[0] == 0
        with Workflow(url) as flow:
            stopped = {
                daemon.process: daemon.stopped_at is not None for daemon in flow.health().daemons
            }
        assert stopped == {one.process.pid: False, other.process.pid: True}
    assert happened(url) == {(case, rung): 1 for case in cases for rung in RUNGS}
    assert len(one.messages() + other.messages()) == 42
    assert not [line for line in (*one.lines, *other.lines) if " ERROR " in line]
    assert not [line for line in (*one.lines, *other.lines) if "secret" in line]


def test_an_act_that_makes_something_due_earlier_is_heard_of_after_its_commit(url: str) -> None:
    told: SimpleQueue[str] = SimpleQueue()
    stopped = Event()
    with Workflow(url) as listening, Workflow(url) as flow:
        thread = Thread(target=listening.listen, args=(lambda: told.put("heard"), stopped.is_set))
        thread.start()
        told.get(timeout=PATIENCE)  # it is there
        flow.open("errand", {"content": "x"}, actor="小林")
        told.get(timeout=PATIENCE)
        flow.note(1, "什么也没有提前", actor="小林")
        flow.add_site("garden")
        assert told.empty()
        stopped.set()
        thread.join(PATIENCE)
    assert told.empty()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that can be stopped."""
    folder = quick_folder()
    server = Server(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.mark.skipif(NAMED in os.environ, reason="a server that is named is not stopped")
def test_a_daemon_outlives_the_server_and_loses_and_doubles_nothing(own_server: Server) -> None:
    url = own_server.url()
    port = own_server.port
    house(url, ERRAND)
    cases = [*opened(url, "errand", SOON, SOON)]
    with Daemon(url) as daemon:
        daemon.wait_for("workflow.messages", cases[-1], count=2)
        cases += opened(url, "errand", SOON, -SOON)
        own_server.stop()
        daemon.wait_for("ERROR workflow.daemon")
        own_server.start(port)
        daemon.wait_for("INFO workflow.daemon recovered")
        # After a crash a server leaves numbers out; none is used twice.
        cases += opened(url, "errand", SOON)
        daemon.wait_for("workflow.messages", cases[-1], count=2)
        assert daemon.stop()[0] == 0
    assert sum("this round failed" in line for line in daemon.lines) <= 2  # lost, then not there
    assert happened(url) == {(case, rung): 1 for case in cases for rung in RUNGS}
    assert not any("secret" in line for line in daemon.lines)


@contextmanager
def asked(settings: Path) -> Iterator[socket.socket]:
    """Write settings of a channel whose program asks, at the listener yielded, how it goes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        run = [sys.executable, str(PROGRAM), str(listener.getsockname()[1])]
        settings.write_text(
            f"[channels.own]\ntype = 'command'\nrun = {run}\ntimeout = '25 seconds'\n"
            "[defaults]\nchannels = ['own']\n",
            encoding="utf-8",
        )
        yield listener


@pytest.mark.skipif(NAMED in os.environ, reason="a server that is named is not stopped")
def test_what_came_of_messages_while_the_server_was_away_is_written_when_it_is_back(
    own_server: Server, tmp_path: Path
) -> None:
    url, port = own_server.url(), own_server.port
    house(url, ERRAND)
    settings = tmp_path / "complaints.toml"
    with asked(settings) as listener:
        opened(url, "errand", SOON)
        with Daemon(url, "--config", str(settings)) as daemon:
            tried = []
            for answer in (b"sent", b"failed"):
                asking, _address = listener.accept()
                with asking:
                    tried.append(asking.recv(99).decode())
                    if len(tried) == 1:
                        own_server.stop()
                    asking.sendall(answer)
            daemon.wait_for("ERROR workflow.daemon")
            own_server.start(port)
            daemon.wait_for("INFO workflow.daemon recovered")
            with Workflow(url) as flow:
                (failed,) = flow.messages()
            assert (failed.delivery, failed.attempts) == (tried[1], 1)
            assert failed.error is not None
            assert failed.again_at is not None
            assert daemon.stop()[0] == 0


def test_a_round_whose_server_went_away_says_how_many_it_sent_all_the_same(
    own_server: Server, tmp_path: Path
) -> None:
    url = own_server.url()
    house(url, ERRAND)
    settings = tmp_path / "complaints.toml"
    with asked(settings) as listener:
        opened(url, "errand", -SOON)
        with Daemon(url, "--once", "--config", str(settings)) as once:
            for number in range(2):
                asking, _address = listener.accept()
                with asking:
                    asking.recv(99)
                    if not number:
                        own_server.stop()
                    asking.sendall(b"sent")
            assert once.ended()[0] == 8
    (said,) = [one for one in once.lines if one.startswith("Error:")]
    assert "What was sent could not be written down (2): " in said
    assert "Nothing was changed" not in said
