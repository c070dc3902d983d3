"""A thread for each channel, so that a server that stalls holds up nothing but its own channel."""

import logging
from collections.abc import Callable, Sequence
from contextvars import copy_context
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

from workflow.daemon.outcomes import Outcomes
from workflow.daemon.record import Record
from workflow.daemon.relay import Relay
from workflow.daemon.troubles import Troubles
from workflow.service import outboxing
from workflow.service.delivery import Routes, Sender
from workflow.service.facade import Workflow
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

LONGEST_PAUSE = timedelta(seconds=30)
SHORTEST_PAUSE = timedelta(seconds=0.1)


class Workers:
    """The relays of all channels, each in a thread of its own."""

    def __init__(
        self,
        workflow: Workflow,
        stopping: Callable[[], bool],
        record: Record,
        *,
        holder: str | None = None,
    ) -> None:
        self._workflow = workflow
        self._stopping = stopping
        self._record = record
        self._holder = holder
        self._present: Sequence[Worker] = ()
        self._former: Sequence[Worker] = ()
        self._outcomes: dict[str, Outcomes] = {}

    def employ(self, senders: Sequence[Sender], routes: Routes) -> None:
        """Send by these from now on. Those employed before end what they are at, and go."""
        new = [
            Worker(
                self._workflow.opened_again(),
                one,
                routes,
                self._stopping,
                self._record,
                outcomes=self._outcomes.setdefault(one.channel, Outcomes()),
                holder=self._holder,
            )
            for one in senders
        ]
        self._record.channels(one.channel for one in new)
        before, self._present = self._present, new
        for one in before:
            one.dismiss()
        self._former = [one for one in (*self._former, *before) if one.thread.is_alive()]
        for one in new:
            one.thread.start()

    def send(self) -> int:
        """Wake them all; what they send they count themselves."""
        for one in self._present:
            one.awake.set()
        return 0

    def stop(self, within: timedelta) -> list[str]:
        """Let them end what they began, for so long at most; return the channels that did not.

        What these had not begun is given back.
        """
        last = monotonic() + within.total_seconds()
        workers = (*self._former, *self._present)
        for one in workers:
            one.dismiss()
        for one in workers:
            one.thread.join(max(0.0, last - monotonic()))
        late = [one for one in workers if one.thread.is_alive()]
        for one in late:
            one.settle()
        return [one.channel for one in late]


class Worker:
    """The relay of one channel in a thread. ``workflow`` is its own: idle, it lets go of it."""

    def __init__(
        self,
        workflow: Workflow,
        sender: Sender,
        routes: Routes,
        stopping: Callable[[], bool],
        record: Record,
        *,
        outcomes: Outcomes | None = None,
        holder: str | None = None,
    ) -> None:
        self.channel = sender.channel
        self.awake = Event()
        self._dismissed = Event()
        self._stopping = stopping
        self._workflow = workflow
        self._relay = Relay(
            workflow,
            sender,
            routes,
            lambda: self._dismissed.is_set() or stopping(),
            record,
            outcomes=outcomes,
            holder=holder,
        )
        self._troubles = Troubles(self.channel, record)
        # A thread starts without the language of this one. It is no reason to stay alive.
        context = copy_context()
        self.thread = Thread(
            target=lambda: context.run(self._work), name=f"relay {self.channel}", daemon=True
        )

    def dismiss(self) -> None:
        """Let it end what it is at, and then its thread."""
        self._dismissed.set()
        self.awake.set()

    def settle(self) -> None:
        """Write down in its place what it has done, while it does not come to it."""
        try:
            self._relay.settle()
        except Exception as error:  # the leases end by themselves
            self._troubles.tell([error])

    def _work(self) -> None:
        while not self._may_go():
            pause = self._once()
            if not self._may_go():
                self.awake.wait(pause.total_seconds())
                self.awake.clear()
        self._workflow.close()
        if self._stopping():
            self._troubles.leave()
        else:
            self._troubles.tell([])

    def _may_go(self) -> bool:
        return self._dismissed.is_set() and not self._relay.unsettled

    def _once(self) -> timedelta:
        """Send what is due; return for how long there is nothing to do, unless somebody wakes."""
        try:
            self._relay.once()
            rests = self._relay.rests_until
            tries = outboxing.next_try(self._workflow)
        except Exception as error:
            self._troubles.tell([error])
            return self._troubles.pause
        finally:
            # A file is free then: it can be moved, or a backup put in its place.
            self._workflow.let_go()
        self._troubles.tell([])
        about = {"channel": self.channel}
        log.debug(gettext("the channel %s has nothing to send"), self.channel, extra=about)
        wanted = min((one for one in (rests, tries) if one is not None), default=None)
        if wanted is None:
            return LONGEST_PAUSE
        return min(max(wanted - self._workflow.now(), SHORTEST_PAUSE), LONGEST_PAUSE)
