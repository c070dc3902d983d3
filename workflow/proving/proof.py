"""What came of a promise, and what happens on the way that breaks it."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from workflow.definition.promise import Promise

Result = Literal["proved", "broken", "not_proved"]
DoneKind = Literal[
    "open", "opened", "do", "set", "correct", "erase", "assign", "away", "back", "merge",
    "close_child", "wait", "recurs", "until", "silence",
]  # fmt: skip


class Done(NamedTuple):
    """Something that happened on the engine, by ``who``. ``at`` is local text.

    ``name`` is the trigger, the field, the new owner (or, of a ``duty``, who owes it then), the
    deadline that was waited for, the schedule that came, the definition of a case that was closed,
    or who is ``away``, while ``who`` stands in, and ``back``. ``until`` a step was possible time
    passed. In a ``silence`` nobody heard of it, until then: what ``came`` told nobody, each as a
    scenario says it. ``opened`` is a case with a step of another, of a kind that is not known.
    ``case`` is the serial of the case, if there was one, ``into`` that of the one it was merged
    into; ``happened`` is when it was, if recorded late.
    """

    kind: DoneKind
    name: str
    who: str
    at: str
    given: Mapping[str, object] = {}
    performed_by: str = ""
    duty: str = ""
    case: str = ""
    into: str = ""
    happened: str = ""
    came: tuple[Mapping[str, str], ...] = ()


class Proof(NamedTuple):
    """What was found of one promise.

    ``situations`` is how many were looked at. Where it is ``broken``, ``happened`` is the shortest
    way, as it happened on the engine by ``people`` who hold every role; where it is ``not_proved``,
    ``obstacle`` says what stands in the way. That way ``began`` in a ``zone`` at a time,
    as local text, and ended with the ``case``, of that serial, in a ``state``; if not ``today``, it
    goes so only then.
    """

    promise: Promise
    result: Result
    situations: int
    happened: tuple[Done, ...] = ()
    people: tuple[str, ...] = ()
    obstacle: str = ""
    zone: str = ""
    began: str = ""
    case: str = ""
    state: str = ""
    today: bool = True

    @property
    def accepted(self) -> bool:
        """Whether a definition with this promise is accepted: proved, or said to be assumed."""
        assumed = self.result == "not_proved" and self.promise.assumed is not None
        return assumed or self.result == "proved"
