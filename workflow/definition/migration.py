"""How cases come from one edition to another: what is decided about states, steps and deadlines."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from workflow.definition.deadline import Deadline, Rung
from workflow.definition.model import Branch, Definition
from workflow.definition.near import nearest
from workflow.definition.renaming import Renames, renamed, renames
from workflow.definition.resolved import encoded
from workflow.translation import gettext

Treatment = Literal["keep", "recompute", "drop"]
Start = Literal["now", "entry", "never"]
Allowable = Literal["due_now", "field_gone", "no_clock", "promise_open"]
TREATMENTS: tuple[Treatment, ...] = get_args(Treatment)
STARTS: tuple[Start, ...] = get_args(Start)
ALLOWABLE: tuple[Allowable, ...] = get_args(Allowable)

# The names of one kind that an edition has.
_Known = tuple[Definition, Collection[str]]

# What the new edition says of a cycle, whichever clock it is counted by.
_OF_THE_NEW = frozenset({
    "name", "title", "starts", "met", "cancelled", "again", "applies", "pauses", "on_resume",
    "on_transfer",
})  # fmt: skip


class Treated(NamedTuple):
    """What becomes of a deadline that runs, under its ``name`` in the new edition."""

    how: Treatment
    name: str


class Plan(NamedTuple):
    """What was decided: names, old to new, where they differ; deadlines by their old names.

    ``starts`` says of deadlines that are new from when they count: ``now`` unless it is said.
    """

    states: Mapping[str, str] = {}
    steps: Mapping[str, str] = {}
    deadlines: Mapping[str, Treated] = {}
    starts: Mapping[str, Start] = {}
    allowed: frozenset[str] = frozenset()
    reason: str = ""


class Wrong(NamedTuple):
    """What is wrong with a plan: in which of its parts, under which key, what is meant perhaps."""

    part: str
    key: str
    text: str
    suggestion: str = ""


class Crossing(NamedTuple):
    """From one edition to another by a plan; whatever is asked of names is asked of this."""

    old: Definition
    new: Definition
    plan: Plan

    def deadline(self, name: str) -> str:
        """What an old deadline is called in the new edition, if it goes on there."""
        treated = self.plan.deadlines.get(name)
        return name if treated is None else treated.name

    def decided(self, name: str) -> bool:
        """Whether it is known what becomes of an old deadline: it is said, or goes on as it is."""
        return name in self.plan.deadlines or self.unchanged(self.old.deadlines[name])

    def unchanged(self, before: Deadline) -> bool:
        """Whether a cycle of a deadline goes on as it is: what it is counted by is the same."""
        after = self.new.deadlines.get(before.name)
        return after is not None and _counted(self.old, self._renamed(before)) == _counted(
            self.new, after
        )

    def fresh(self) -> Iterator[Deadline]:
        """Yield the deadlines of the new edition that no old one goes on as."""
        old = {self.deadline(name) for name in self.old.deadlines}
        yield from (one for name, one in self.new.deadlines.items() if name not in old)

    def rungs(self, before: Deadline, after: Deadline) -> Mapping[str, str]:
        """Return which rung of the new ladder stands for which of the old.

        First those that are the same, then the others in their order.
        """
        before = self._renamed(before)
        found: dict[str, str] = {}
        for kind, old, new in (
            ("remind", before.remind, after.remind),
            ("missed", before.missed, after.missed),
        ):
            for number, other in _pairs(old, new):
                found[f"{kind}.{number}"] = f"{kind}.{other}"
        return found

    def counts(self, counts: Mapping[str, int]) -> Mapping[str, int]:
        """Return how often each step was done, and each branch taken, by its new name."""
        found: dict[str, int] = {}
        for key, number in counts.items():
            step, mark, branch = key.partition("#")
            name = self.plan.steps.get(step, step)
            if mark and name in self.new.transitions and step in self.old.transitions:
                other = self._branch(step, name, int(branch))
                if other is None:
                    continue
                branch = str(other)
            found[f"{name}{mark}{branch}"] = found.get(f"{name}{mark}{branch}", 0) + number
        return found

    def _branch(self, step: str, name: str, number: int) -> int | None:
        def known(branches: Iterable[Branch]) -> list[tuple[str | None, str | None]]:
            return [(one.to, one.when) for one in branches]

        before = known(self._renamed(self.old.transitions[step]).branches)[number]
        after = known(self.new.transitions[name].branches)
        return after.index(before) if before in after else None

    def _renamed(self, thing: Any) -> Any:
        names: Renames = {
            "states": self.plan.states,
            "transitions": self.plan.steps,
            "deadlines": {name: one.name for name, one in self.plan.deadlines.items()},
        }
        return renamed(thing, names)


def _counted(definition: Definition, deadline: Deadline) -> object:
    """Return what a cycle is counted by, and its ladder, to be compared."""
    members: Any = encoded(deadline, wording=False)
    calendar = definition.calendars.get(deadline.calendar or "")
    own = {name: value for name, value in members.items() if name not in _OF_THE_NEW}
    return own, None if calendar is None else encoded(calendar, wording=False)


def _pairs(old: Sequence[Rung], new: Sequence[Rung]) -> Iterator[tuple[int, int]]:
    left = {number: encoded(one, wording=False) for number, one in enumerate(new, 1)}
    others: list[int] = []
    for number, one in enumerate(old, 1):
        written = encoded(one, wording=False)
        same = next((other for other, known in left.items() if known == written), None)
        if same is None:
            others.append(number)
        else:
            del left[same]
            yield number, same
    yield from zip(others, list(left), strict=False)


def wrong(crossing: Crossing) -> Iterator[Wrong]:
    """Yield what of a plan names nothing, or not one thing."""
    old, new, plan = crossing
    yield from _names("states", plan.states, (old, old.states), (new, new.states))
    yield from _names("steps", plan.steps, (old, old.transitions), (new, new.transitions))
    taken: dict[str, str] = {}
    for name, treated in plan.deadlines.items():
        if name not in old.deadlines:
            yield _unknown("deadlines", name, name, (old, old.deadlines))
        elif treated.how != "drop" and treated.name not in new.deadlines:
            yield _unknown("deadlines", name, treated.name, (new, new.deadlines))
        elif treated.how != "drop" and treated.name in taken:
            text = gettext("{name} goes on in place of {other} already.")
            text = text.format(name=treated.name, other=taken[treated.name])
            yield Wrong("deadlines", name, text)
        taken.setdefault(treated.name, name)
    fresh = [one.name for one in crossing.fresh()]
    for name in plan.starts:
        if name not in fresh:
            yield _unknown("starts", name, name, (new, fresh))


def _names(part: str, given: Mapping[str, str], old: _Known, new: _Known) -> Iterator[Wrong]:
    for name, other in given.items():
        if name not in old[1]:
            yield _unknown(part, name, name, old)
        elif other not in new[1]:
            yield _unknown(part, name, other, new)


def _unknown(part: str, key: str, name: str, known: _Known) -> Wrong:
    definition, names = known
    near = nearest(name, names)
    wanted = gettext("There is no {name} in edition {edition}.")
    if part == "starts":
        wanted = gettext("There is no {name} that is new in edition {edition}.")
    said = [wanted.format(name=name, edition=definition.edition)]
    if near:  # before what may be a long list
        said.append(gettext("Did you mean {suggestion}?").format(suggestion=near))
    listed = gettext(", ").join(names) or gettext("nothing")
    said.append(gettext("Known: {known}.").format(known=listed))
    text = said[0]
    for more in said[1:]:
        text = gettext("{message} {advice}").format(message=text, advice=more)
    return Wrong(part, key, text, near)


def offered(old: Definition, new: Definition) -> Plan:
    """Return what looks like the same under another name, to be looked at and decided."""
    found, _by_new_names = renames(old, new)
    again: Treatment = "keep"
    deadlines = {name: Treated(again, other) for name, other in found["deadlines"].items()}
    return Plan(found["states"], found["transitions"], deadlines)
