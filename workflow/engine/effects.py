"""What happens with a step, and what that does to the clocks by the definition alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from workflow.definition.deadline import Moment
from workflow.definition.model import Definition


@dataclass(frozen=True, slots=True)
class Effects:
    """What an act does to the clocks, as far as the definition alone says.

    ``met`` are the deadlines it meets, ``ended`` all it ends (cancelled and restarted ones too),
    ``started`` those it starts, in the order written.
    """

    met: frozenset[str]
    ended: frozenset[str]
    started: tuple[str, ...]


def moments_of(trigger: str, source: str, target: str | None) -> set[Moment]:
    """Return what happens with a step from a state to another, or (``None``) one that stays."""
    happened = {Moment("act", trigger)}
    if target is not None:
        happened |= {Moment("left", source), Moment("entered", target)}
    return happened


def effects_of(
    definition: Definition, happened: Collection[Moment], released: Collection[Moment] = ()
) -> Effects:
    """Return what moments do to the clocks; what was ``released`` gets no verdict."""
    moments, none = frozenset(happened), frozenset(released)
    deadlines = definition.deadlines.values()
    met = {one.name for one in deadlines if moments.intersection(one.met)}
    cancelled = {
        one.name
        for one in deadlines
        if moments.intersection(one.cancelled) or none.intersection(one.met)
    }
    started = tuple(one.name for one in deadlines if moments.intersection(one.starts))
    return Effects(
        met=frozenset(met - cancelled),
        ended=restarted(definition, started).union(met, cancelled),
        started=started,
    )


def restarted(definition: Definition, names: Iterable[str]) -> frozenset[str]:
    """Return those of some deadlines of which a start ends what runs."""
    return frozenset(name for name in names if definition.deadlines[name].again == "restart")
