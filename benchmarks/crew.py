"""Several processes that do something at the same moment, and how long the last of them takes."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from workflow.cli.program import BEFORE_COLLECTING

Work = Callable[[], int]
"""Does a piece of work and returns how much that was."""

Prepare = Callable[..., Work]
"""Makes ready in its process, with the arguments it is given. Must be found by its name."""

PATIENCE = 600.0


class Crew:
    """Processes that are ready. Each holds what it needs open until the crew is dismissed."""

    def __init__(self, members: Sequence[Connection]) -> None:
        self._members = members

    def work(self) -> tuple[float, list[int]]:
        """Have each do its piece of work; return the seconds until the last was done, and what."""
        began = perf_counter()
        for one in self._members:
            one.send("go")
        done = [_heard(one) for one in self._members]
        return perf_counter() - began, done


@contextmanager
def crew(prepare: Prepare, each: Sequence[tuple[Any, ...]]) -> Iterator[Crew]:
    """A process for each set of arguments; they look for garbage as seldom as the daemon does."""
    context = get_context("spawn")
    with ExitStack() as dismissing:
        members = []
        for arguments in each:
            ours, theirs = context.Pipe()
            process = context.Process(target=_member, args=(theirs, prepare, arguments))
            process.start()
            theirs.close()
            dismissing.callback(process.join)
            members.append(dismissing.enter_context(ours))
        for one in members:
            _heard(one)
        yield Crew(members)


def _heard(member: Connection) -> int:
    if not member.poll(PATIENCE):
        raise TimeoutError
    heard: int = member.recv()
    return heard


def _member(told: Connection, prepare: Prepare, arguments: tuple[Any, ...]) -> None:
    gc.set_threshold(BEFORE_COLLECTING)
    work = prepare(*arguments)
    told.send(0)
    try:
        while told.recv():
            told.send(work())
    except EOFError:
        return
