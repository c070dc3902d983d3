"""Open cases that hold the same data as one that is opened: maybe the same matter, told twice.

Nothing is refused and nothing is written of it. Personal values are compared where they are kept;
who opens a case at a site may read the cases there, but for what is kept to some: a case, or a
value that is compared, that they do not see is not found. The answer holds numbers and no values.
"""

from sqlalchemy import Connection

from workflow.definition.kinds import Value
from workflow.engine.directory import Directory
from workflow.engine.edition import Edition
from workflow.engine.events import Decision
from workflow.service.sight import kept_in_lists
from workflow.store.sameness import alike


def same_as(
    connection: Connection, edition: Edition, decision: Decision, directory: Directory
) -> tuple[str, ...]:
    """Return the numbers of the open cases like the one that is opened, the oldest first."""
    names = edition.definition.same
    if not names:
        return ()
    case = decision.case
    told: dict[str, Value] = {}
    for event in decision.events:
        told.update(event.personal)
    plain = {name: case.fields[name] for name in names if name in case.fields}
    personal = {name: told[name] for name in names if name in case.personal and name in told}
    if len(plain) + len(personal) < len(names):
        return ()  # what was not said is not the same
    first = decision.events[0]
    kept = kept_in_lists(directory, connection, first.recorded_by, first.recorded_at)
    return alike(connection, case, plain=plain, personal=personal, kept=kept)
