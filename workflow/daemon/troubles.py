"""Trouble is told once for as long as it lasts, and so is its end.

While it lasts, rounds come after growing pauses.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from workflow.daemon.record import Record
from workflow.service.describing import described
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")


FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=8)


class Troubles:
    """What kept the rounds of somebody from being whole. The ``record`` is the whole daemon's.

    A database that is locked troubles several threads: whoever meets it first tells it.
    """

    def __init__(self, whose: str, record: Record) -> None:
        self._whose = whose
        self._record = record
        self._pause = FIRST_PAUSE / 2

    def tell(self, found: Sequence[Exception]) -> None:
        """Log what is new of the trouble ``found`` now, or that there is none any more."""
        known = {described(error): error for error in found}
        change = self._record.troubled(self._whose, known)
        for text in sorted(change.new):
            trace = known[text] if log.isEnabledFor(logging.DEBUG) else None
            about = {"event": "failed", "error": text}
            log.error(gettext("this round failed: %s"), text, exc_info=trace, extra=about)
        if change.recovered:
            log.info(gettext("recovered"), extra={"event": "recovered"})
        self._pause = min(2 * self._pause, LONGEST_PAUSE) if known else FIRST_PAUSE / 2

    def leave(self) -> None:
        """Trouble is nobody's any more who goes: that is no recovery, and nothing is told."""
        self._record.troubled(self._whose, ())

    @property
    def pause(self) -> timedelta:
        """How long to wait before the next round, after trouble that was told."""
        return self._pause
