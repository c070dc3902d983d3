"""When the next round is: APScheduler as a ticker, with one job in memory.

Deadlines are not jobs: they live in the database, in the transaction of the act that made them.
The scheduler only knows when to look next. It looks at least every ``LONGEST_PAUSE``, so a new
case or a lost hint is noticed by then at the latest; ``check`` sees to it that a clock set back
does not make it sleep longer.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from workflow import clock

LONGEST_PAUSE = timedelta(seconds=30)
SHORTEST_PAUSE = timedelta(seconds=0.1)
_JOB = "round"


class Ticker:
    """Calls ``tick`` now, and then whenever the instant it returned has come.

    ``tick`` returns when it wants to be called next (aware), or ``None`` if it does not know.
    """

    def __init__(self, tick: Callable[[], datetime | None]) -> None:
        self._tick = tick
        self._running = Lock()
        self._stopped = self._woken = False
        self._looked = monotonic()
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._run,
            IntervalTrigger(seconds=LONGEST_PAUSE.total_seconds(), timezone=UTC),
            id=_JOB,
            next_run_time=clock.now(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def start(self) -> None:
        """Begin to tick, in a thread of the scheduler."""
        self._scheduler.start()

    def check(self) -> None:
        """Tick now if the last time is too long ago: the computer's clock was set back."""
        silent = timedelta(seconds=monotonic() - self._looked)
        if silent > 2 * LONGEST_PAUSE and not self._running.locked():
            self._looked = monotonic()
            self._scheduler.modify_job(_JOB, next_run_time=clock.now())

    def wake(self) -> None:
        """Tick soon: there is something to do."""
        self._woken = True
        if self._running.acquire(blocking=False):
            try:
                if not self._stopped:
                    self._look_at(clock.now())
            finally:
                self._running.release()

    def stop(self, within: timedelta) -> bool:
        """Let a tick that is under way end, for so long at most, then stop; whether it ended."""
        self._stopped = True
        ended = self._running.acquire(timeout=within.total_seconds())
        # Waiting inside the scheduler would deadlock with a job about to re-time itself.
        self._scheduler.shutdown(wait=False)
        if ended:
            self._running.release()
        return ended

    def _run(self) -> None:
        with self._running:
            if self._stopped:
                return
            self._woken = False
            wanted = self._tick()
            self._looked = monotonic()
            if self._woken:  # perhaps after this round had looked
                wanted = clock.now()
            if wanted is not None:
                self._look_at(wanted)

    def _look_at(self, wanted: datetime) -> None:
        now = clock.now()
        if wanted < now + LONGEST_PAUSE:
            # Never at once: whatever goes wrong, the processor is left to others. And while a tick
            # is about to end, the scheduler would leave the next out, and come after half a minute.
            at = max(wanted, now + SHORTEST_PAUSE)
            self._scheduler.modify_job(_JOB, next_run_time=at)
