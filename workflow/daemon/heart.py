"""The heartbeat: a daemon writes of itself now and then, so that others see that it lives."""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from contextvars import copy_context
from datetime import datetime, timedelta
from threading import Event, Thread
from time import monotonic, sleep
from uuid import uuid4

from workflow.daemon.record import Record
from workflow.daemon.silence import Silence
from workflow.service import health, outboxing
from workflow.service.describing import described
from workflow.service.facade import Workflow
from workflow.service.house import House
from workflow.store.daemons import ROUND, Heartbeat
from workflow.translation import gettext
from workflow.version import __version__

log = logging.getLogger("workflow.daemon")

BETWEEN = timedelta(seconds=5)
LONGEST_WAIT = timedelta(seconds=5)
BETWEEN_TRIES = timedelta(milliseconds=200)


def round_done(
    workflow: Workflow, record: Record, began: datetime, troubles: Sequence[str]
) -> None:
    """Write that one round was done, by a program that ended with it: the last of this machine.

    Raises what keeps the database from being written to: with nothing due, nothing else met it.
    """
    done, now = record.read(), workflow.now()
    sign = _first(f"{ROUND}{socket.gethostname()}", began)
    sign = sign._replace(seen_at=now, swept_at=done.swept_at, late_seconds=done.late_seconds)
    sign = sign._replace(trouble=gettext("; ").join(troubles), channels=done.channels)
    sign = sign._replace(resting=done.resting)
    health.begin(workflow, sign._replace(stopped_at=now))


def _first(name: str, now: datetime) -> Heartbeat:
    return Heartbeat(
        id=name,
        host=socket.gethostname(),
        process=os.getpid(),
        version=__version__,
        started_at=now,
        seen_at=now,
    )


class Heart:
    """Writes in a thread of its own: a database that is locked holds up nothing else.

    ``workflow`` is its own: it closes it in between. What another daemon had in hand that fell
    silent is given to the others, and ``freed`` is called. ``name`` is what it writes itself under.
    """

    def __init__(self, workflow: Workflow, record: Record, freed: Callable[[], None]) -> None:
        self.name = str(uuid4())
        self._workflow = workflow
        self._record = record
        self._freed = freed
        self._silence = Silence()
        self._stopping = Event()
        self._told: set[str] = set()
        self._first = _first(self.name, workflow.now())
        context = copy_context()
        self._thread = Thread(target=lambda: context.run(self._beat), name="heart", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Write that the daemon stops, if the database lets it within a few seconds."""
        self._stopping.set()
        self._record.changed.set()
        self._thread.join(LONGEST_WAIT.total_seconds())

    def _beat(self) -> None:
        self._write(health.begin, self._now())
        last = monotonic()
        while True:
            self._record.changed.wait(max(0.0, last + BETWEEN.total_seconds() - monotonic()))
            if self._stopping.is_set():
                break
            self._record.changed.clear()
            # What is written in between does not count: others would seem to be silent soon.
            counts = monotonic() >= last + BETWEEN.total_seconds()
            last = monotonic() if counts else last
            self._write(health.beat, self._now(), counts=counts)
        self._write_last()

    def _write_last(self) -> None:
        """Write that the daemon stops, as soon as the database lets it: else it would be missed."""
        last_try = monotonic() + LONGEST_WAIT.total_seconds()
        last = self._now()
        while not self._write(health.beat, last._replace(stopped_at=last.seen_at)):
            if monotonic() > last_try:
                return
            sleep(BETWEEN_TRIES.total_seconds())

    def _write(
        self,
        write: Callable[[House, Heartbeat], list[Heartbeat]],
        beat: Heartbeat,
        *,
        counts: bool = True,
    ) -> bool:
        """Write a sign of life; return whether that could be done.

        Who wrote nothing new since the last one that ``counts`` is silent for longer.
        """
        try:
            others = write(self._workflow, beat)
            log.debug(gettext("a sign of life is written"))
            for one in self._silence.after(others) if counts else ():
                self._take_over(one)
        except Exception as error:
            self._tell(described(error))
            return False
        else:
            if self._told:
                log.info(gettext("signs of life are written again"), extra={"event": "seen_again"})
            self._told.clear()
            return True
        finally:
            self._workflow.close()

    def _take_over(self, other: Heartbeat) -> None:
        if number := outboxing.release(self._workflow, other.id):
            about = {"event": "taken_over", "host": other.host, "daemon": other.id}
            told = gettext("process %s on %s is silent; others send what it had in hand: %s")
            log.warning(told, other.process, other.host, number, extra=about)
            self._freed()

    def _tell(self, text: str) -> None:
        """Say once what keeps it from writing: with nothing due, the rounds do not meet it."""
        told = gettext("no sign of life could be written: %s")
        if text in self._told or text in self._record.read().troubles:
            log.debug(told, text)
            return
        self._told.add(text)
        log.warning(told, text, extra={"event": "not_seen", "error": text})

    def _now(self) -> Heartbeat:
        now, done = self._workflow.now(), self._record.read()
        return self._first._replace(
            seen_at=now,
            swept_at=done.swept_at,
            late_seconds=done.late_seconds,
            trouble=gettext("; ").join(done.troubles),
            channels=done.channels,
            resting=done.resting,
        )
