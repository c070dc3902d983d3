"""A thread for each channel, so that a server that stalls holds up nothing but its own channel."""

import logging
from collections.abc import Callable, Sequence
from contextvars import copy_context
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

from workflow.daemon.relay import Relay
from workflow.daemon.troubles import Troubles
from workflow.service import outboxing
from workflow.service.delivery import Routes, Sender
from workflow.service.facade import Workflow
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

LONGEST_PAUSE = timedelta(seconds=30)
SHORTEST_PAUSE = timedelta(seconds=0.1)
AFTER_TROUBLE = timedelta(seconds=5)


class Workers:
    """The relays of all channels, each in a thread of its own."""

    def __init__(self, workers: Sequence["Worker"]) -> None:
        self._workers = workers

    def start(self) -> None:
        """Begin to send."""
        for one in self._workers:
            one.thread.start()

    def send(self) -> int:
        """Wake them all; what they send they count themselves."""
        for one in self._workers:
            one.awake.set()
        return 0

    def stop(self, within: timedelta) -> list[str]:
        """Let them end what they began, for so long at most; return the channels that did not.

        What these leased is sent by others when the lease is over.
        """
        last = monotonic() + within.total_seconds()
        for one in self._workers:
            one.stopping.set()
            one.awake.set()
        for one in self._workers:
            one.thread.join(max(0.0, last - monotonic()))
        return [one.channel for one in self._workers if one.thread.is_alive()]


class Worker:
    """The relay of one channel in a thread. ``workflow`` is its own: it closes it when idle."""

    def __init__(
        self, workflow: Workflow, sender: Sender, routes: Routes, stopping: Callable[[], bool]
    ) -> None:
        self.channel = sender.channel
        self.awake = Event()
        self.stopping = Event()
        self._workflow = workflow
        self._relay = Relay(workflow, sender, routes, stopping)
        self._troubles = Troubles()
        # A thread starts without the language of this one. It is no reason to stay alive.
        context = copy_context()
        self.thread = Thread(
            target=lambda: context.run(self._work), name=f"relay {self.channel}", daemon=True
        )

    def _work(self) -> None:
        while not self.stopping.is_set():
            pause = self._once()
            self.awake.wait(pause.total_seconds())
            self.awake.clear()

    def _once(self) -> timedelta:
        """Send what is due; return for how long there is nothing to do, unless somebody wakes."""
        try:
            self._relay.once()
            wanted = outboxing.next_try(self._workflow)
        except Exception as error:
            self._troubles.tell([error])
            return AFTER_TROUBLE
        finally:
            # The file is free then: it can be moved, or a backup put in its place.
            self._workflow.close()
        self._troubles.tell([])
        log.debug(gettext("the channel %s has nothing to send"), self.channel)
        if wanted is None:
            return LONGEST_PAUSE
        return min(max(wanted - self._workflow.now(), SHORTEST_PAUSE), LONGEST_PAUSE)
