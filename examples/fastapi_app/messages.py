"""What goes over the wire. The engine's answers are read into these by their attributes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class Complaint(BaseModel):
    """What the customer says."""

    content: str


class Answer(BaseModel):
    """What the customer is offered."""

    remedy: Literal["apology", "retake", "refund"]
    refund: str | None = None
    expected_version: int | None = None


class Callback(BaseModel):
    """What came of calling the customer back."""

    outcome: Literal["satisfied", "dissatisfied", "not_reached"]


class Done(BaseModel):
    """What a case is after an act."""

    case: str
    version: int
    state: str
    owner: str
    repeated: bool


class Step(BaseModel):
    """Something that can be done next, and who may do it."""

    trigger: str
    needs: Sequence[str]
    people: Sequence[str]


class Shown(BaseModel):
    """A case as it is now."""

    case: str
    version: int
    state: str
    owner: str
    next: Sequence[Step]


class Due(BaseModel):
    """Something that is to be done, and until when."""

    case: str
    deadline: str
    status: str
    due_at: datetime
