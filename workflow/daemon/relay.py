"""The relay of one channel: it claims what is due, sends it, and writes down how that went."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from workflow.daemon.outcomes import Outcome, Outcomes
from workflow.daemon.record import Record
from workflow.daemon.refusals import Refusals
from workflow.errors import NotDelivered
from workflow.service import outboxing
from workflow.service.delivery import LOG, Delivery, Routes, Sender
from workflow.service.facade import Workflow
from workflow.service.outboxing import LEASE, LONGEST_REST
from workflow.store.daemons import Rest
from workflow.translation import gettext

log = logging.getLogger("workflow.daemon")

FIRST_REST = timedelta(seconds=1)


class Relay:
    """Sends on one channel. ``stopping`` is asked between deliveries; ``record`` counts.

    ``holder`` is the daemon it belongs to, if one that writes signs of life; ``outcomes`` are those
    of all its relays of this channel.

    A channel that does not work itself rests, longer each time, and what waits on it waits: its
    deliveries do not use up their attempts. A connection that broke once holds up others for a
    second, so that what is urgent is not late by it. What was tried meanwhile waits no longer than
    the channel does, unless the channel had just worked and broke on what had failed before: that
    one may break it itself. A channel that refuses several in a row rests too: see ``Refusals``.
    """

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
        self._holder = holder
        self._workflow = workflow
        self._sender = sender
        self._routes = routes
        self._stopping = stopping
        self._record = record
        # Whoever takes a delivery off sends it or gives it back: no two threads do.
        self._claimed: deque[Delivery] = deque()
        self._outcomes = Outcomes() if outcomes is None else outcomes
        self._rest = FIRST_REST
        self._rests_until: datetime | None = None
        self._works = False
        self._refusals: Refusals | None = None

    def once(self) -> int:
        """Send everything that is due on the channel; return how many deliveries went out.

        What could not be written down before comes first: it is not sent again here.
        """
        self.settle()
        sent = 0
        while not self._stopping() and self.rests_until is None:
            claimed = outboxing.claim(
                self._workflow, self.channel, holder=self._holder, routes=self._routes
            )
            if not claimed:
                break
            sent += self._send_all(claimed)
        return sent

    @property
    def unsettled(self) -> bool:
        """Whether something was tried of which it is not written down how it went."""
        return bool(self._outcomes)

    @property
    def sent_unwritten(self) -> int:
        """How many deliveries went out of which that is not written down."""
        return self._outcomes.sent

    @property
    def rests_until(self) -> datetime | None:
        """Until when the channel rests, if it does."""
        until, now = self._rests_until, self._workflow.now()
        # Longer than anything rests: the clock was ahead.
        return until if until is not None and now < until <= now + LONGEST_REST else None

    def _send_all(self, claimed: Sequence[Delivery]) -> int:
        """Send what was claimed, unless that takes too long: another relay may claim it then."""
        enough = self._workflow.now() + LEASE / 4
        sent = 0
        self._claimed.extend(self._refused().in_order(claimed))
        try:
            while (delivery := _taken(self._claimed)) is not None:
                sent += self._send(delivery)
                if (
                    self._stopping()
                    or self.rests_until is not None
                    or self._workflow.now() > enough
                ):
                    break
        finally:
            self.settle()
        return sent

    def settle(self) -> None:
        """Write down how it went, and give back what was not tried yet.

        Another thread may call this while a sending does not end: only that one stays leased. What
        cannot be written now is kept for the next time.
        """
        untried = list(iter(partial(_taken, self._claimed), None))
        try:
            self._write(untried)
        except Exception:
            self._claimed.extend(untried)
            raise

    def _write(self, untried: Sequence[Delivery] = ()) -> None:
        with self._outcomes.written() as found:
            outboxing.settle(
                self._workflow,
                sent=[one.delivery for one in found if one.error is None],
                failed=[(one.delivery, one.error) for one in found if one.error is not None],
                waiting_for_channel={one.delivery.id for one in found if one.of_channel},
                untried=untried,
                routes=self._routes,
                holder=self._holder,
            )

    def _send(self, delivery: Delivery) -> bool:
        try:
            self._sender.send(delivery)
        except NotDelivered as error:
            self._not_sent(delivery, error)
            return False
        except Exception as error:
            self._failed(Outcome(delivery, error))
            return False
        self._outcomes.add(Outcome(delivery))
        self._record.sent(self.channel)
        if self.channel != LOG:  # there the message itself is the line
            _log_sent(delivery)
        self._rest, self._rests_until, self._works = FIRST_REST, None, True
        self._refused().went_out(delivery)
        return True

    def _not_sent(self, delivery: Delivery, error: NotDelivered) -> None:
        refusals = self._refused()
        known = refusals.knows(delivery)
        if error.refused and refusals.add(delivery):
            if not known:  # somebody else may be taken: they do not wait long behind this one
                self._rest = FIRST_REST
            # It is given up in the end: it may be its own fault all the same.
            self._take_a_rest(error.reason)
            again = NotDelivered(self.channel, error.reason)
            self._failed(Outcome(delivery, again, of_channel=True))
            outboxing.reconsider(self._workflow, refusals.given_up)
            refusals.given_up.clear()
            return
        its_own = self._works and delivery.attempts > 1
        if error.resting:
            self._take_a_rest(error.reason)
        self._failed(Outcome(delivery, error, of_channel=error.resting and not its_own))

    def _failed(self, outcome: Outcome) -> None:
        self._outcomes.add(outcome)
        self._record.failed(self.channel)
        self._write()

    def _refused(self) -> Refusals:
        """Return what the channel refused; what waited for it before tells that it was suspect."""
        if self._refusals is None:
            suspect = outboxing.any_for_channel(self._workflow, self.channel)
            self._refusals = Refusals(suspect=suspect)
        return self._refusals

    def _take_a_rest(self, why: str) -> None:
        self._works = False
        self._rests_until = self._workflow.now() + self._rest
        self._record.rests(Rest(self.channel, self._rests_until, why))
        log.warning(
            gettext("the channel %s does not work and rests until %s (%s)"),
            self.channel, self._rests_until.isoformat(), why,
            extra={"event": "resting", "channel": self.channel, "error": why},
        )  # fmt: skip
        self._rest = min(2 * self._rest, LONGEST_REST)


def _log_sent(delivery: Delivery) -> None:
    about = {"event": "sent", "delivery": delivery.id, "channel": delivery.channel}
    if delivery.recipient is None:
        log.info(
            gettext("message %s was sent by %s"), delivery.id, delivery.channel, extra=about
        )  # fmt: skip
        return
    text = (
        gettext("message %s was sent by %s to %s")
        if delivery.address
        else gettext("message %s was sent by %s for %s, who has no address there")
    )
    about["person"] = delivery.recipient
    log.info(text, delivery.id, delivery.channel, delivery.recipient, extra=about)


def _taken(some: deque[Delivery]) -> Delivery | None:
    try:
        return some.popleft()
    except IndexError:
        return None


class InTurn:
    """The relays of all channels, one after the other: for a single round."""

    def __init__(self, relays: Sequence[Relay]) -> None:
        self._relays = relays

    def send(self) -> int:
        """Send everything that is due; return how many deliveries went out."""
        sent, troubles = 0, []
        for relay in self._relays:
            try:
                sent += relay.once()
            except Exception as error:  # one channel holds up no other
                troubles.append(error)
        if troubles:
            raise troubles[0]
        return sent
