"""Who owns a case: always exactly one person."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.definition.model import OwnerRule
from workflow.engine.case import Case
from workflow.engine.directory import Context, above, stand_in


class Owner(NamedTuple):
    """The owner found; ``flag`` names the role nobody could be found for."""

    name: str
    flag: str = ""


def owner_by(
    rule: OwnerRule,
    case: Case,
    context: Context,
    at: datetime,
    *,
    prefer: str,
    load: Mapping[str, int] | None = None,
) -> Owner:
    """Return who owns the case by a rule of its definition.

    Among those who hold the role and are here, the one with the least ``load``, which is open cases
    unless something else is given; between equals
    ``prefer``, then the first by name. If nobody is here: a stand-in of theirs, then whoever is
    above the present owner, then the present owner; flagged, so that somebody looks at it.
    """
    directory = context.directory
    holders = directory.holders(rule.role, case.site, at)
    here = [one for one in holders if not directory.absent(one, at)]
    if len(here) == 1:
        return Owner(here[0])
    if here:
        of_each = context.open_cases(case.site) if load is None else load
        return Owner(min(here, key=lambda one: (of_each.get(one, 0), one != prefer, one)))
    for holder in holders:
        delegate = stand_in(directory, holder, at)
        if delegate is not None:
            return Owner(delegate)
    return Owner(above(directory, case.owner, at) or case.owner, flag=rule.role)
