"""A case that is opened with an act on another, as the engine sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.definition.kinds import Value


@dataclass(frozen=True, slots=True)
class Creation:
    """A case opened with an act: of the definition ``workflow``, by its step ``opening``.

    Without one its first opening step is meant. ``carries`` maps the fields of the new case to
    those of the old one, ``sets`` holds values that are always the same, ``needs`` are fields of
    the new case that are given with the act.
    """

    workflow: str
    carries: Mapping[str, str]
    opening: str | None = None
    sets: Mapping[str, Value] | None = None
    needs: tuple[str, ...] = ()

    @property
    def filled(self) -> tuple[str, ...]:
        """The fields of the new case that are given a value."""
        return tuple(dict.fromkeys((*self.carries, *(self.sets or ()), *self.needs)))
