"""Letters to a program, to a file, and by apprise."""

import json
import logging
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from letters_sent import ESCALATION, REMINDER, Reading, delivery
from servers import Reply, web

from workflow.errors import NotDelivered
from workflow.notify.words import Words
from workflow.service.delivery import Sender
from workflow.translation import language

Running = Callable[..., Sender]


def failure(sender: Sender) -> NotDelivered:
    with language("en"), pytest.raises(NotDelivered) as caught:
        sender.send(delivery())
    return caught.value


def outcome(error: NotDelivered) -> tuple[bool, bool]:
    return error.retryable, error.resting


class TestCommand:
    """A program gets a delivery as JSON."""

    @pytest.fixture
    def running(self, reading: Reading, tmp_path: Path) -> Running:
        def made(code: str, *words: str) -> Sender:
            (tmp_path / "程序.py").write_text(code, encoding="utf-8")
            run = json.dumps([sys.executable, str(tmp_path / "程序.py"), *words])
            found = reading(f'[channels.way]\ntype = "command"\nrun = {run}\n')
            return found.senders[1]

        return made

    def test_it_reads_the_delivery(self, running: Running, tmp_path: Path) -> None:
        code = (
            "import pathlib, sys\n"
            "pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())\n"
            "print('private', file=sys.stderr)\n"
        )
        sender = running(code, str(tmp_path / "$(touch x) got"))
        sender.send(delivery(REMINDER, ESCALATION, address="内线 7"))
        got = json.loads((tmp_path / "$(touch x) got").read_bytes())
        assert (got["delivery"], got["address"], len(got["messages"])) == ("d-1", "内线 7", 2)
        assert got["text"] == Words(None, "en").text([REMINDER, ESCALATION])

    @pytest.mark.parametrize(
        ("code", "retryable"), [(1, True), (65, False), (67, False), (68, False), (75, True)]
    )
    def test_its_code_says_how_it_went_and_its_output_is_not_told(
        self,
        running: Running,
        code: int,
        retryable: bool,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        error = failure(running(f"import sys\nprint('private')\nsys.exit({code})"))
        assert outcome(error) == (retryable, False)
        assert str(error).endswith(f"ended with code {code}.")
        assert capfd.readouterr() == ("", "")

    def test_it_may_leave_the_delivery_unread(self, running: Running) -> None:
        running("").send(delivery(*[REMINDER] * 2000))

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows ends only the program itself")
    def test_it_is_ended_with_all_it_started_when_it_takes_too_long(
        self, running: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = (
            "import subprocess, sys\n"
            "child = 'import socket, sys, time\\n'"
            "'kept = socket.create_connection((\"127.0.0.1\", int(sys.argv[1])))\\n'"
            "'time.sleep(60)'\n"
            "subprocess.run([sys.executable, '-c', child, sys.argv[1]])\n"
        )
        started: list[socket.socket] = []
        with socket.create_server(("127.0.0.1", 0)) as server:

            def late(_program: object, _given: bytes, timeout: float) -> None:
                started.append(server.accept()[0])
                raise subprocess.TimeoutExpired("late", timeout)

            monkeypatch.setattr(subprocess.Popen, "communicate", late)
            error = failure(running(code, str(server.getsockname()[1])))
        assert outcome(error) == (True, True)
        assert "did not end within 15 seconds" in str(error)
        with started[0] as connection:
            connection.settimeout(30)
            assert connection.recv(1) == b"", "what it started is still there"

    def test_it_is_waited_for_as_long_as_the_settings_say(self, running: Running) -> None:
        sender = running("import time; time.sleep(60)")
        sender.timeout = 0.2  # type: ignore[attr-defined]
        assert "did not end within 0.2 seconds" in str(failure(sender))

    @pytest.mark.parametrize("named", ["./送.py", "sub/送.py"])
    def test_a_path_is_relative_to_the_folder_of_the_settings(
        self, reading: Reading, named: str
    ) -> None:
        found = reading(f'[channels.way]\ntype = "command"\nrun = ["{named}"]\n')
        (program,) = found.senders[1].command  # type: ignore[attr-defined]
        assert Path(program).is_absolute()

    def test_a_program_that_is_not_there(self, reading: Reading) -> None:
        found = reading('[channels.way]\ntype = "command"\nrun = ["./none"]\n')
        error = failure(found.senders[1])
        assert outcome(error) == (True, True)
        assert "cannot be started" in str(error)
        assert "none is no program that can be started here" in found.channels[1].lacking
        there = f"[channels.way]\ntype = 'command'\nrun = ['{sys.executable}']\n"
        assert reading(there).channels[1].lacking == ""


class TestFile:
    """A file gets one line for each delivery."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "消息.jsonl"

    @pytest.fixture
    def writing(self, reading: Reading, file: Path) -> Sender:
        return reading(f'[channels.way]\ntype = "file"\npath = "{file.name}"\n').senders[1]

    def test_each_delivery_is_a_line(self, writing: Sender, file: Path) -> None:
        writing.send(delivery())
        writing.send(delivery(ESCALATION, identity="d-2"))
        lines = [json.loads(one) for one in file.read_text("utf-8").splitlines()]
        assert [one["delivery"] for one in lines] == ["d-1", "d-2"]

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files by other means")
    def test_only_its_owner_may_read_it(self, writing: Sender, file: Path) -> None:
        writing.send(delivery())
        assert file.stat().st_mode & 0o777 == 0o600

    def test_a_line_that_was_broken_off_spoils_no_other(self, writing: Sender, file: Path) -> None:
        file.write_bytes(b'{"delivery": "d-')
        writing.send(delivery())
        broken, whole = file.read_text("utf-8").splitlines()
        assert broken == '{"delivery": "d-'
        assert json.loads(whole)["delivery"] == "d-1"

    def test_a_folder_that_vanished_is_waited_for(self, reading: Reading, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        sender = reading('[channels.way]\ntype = "file"\npath = "out/x"\n').senders[1]
        (tmp_path / "out").rmdir()
        error = failure(sender)
        assert outcome(error) == (True, True)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk_is_waited_for(self, reading: Reading) -> None:
        sender = reading('[channels.way]\ntype = "file"\npath = "/dev/full"\n').senders[1]
        assert outcome(failure(sender)) == (True, True)

    @pytest.mark.skipif(sys.platform == "win32", reason="locks are taken by other means there")
    def test_whoever_writes_to_it_is_waited_for(self, writing: Sender, file: Path) -> None:
        import fcntl

        with file.open("wb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            held.write(b'{"delivery": ')
            held.flush()
            waiting = Thread(target=writing.send, args=(delivery(),))
            waiting.start()
            waiting.join(0.2)
            held.write(b'"d-0"}\n')
        waiting.join()
        lines = [json.loads(one) for one in file.read_text("utf-8").splitlines()]
        assert [one["delivery"] for one in lines] == ["d-0", "d-1"]

    def test_several_processes_do_not_write_into_each_other(self, file: Path) -> None:
        code = (
            "import sys; from pathlib import Path\n"
            "sys.path[:0] = sys.argv[2:]\n"
            "from letters_sent import REMINDER, delivery\n"
            "from workflow.notify.file import FileSender\n"
            "from workflow.notify.words import Words\n"
            "sender = FileSender('way', Path(sys.argv[1]), Words(None, 'zh'))\n"
            "for _ in range(50): sender.send(delivery(*[REMINDER] * 30))\n"
        )
        here = Path(__file__).parent
        words = [sys.executable, "-c", code, str(file), str(here), str(here.parents[1])]
        started = [subprocess.Popen(words) for _ in range(3)]
        assert [one.wait(timeout=100) for one in started] == [0, 0, 0]
        lines = file.read_text("utf-8").splitlines()
        assert len(lines) == 150
        assert {len(json.loads(one)["messages"]) for one in lines} == {30}


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
class TestApprise:
    """Apprise sends where nothing of ours does."""

    @pytest.fixture
    def sender(self, reading: Reading) -> Sender:
        return reading('[channels.way]\ntype = "apprise"\nurl = {env = "HOOK"}\n').senders[1]

    def test_it_sends(self, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
        with web() as server:
            monkeypatch.setenv("HOOK", f"json://127.0.0.1:{server.server_port}/hunter2")
            sender.send(delivery())
            (request,) = server.requests
        assert request.json()["title"].startswith("Reminder: C-2026-000017")
        assert "due 2026-11-24 24:00" in request.json()["message"]

    def test_it_does_not_say_where_it_failed(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        with web() as server, caplog.at_level(logging.INFO):
            server.replies = [Reply(b"", 500)]
            monkeypatch.setenv("HOOK", f"json://127.0.0.1:{server.server_port}/hunter2")
            error = failure(sender)
        assert outcome(error) == (True, False)
        assert "hunter2" not in str(error) + caplog.text

    def test_an_address_it_does_not_know_is_refused(
        self, sender: Sender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setenv("HOOK", "hunter2://x")
        error = failure(sender)
        assert outcome(error) == (False, True)
        assert "hunter2" not in str(error) + caplog.text

    def test_without_apprise_it_is_said_how_to_get_it(
        self, reading: Reading, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workflow.notify.apprise.find_spec", lambda _name: None)
        with pytest.raises(Exception, match=r"pip install 'complaint-workflow\[apprise\]'"):
            reading('[channels.way]\ntype = "apprise"\nurl = {env = "HOOK"}\n')
