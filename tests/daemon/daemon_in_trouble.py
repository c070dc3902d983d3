"""Something that keeps a daemon from its work begins, lasts for some rounds, and ends."""

import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from both_databases import Place
from daemon_process import Daemon, wait_until
from errands import opened

from workflow import Workflow

LONG_AGO = -timedelta(minutes=2)
ROUNDS = 3


class Trouble(NamedTuple):
    """How it begins and ends, and a word of what the daemon says of it."""

    word: str
    begin: Callable[[], object]
    end: Callable[[], object]


def got_over(place: Place, daemon: Daemon, trouble: Trouble, *, due: timedelta = LONG_AGO) -> str:
    """Let something be due while there is trouble; return the case, once somebody was told of it.

    The daemon says what is wrong once, however many rounds fail, and that it is over.
    """
    before = _lines(daemon, "this round failed"), _lines(daemon, "recovered")
    # Where nothing tells it of a new case, it does not know, and would not look so soon.
    (case,) = opened(place, "errand", due)
    trouble.begin()
    daemon.tell_to_stop(signal.SIGHUP)
    daemon.wait_for("this round failed", trouble.word)
    failed = len(daemon.lines)
    wait_until(lambda: _lines(daemon, "next round wanted", after=failed) >= ROUNDS, daemon)
    trouble.end()
    daemon.wait_for("INFO workflow.daemon recovered", count=before[1] + 1)
    daemon.wait_for("workflow.messages", case, count=2)
    told = _lines(daemon, "this round failed"), _lines(daemon, "recovered")
    assert told == (before[0] + 1, before[1] + 1), "\n".join(daemon.lines)
    return case


def _lines(daemon: Daemon, word: str, *, after: int = 0) -> int:
    return sum(word in line for line in daemon.lines[after:])


def fired_once(place: Place, cases: list[str]) -> bool:
    """Whether the miss and the rung of each case are in the history once, and all is in order."""
    with Workflow(str(place)) as flow:
        found = Counter(
            (case, one.details.get("rung", "miss"))
            for case in cases
            for one in flow.history(case)
            if one.type in {"rung_fired", "deadline_missed"}
        )
        wanted = {(case, rung): 1 for case in cases for rung in ("miss", "missed.1")}
        return found == wanted and flow.verify().findings == ()
