"""What people can do, and how much: by it a definition chooses owners."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.definition.model import Definition
from workflow.definition.near import nearest
from workflow.definition.owner import OwnerRule
from workflow.definition.resolved import from_json
from workflow.errors import SkillUnknown
from workflow.store.definitions import all_editions


class Ability(NamedTuple):
    """What changes about what a person can do.

    ``capacity`` is how many open cases they may own at a site; 0: any number, ``None``: as before.
    """

    gained: Sequence[str] = ()
    lost: Sequence[str] = ()
    capacity: int | None = None


NOTHING_NEW = Ability()


def check_skills(connection: Connection, skills: Sequence[str]) -> None:
    """Refuse a mistyped skill: nobody would ever be chosen by it. Raises ``SkillUnknown``."""
    if not skills:
        return
    known: dict[str, None] = {}
    for edition in all_editions(connection):
        known.update(dict.fromkeys(asked_for(from_json(edition.resolved))))
    for one in skills:
        if one not in known:
            raise SkillUnknown(one, tuple(known), nearest(one, known))


def asked_for(definition: Definition) -> Iterator[str]:
    """Yield the skills that owners are chosen by."""
    rules: list[OwnerRule | None] = [one.owner for one in definition.states.values()]
    rules += [each.owner for one in definition.transitions.values() for each in one.branches]
    for rule in rules:
        if rule is not None and rule.skill is not None:
            yield rule.skill
        elif rule is not None and rule.skill_of is not None:
            yield from (one.value for one in definition.fields[rule.skill_of].of)
