"""What is there to see after a step of a scenario: the case, and what came of the step."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from workflow.definition.model import Definition
from workflow.service.simulated.firings import Firing
from workflow.service.views import CaseView, DocumentView
from workflow.testing.messages import Message


class Seen(NamedTuple):
    """What there is to see after a step: the case, and what came of the step.

    What fired and went out, the documents that were brought, and the definitions of the cases that
    were ``opened`` from others in it.
    """

    definition: Definition
    case: CaseView
    fired: Sequence[Firing]
    messages: Sequence[Message]
    documents: Sequence[DocumentView]
    opened: Sequence[str] = ()


class Fired(NamedTuple):
    """Something that fired: ``kind`` of a deadline at an instant, with what came of it."""

    at: datetime
    kind: str
    deadline: str
    to: tuple[str, ...] = ()
    does: str = ""
    refused: str = ""
    skipped: str = ""


class Told(NamedTuple):
    """A message about a deadline that went out at an instant, to people or to nobody.

    Or one about no deadline, with the ``document`` that a step sends.
    """

    at: datetime
    deadline: str
    to: tuple[str, ...]
    document: str = ""


class Brought(NamedTuple):
    """A document that was brought."""

    document: str


Came = Fired | Told | Brought
"""Something that comes of a step."""


def alike(one: Came, other: Came) -> bool:
    """Whether two are about the same, and differ in when or to whom."""
    return _about(one) == _about(other)


def _about(one: Came) -> tuple[str, str]:
    if isinstance(one, Brought):
        return "", one.document
    return (one.kind, one.deadline) if isinstance(one, Fired) else (one.document, one.deadline)


def _fired(seen: Seen) -> Iterator[Fired]:
    for one in seen.fired:
        to = tuple(sorted(one.recipients))
        yield Fired(one.at, one.kind, one.deadline, to, one.does, one.refused, one.skipped)


def _told(seen: Seen) -> Iterator[Told]:
    """Yield the messages; those about one deadline at one instant are one."""
    together: dict[tuple[datetime, str, str], list[str]] = {}
    for one in seen.messages:
        to = one.to or one.party
        document = "" if one.deadline else "".join(one.documents)
        together.setdefault((one.at, one.deadline, document), []).extend([to] if to else [])
    for (at, deadline, document), to_all in together.items():
        yield Told(at, deadline, tuple(sorted(to_all)), document)


def _brought(seen: Seen) -> Iterator[Brought]:
    """Yield the documents that were brought."""
    yield from (Brought(one.name) for one in seen.documents)


CAME: Mapping[str, Callable[[Seen], Iterator[Came]]] = {
    "fired": _fired,
    "told": _told,
    "brought": _brought,
}
