"""Writing what a decision says of other cases than its own, in the same transaction."""

from sqlalchemy import Connection

from workflow.calendars.local import zone as zone_named
from workflow.engine.case import Case
from workflow.engine.events import Decision
from workflow.service.editions import edition_of
from workflow.service.house import House
from workflow.service.registry import ReactionContext
from workflow.service.relatives import StoredRelatives
from workflow.store import writing


def write_new(house: House, connection: Connection, decision: Decision) -> Case:
    """Write a case that is opened; return it with its number."""
    case = decision.case
    prefix = edition_of(connection, case.edition).definition.prefix
    year = case.opened_at.astimezone(zone_named(case.zone)).year
    stored = writing.insert_case(connection, decision, prefix=prefix, year=year)
    react(house, connection, decision, stored.case)
    return stored.case


def write_others(
    house: House, connection: Connection, decision: Decision, relatives: StoredRelatives
) -> tuple[Case, ...]:
    """Write what is decided about other cases; return those that are opened.

    The caller holds the write lock, and has compared the versions of all that was read.
    """
    known = [one for one in decision.others if one.case.serial]
    for one in sorted(known, key=lambda one: one.case.serial):
        before = relatives.as_read(one.case.uuid)
        writing.write(connection, writing.Write(before, one), staff_read=False)
        react(house, connection, one, one.case)
    opened = [one for one in decision.others if not one.case.serial]
    return tuple([write_new(house, connection, one) for one in opened])


def react(house: House, connection: Connection, decision: Decision, case: Case) -> None:
    """Let the host application do what it wants to do with what happened."""
    for name in decision.reactions:
        reaction = house.registry.reaction_named(name)
        reaction(ReactionContext(case, decision.events, connection))
