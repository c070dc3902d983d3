"""The daemon as a real process, watched by what it writes."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread
from typing import Self

LAUNCHER = Path(__file__).parents[2] / "cli.py"
# How long to wait for what never comes. Nothing takes this long.
PATIENCE = 100
WINDOWS = sys.platform == "win32"
STOP = signal.CTRL_BREAK_EVENT if WINDOWS else signal.SIGTERM


def environment(**more: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COMPLAINTS_", "LC_", "LANG"))
    }
    return {**kept, "LANG": "C", "TZ": "JST-9", "PYTHONDONTWRITEBYTECODE": "1", **more}


def once(database: Path, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Do one round in a process of its own."""
    return ended("daemon", "--once", "--db", str(database), *words, cwd=cwd)


def ended(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own until it ends."""
    return subprocess.run(
        [sys.executable, str(LAUNCHER), *words],
        capture_output=True,
        cwd=cwd,
        env=environment(),
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )


_WRITTEN = Condition()


def wait_until(holds: Callable[[], bool], *daemons: "Daemon") -> None:
    """Wait until something holds; looked at whenever a daemon writes a line."""
    with _WRITTEN:
        logs = ["\n".join(one.lines) for one in daemons]
        assert _WRITTEN.wait_for(holds, PATIENCE), "\n\n".join(["never happened", *logs])


class Daemon:
    """A running daemon. Inside the block it lives; at its end it is killed if it still does.

    ``more`` is for its environment.
    """

    def __init__(self, database: Path, *words: str, cwd: Path | None = None, **more: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, str(LAUNCHER), "daemon", "--db", str(database), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=environment(**more),
            encoding="utf-8",
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if WINDOWS else 0,
        )
        self._reader = Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with _WRITTEN:
                self.lines.append(line.rstrip("\n"))
                _WRITTEN.notify_all()

    def wait_for(self, *words: str, count: int = 1) -> list[str]:
        """Wait until so many lines hold all the words; return them."""

        def found() -> list[str]:
            return [line for line in self.lines if all(word in line for word in words)]

        wait_until(lambda: len(found()) >= count, self)
        return found()

    def messages(self) -> list[str]:
        return [line for line in self.lines if " workflow.messages " in line]

    def tell_to_stop(self, number: int = STOP) -> None:
        self.process.send_signal(number)

    def stop(self, number: int = STOP) -> tuple[int, str]:
        """Tell it to stop; return its exit code and what it wrote to the standard output."""
        self.tell_to_stop(number)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        code = self.process.wait(PATIENCE)
        self._reader.join()
        assert self.process.stdout is not None
        return code, self.process.stdout.read()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
