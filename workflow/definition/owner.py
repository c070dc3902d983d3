"""Who owns a case, and who must not have anything to do with it, as the engine sees it."""

from dataclasses import dataclass
from typing import Literal

Choose = Literal["equal_load", "skill", "named"]


@dataclass(frozen=True, slots=True)
class OtherThan:
    """Nobody who ``did`` one of these acts, ``owned`` the case in one of these states, or is named
    in one of these fields.
    """

    did: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """Who owns the case from here on: a holder of ``role``, the one with the fewest open cases.

    Only those with a skill: ``skill``, or the one in the field ``skill_of``. Only those of a
    department: ``department``, that of the case if it is empty, or the one in the field
    ``department_of``. Or whom the field ``named`` names.
    """

    role: str
    choose: Choose = "equal_load"
    skill: str | None = None
    skill_of: str | None = None
    department: str | None = None
    department_of: str | None = None
    named: str | None = None
    other_than: OtherThan | None = None

    @property
    def narrowed(self) -> bool:
        """Whether not everybody who holds the role will do."""
        narrowing = (self.skill, self.skill_of, self.department, self.department_of)
        return self.other_than is not None or any(one is not None for one in narrowing)
