"""Whether the answers kept under keys of idempotency are what was answered."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.events import Event
from workflow.engine.fold import replay
from workflow.service.views import Finding
from workflow.store.inspecting import answers_about
from workflow.store.requests import Answer
from workflow.translation import gettext


def check_answers(connection: Connection, case: Case, events: Sequence[Event]) -> Iterator[Finding]:
    """Yield each answer about a case that is not what it had come to then."""
    for answer in answers_about(connection, case.serial):
        if not _stands(answer, case, events):
            # Not the key itself: whoever made it may have put anything into it.
            text = gettext("What was answered under a key (event {seq}) is not what was done.")
            yield Finding(case.number, "answer_differs", text.format(seq=answer.version))


def _stands(answer: Answer, case: Case, events: Sequence[Event]) -> bool:
    if not 1 <= answer.version <= len(events) or (answer.salt is None) != (answer.digest is None):
        return False
    then = events[: answer.version]
    found = replay(then, serial=case.serial, uuid=case.uuid, number=case.number)
    said = answer.state, answer.owner, answer.answered_at
    return said == (found.state, found.owner, found.last_at)
