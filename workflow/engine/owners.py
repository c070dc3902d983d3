"""Who owns a case: always exactly one person."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from workflow.definition.model import REFUSED
from workflow.definition.owner import OwnerRule
from workflow.engine.barring import Bar, bar_of
from workflow.engine.case import Case
from workflow.engine.directory import (
    Context,
    Directory,
    capacity_of,
    chain_above,
    skills_of,
    stand_in,
)

Fields = Mapping[str, object]
_NOTHING: Fields = {}


class Owner(NamedTuple):
    """The owner found; ``flag`` names the role nobody could be found for."""

    name: str
    flag: str = ""


class Choice(NamedTuple):
    """What an owner is chosen for: a case, with the data of the act in, at an instant.

    ``barred`` must not own it; ``prefer`` does if there is nothing else to choose by. ``load`` is
    what each has to do, if that is not the open cases of each.
    """

    case: Case
    context: Context
    at: datetime
    prefer: str
    fields: Fields = _NOTHING
    barred: Collection[Bar] = ()
    load: Mapping[str, int] | None = None

    def bars(self, name: str) -> bool:
        """Whether somebody must not own it."""
        if not self.barred:
            return False
        return bar_of(name, self.barred, self.context.directory, self.at) is not None


def owner_by(rule: OwnerRule, choice: Choice) -> Owner:
    """Return who owns the case by a rule of its definition.

    Among those who hold the role, will do and are here with room for one more, the one with the
    fewest open cases; between equals who is preferred, then the first by name. If there is nobody:
    a stand-in of those who are away, then whoever is above the present owner, then the present
    owner, or the fallback of the site if the owner must not be; flagged, so that somebody looks at
    it. Whom a field names was checked before.
    """
    case, context, at = choice.case, choice.context, choice.at
    if rule.named is not None:
        return Owner(str(choice.fields[rule.named]))
    directory = context.directory
    holders: Iterable[str] = directory.holders(rule.role, case.site, at)
    if rule.narrowed:
        holders = tuple(_suited(rule, holders, choice))
    here = _with_room([one for one in holders if not directory.absent(one, at)], choice)
    if len(here) == 1:
        return Owner(here[0])
    if here:
        load = context.open_cases(case.site) if choice.load is None else choice.load
        return Owner(min(here, key=lambda one: (load.get(one, 0), one != choice.prefer, one)))
    for holder in holders:
        delegate = stand_in(directory, holder, at) if directory.absent(holder, at) else None
        if delegate is not None and not choice.bars(delegate):
            return Owner(delegate)
    return Owner(_last_resort(choice), flag=rule.role)


def _suited(rule: OwnerRule, holders: Iterable[str], choice: Choice) -> Iterator[str]:
    """Yield who has the skill, is of the department and is not barred."""
    directory = choice.context.directory
    skill = _asked(rule.skill, rule.skill_of, choice.fields)
    department = _asked(rule.department, rule.department_of, choice.fields)
    if rule.department == "":
        department = choice.case.department
    for one in holders:
        skilled = skill is None or skill in skills_of(directory, one)
        of_it = department is None or directory.department(one) == department
        if skilled and of_it and not choice.bars(one):
            yield one


def _asked(written: str | None, field: str | None, fields: Fields) -> str | None:
    """Return what is asked for: nothing where the field that says so is empty."""
    value = written if field is None else fields.get(field)
    return None if value is None or value == REFUSED else str(value)


def _with_room(names: list[str], choice: Choice) -> list[str]:
    """Return who may own one more case at the site; who owns this one already has room for it."""
    case, directory = choice.case, choice.context.directory
    if choice.load is not None:  # of something else there may always be one more
        return names
    most = {one: capacity_of(directory, one) for one in names}
    if all(one is None for one in most.values()):
        return names
    load = choice.context.open_cases(case.site, binding=True)
    own = case.owner if case.version else ""
    return [one for one in names if (n := most[one]) is None or load.get(one, 0) - (one == own) < n]


def _last_resort(choice: Choice) -> str:
    case, directory = choice.case, choice.context.directory
    for one in chain_above(directory, case.owner, choice.at):
        if not choice.bars(one):
            return one
    if choice.bars(case.owner):
        fallback = directory.fallback(case.site)
        if fallback is not None and not choice.bars(fallback):
            return fallback
    return case.owner


def unfit(name: str, rule: OwnerRule, directory: Directory, case: Case, at: datetime) -> str:
    """Return which of its conditions somebody who is named does not meet; nothing if all."""
    if rule.role not in directory.roles(name, case.site, at):
        return "role"
    return "away" if directory.absent(name, at) else ""
