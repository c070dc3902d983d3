"""Real processes that do what they are told."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PROGRAMS = Path(__file__).parent / "programs"
ROOT = Path(__file__).parents[2]


class Program:
    """A running program, spoken to line by line."""

    def __init__(self, name: str, *words: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAMS / name), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )

    def tell(self, **words: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the program ended"
        return json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()


class Worker(Program):
    """Another program that works on the same database."""

    def __init__(self) -> None:
        super().__init__("worker.py")
        self._place: dict[str, str] = {}

    def work_on(self, database: Path, now: datetime) -> None:
        self._place = {"database": str(database), "now": now.isoformat()}

    def ask(self, call: str, *words: Any, wait: bool = False, **more: Any) -> None:
        """Ask for something without waiting for the answer."""
        self.tell(**self._place, call=call, words=words, more=more, wait=wait)


Two = tuple[Worker, Worker]


def at_once(workers: Two, call: str, *words: Any, **more: Any) -> list[Any]:
    """Ask both for the same, then hear what each has to say."""
    for one in workers:
        one.ask(call, *words, **more)
    return [one.hear() for one in workers]
