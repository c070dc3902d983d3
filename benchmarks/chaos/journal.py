"""What a writer asked for and what it was answered: written down before, and after.

Whoever takes the place of a killed writer asks again for what was not answered, with the same key.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from workflow import Workflow
from workflow.errors import WorkflowError


class Wish(NamedTuple):
    """What somebody asks for: to open a case (``case`` is 0), or to finish one."""

    key: str
    case: int
    at: str
    actor: str

    def ask(self, flow: Workflow) -> str:
        """Ask for it; return the number of the case, or why it was refused."""
        try:
            if not self.case:
                at = datetime.fromisoformat(self.at)
                data = {"content": f"钥匙 {self.key}"}
                opened = flow.open(
                    "errand", data, site="main", actor=self.actor, at=at, key=self.key
                )
                return opened.case
            return flow.trigger(self.case, "finish", actor=self.actor, key=self.key).case
        except WorkflowError as refused:
            return type(refused).__name__


def is_number(answer: str) -> bool:
    """Whether an answer is the number of a case, and no refusal."""
    return answer.startswith("E-")


class Journal:
    """A file with a line for each wish and one for each answer. A killed writer tears the last."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def wish(self, wish: Wish) -> None:
        """Write down what is going to be asked for."""
        self._write({"wish": wish})

    def answer(self, wish: Wish, answer: str) -> None:
        """Write down what was answered."""
        self._write({"key": wish.key, "answer": answer})

    def wishes(self) -> dict[str, Wish]:
        """Return what was asked for, by key, the oldest first."""
        return {one["wish"][0]: Wish(*one["wish"]) for one in self._lines() if "wish" in one}

    def answers(self) -> dict[str, str]:
        """Return what was answered to which key."""
        return {one["key"]: one["answer"] for one in self._lines() if "key" in one}

    def ask_again(self, flow: Workflow) -> None:
        """Ask for what was asked for and not answered."""
        answered = self.answers()
        for key, wish in self.wishes().items():
            if key not in answered:
                self.answer(wish, wish.ask(flow))

    def _write(self, line: dict[str, object]) -> None:
        # One write of whole lines: what was torn off before ends here.
        with self._path.open("ab", buffering=0) as file:
            file.write(b"\n" + json.dumps(line).encode() + b"\n")
            os.fsync(file.fileno())

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._path.exists():
            return
        for line in self._path.read_bytes().splitlines():
            try:
                yield json.loads(line)
            except ValueError:  # torn, or the empty line before each
                continue
