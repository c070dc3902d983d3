"""Trouble is told once for as long as it stays the same, and so is its end."""

import logging
from collections.abc import Sequence

from workflow.daemon.record import Record
from workflow.service.describing import described
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")


class Troubles:
    """What kept the rounds of somebody from being whole. The ``record`` always has it."""

    def __init__(self, whose: str, record: Record) -> None:
        self._whose = whose
        self._record = record
        self._told: frozenset[str] = frozenset()

    def tell(self, found: Sequence[Exception]) -> None:
        """Log what is new of the trouble ``found`` now, or that there is none any more."""
        known = {described(error): error for error in found}
        self._record.troubled(self._whose, known)
        for text, error in known.items():
            if text not in self._told:
                trace = error if log.isEnabledFor(logging.DEBUG) else None
                about = {"event": "failed", "error": text}
                log.error(gettext("this round failed: %s"), text, exc_info=trace, extra=about)
        if self._told and not known:
            log.info(gettext("recovered"), extra={"event": "recovered"})
        self._told = frozenset(known)
