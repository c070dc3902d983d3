"""Cases as some conditions can see them: one for each set of answers they can tell apart."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from workflow.definition.conditions import Condition
from workflow.definition.domains import domain, too_many
from workflow.definition.model import Field
from workflow.definition.questions import Questions

Axis = tuple[str, str]
"""What is asked, and about what: ``("times", "search")``."""
MOST_CASES = 5_000
"""More than these are not tried; nothing is known then."""


class Imagined:
    """A case as conditions see it; see ``definition.facts``."""

    __slots__ = ("_told", "counts", "entry_counts", "fields", "performers", "personal")

    def __init__(self, told: Mapping[Axis, object], fields: Mapping[str, Field]) -> None:
        self._told = told
        values = {name: value for (kind, name), value in told.items() if kind == "field"}
        known = {name: value for name, value in values.items() if value is not None}
        self.fields = {name: one for name, one in known.items() if not fields[name].personal}
        self.personal = {name: 1 for name in known if fields[name].personal}
        self.counts = self._counted("times")
        self.entry_counts = self._counted("here")
        self.performers: dict[str, tuple[str, ...]] = {}

    def _counted(self, kind: str) -> dict[str, int]:
        return {name: int(str(one)) for (of, name), one in self._told.items() if of == kind}

    def missed(self, deadline: str) -> bool:
        """Whether that deadline was ever missed."""
        return bool(self._told["missed", deadline])

    def open_children(self, workflow: str) -> int:
        """How many cases are open that were opened from it."""
        return int(str(self._told["open", workflow]))

    def count(self, counter: str) -> None:
        """What a counter counted: who asks that is not imagined (see ``imagined``)."""

    def owed(self, duty: str) -> bool | None:
        """Whether a duty is open, or settled; ``None`` if it never opened."""
        said = self._told["duty", duty]
        return None if said is None else bool(said)

    def guard(self, name: str) -> bool:
        """What the host application answers."""
        return bool(self._told["guard", name])


def fits(case: Imagined, duties: Collection[str], owed: Collection[str]) -> bool:
    """Whether of some duties just those are open in an imagined case that are owed."""
    return all((case.owed(one) is True) == (one in owed) for one in duties)


def imagined(
    conditions: Sequence[Condition],
    fields: Mapping[str, Field],
    *,
    filled: Collection[str] = (),
    often: bool = False,
) -> list[Imagined] | None:
    """Return a case for each set of answers; ``None`` if they are too many, or not all are known.

    ``filled`` are fields that are not empty. ``often``: everything was done as often as is asked.
    """
    questions = Questions()
    questions.ask(conditions)
    if undecidable(questions, fields):
        return None
    guards = {name for one in conditions for name in one.guards}
    known = dict(axes(questions, fields, guards, filled=filled, often=often))
    if prod(map(len, known.values())) > MOST_CASES:
        return None
    told = (dict(zip(known, values, strict=True)) for values in product(*known.values()))
    return [Imagined(one, fields) for one in told if _possible(one)]


def undecidable(questions: Questions, fields: Mapping[str, Field]) -> bool:
    """Whether it cannot be told beforehand which answers make a difference."""
    if (
        questions.loose
        or questions.compared
        or questions.counted
        or questions.performers
        or questions.sums
    ):
        return True
    return any(
        too_many(fields[name], asked, questions.lengths.get(name, 0))
        for name, asked in questions.values.items()
    )


def axes(
    questions: Questions,
    fields: Mapping[str, Field],
    guards: Collection[str],
    *,
    filled: Collection[str] = (),
    often: bool = False,
) -> Iterator[tuple[Axis, tuple[object, ...]]]:
    """Yield what is asked, each with the answers that make a difference."""
    for name, asked in questions.values.items():
        values = domain(fields[name], asked, questions.lengths.get(name, 0))
        yield ("field", name), values if name in filled else (None, *values)
    for name, most in questions.counts.items():
        yield ("times", name), (most,) if often else tuple(range(most + 1))
    for name, most in questions.here.items():
        yield ("here", name), tuple(range(most + 1))
    for name, most in questions.children.items():
        yield ("open", name), tuple(range(most + 1))
    for name in questions.missed:
        yield ("missed", name), (False, True)
    for name in questions.duties:
        yield ("duty", name), (None, False, True)
    for name in guards:
        yield ("guard", name), (False, True)


def _possible(told: Mapping[Axis, object]) -> bool:
    """Whether nothing was done more often here than in all."""
    return all(
        int(str(one)) <= int(str(told.get(("times", name), one)))
        for (kind, name), one in told.items()
        if kind == "here"
    )
