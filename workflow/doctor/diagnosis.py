"""What a check found."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from workflow.doctor.patient import Patient

State = Literal["ok", "note", "wrong"]


class Diagnosis(NamedTuple):
    """What was looked at, how it is, and what to do about it: a command, or what else helps.

    ``note``: not wrong, and worth knowing.
    """

    check: str
    state: State
    text: str
    cure: str = ""


Check = Callable[[Patient], Iterator[Diagnosis]]
