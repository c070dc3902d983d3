"""A writer: adds a site, opens cases whose limits are nearly over, writes in them, ends them.

It goes on until it is killed.

``python -m benchmarks.chaos.writer URL JOURNAL SEED``
"""

import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from benchmarks.chaos.journal import Journal, Wish, is_number
from benchmarks.chaos.place import CHIEF, CLERKS, build
from workflow import Workflow
from workflow.errors import WorkflowError

OLDEST = timedelta(minutes=3)
# Most acts are about few cases, so that writers and daemons meet.
_FEW = 12


def main(url: str, journal: Path, seed: str) -> None:
    """Write for as long as it lives; first ask again for what nobody was told the answer of."""
    with Workflow(url) as flow:
        book = Journal(journal)
        book.ask_again(flow)
        chance = Random(seed)
        build(url, f"site-{chance.getrandbits(32):x}")
        writer = _Writer(flow, book, chance)
        while True:
            writer.act()


class _Writer:
    def __init__(self, flow: Workflow, journal: Journal, chance: Random) -> None:
        self._flow = flow
        self._journal = journal
        self._chance = chance
        self._newest = 1

    def act(self) -> None:
        drawn = self._chance.random()
        if drawn < 0.5:
            self._ask(0)
        elif drawn < 0.7:
            self._ask(self._case())
        else:
            with suppress(WorkflowError):  # ended, or changed by somebody at the same time
                self._write(drawn < 0.85)

    def _ask(self, case: int) -> None:
        key = str(UUID(int=self._chance.getrandbits(128)))
        at = datetime.now(UTC) - OLDEST * self._chance.random()
        wish = Wish(key, case, at.isoformat(), self._chance.choice(CLERKS))
        self._journal.wish(wish)
        answer = wish.ask(self._flow)
        self._journal.answer(wish, answer)
        if not case and is_number(answer):
            self._newest = int(answer.rpartition("-")[2])

    def _write(self, noting: bool) -> None:
        if noting:
            self._flow.note(self._case(), "还在等配件", actor=CHIEF)
        else:
            owner = self._chance.choice(CLERKS)
            self._flow.assign(self._case(), owner, actor=CHIEF)

    def _case(self) -> int:
        return self._chance.randint(max(1, self._newest - _FEW), self._newest)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
