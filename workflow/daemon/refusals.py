"""Whether a server that refuses one message after the other is at fault itself.

A mail server in maintenance may refuse every recipient, as if nobody lived there.
"""

from collections.abc import Sequence

from workflow.service.delivery import Delivery

ENOUGH = 5


class Refusals:
    """What a channel refused for good since something last went out by it.

    So many different recipients in a row make the channel suspect: it may be no fault of theirs.
    What it refuses then waits, and so does what it refused in that row. Who is refused once more
    when the channel has worked is unknown there, and given up. ``suspect``: it was so before.
    """

    def __init__(self, *, suspect: bool = False) -> None:
        self._suspect = suspect
        self._in_a_row: set[str] = set()
        self._doubtful: set[str] = set()
        self.given_up: list[str] = []
        """The ids of those in this row that were given up before the channel was suspect."""

    def add(self, delivery: Delivery) -> bool:
        """Count a refusal; return whether the channel is to blame for it, and not the delivery."""
        who = _who(delivery)
        if not self._suspect and who in self._doubtful:
            return False
        self._in_a_row.add(who)
        self._suspect = self._suspect or len(self._in_a_row) >= ENOUGH
        if self._suspect:
            self._doubtful |= self._in_a_row
        else:
            self.given_up.append(delivery.id)
        return self._suspect

    def knows(self, delivery: Delivery) -> bool:
        """Whether its recipient was refused in this row."""
        return _who(delivery) in self._in_a_row

    def went_out(self, delivery: Delivery) -> None:
        """Count something that went out: the channel works."""
        self._suspect = False
        self._in_a_row.clear()
        self._doubtful.discard(_who(delivery))
        self.given_up.clear()

    def in_order(self, claimed: Sequence[Delivery]) -> Sequence[Delivery]:
        """Return in which order to try: by a suspect channel first who was not refused yet."""
        if not self._suspect:
            return claimed
        return sorted(claimed, key=lambda one: (self.knows(one), one.attempts))


def _who(delivery: Delivery) -> str:
    # What goes to no address of a person goes to the same place each time: the message may differ.
    return delivery.address or delivery.id
