"""Whether cases that belong together say so of each other."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from workflow.engine.case import Case
from workflow.engine.kin import ALONE, Kin
from workflow.service.views import Finding
from workflow.translation import gettext


class Known(NamedTuple):
    """A case that has to do with others, as far as that matters to them."""

    number: str
    workflow: str
    final: bool
    kin: Kin


class KinCheck:
    """Gathers the cases that have to do with others, and compares both ends of every link."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def take(self, case: Case) -> None:
        """Take note of a case."""
        if case.kin != ALONE:
            self._known[case.uuid] = Known(case.number, case.definition, case.final, case.kin)

    def findings(self, present: Mapping[str, object]) -> Iterator[Finding]:
        """Yield what one case says of another and that one does not; ``present`` are all cases."""
        for uuid, one in self._known.items():
            for other in one.kin.cases:
                if other not in present:
                    text = gettext("A case that belongs together with it is not in the database.")
                    yield Finding(one.number, "relative_missing", text)
                elif not self._agrees(uuid, one, other):
                    known = self._known.get(other)
                    text = gettext("It and {other} do not say the same of each other.")
                    name = known.number if known else other
                    yield Finding(one.number, "relative_differs", text.format(other=name))

    def _agrees(self, uuid: str, one: Known, other: str) -> bool:
        known = self._known.get(other)
        if known is None:
            return False
        if (one.kin.parent == other) != (uuid in known.kin.children):
            return False
        if (one.kin.merged_into == other) != (uuid in known.kin.merged):
            return False
        child = one.kin.children.get(other)
        return child is None or (child.workflow, child.open) == (known.workflow, not known.final)
