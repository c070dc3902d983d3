"""A definition at work in simulated time, with the messages that go out."""

from collections.abc import Sequence
from functools import cached_property

from workflow.service.delivery import Letter
from workflow.service.simulated.rehearsal import Rehearsal
from workflow.testing.messages import Message, messages


class Simulation(Rehearsal):
    """A house that lives by one definition, in time that passes when the test says so.

    ``definition`` is a file (a ``Path``), the text of one, the name of one that comes with the
    program, or a ``Definition``. ``now`` is when it begins, as local time in ``zone``. ``staff``
    says who holds which roles; more about people, sites and all else is said through ``flow``, the
    ``Workflow`` that is simulated. ``registry`` and ``directory`` are those of a host application;
    a directory says who is who in place of ``staff``. ``others`` are further definitions, of which
    steps open cases.

    Everything is real but the time. It is kept in a temporary folder, which ``close`` or the end
    of a ``with`` block removes.

    While time passes the daemon is awake: each thing fires at its instant. While it sleeps
    (``sleep_through``, ``sleep_until``) nothing fires until ``fire`` or the next time it is awake.

    >>> with Simulation("complaint", now="2026-11-02 10:00", staff={"ann": "specialist"}) as sim:
    ...     _ = sim.open({"complainant": "Li", "phone": "555 0100", "content": "Cold room",
    ...         "kind": "service"}, by="ann")
    ...     sim.due("judgement")
    ...     sim.advance("3 days")
    '2026-11-03 10:00'
    [2026-11-02 17:00 judgement remind.1 → ann, 2026-11-03 10:00 judgement miss, \
2026-11-03 10:00 judgement missed.1 → ann, nobody, 2026-11-04 10:00 judgement missed.2 → nobody]
    """

    @property
    def messages(self) -> list[Message]:
        """Every message that went out so far."""
        return [*self._messages]

    @cached_property
    def _messages(self) -> list[Message]:
        return []

    def _sent(self, letters: Sequence[Letter]) -> None:
        self._messages.extend(messages(letters, self.flow.now()))
