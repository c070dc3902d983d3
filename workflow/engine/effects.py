"""What moments of a case do to its clocks, as far as the definition alone says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.definition.deadline import Moment
from workflow.definition.model import Definition, Transition


@dataclass(frozen=True, slots=True)
class Effects:
    """What an act does to the clocks, as far as the definition alone says.

    ``met`` are the deadlines it meets, ``ended`` all it ends (cancelled and restarted ones too),
    ``started`` those it starts, in the order written.
    """

    met: frozenset[str]
    ended: frozenset[str]
    started: tuple[str, ...]


def of_step(
    definition: Definition, transition: Transition, source: str, target: str | None
) -> Effects:
    """Return what a step does to clocks that is taken from a state to another, or stays."""
    happened = {Moment("act", transition.name)}
    if target is not None:
        happened |= {Moment("left", source), Moment("entered", target)}
    effects = _of(definition, happened)
    if transition.merges:
        # What is told twice is not kept by that.
        return Effects(frozenset(), effects.ended, effects.started)
    return effects


def of_ends(definition: Definition) -> Mapping[str, Effects]:
    """Return what the end of the last open child does to clocks, by its definition."""
    named = {name: _of(definition, {Moment("closed", name)}) for name in definition.children}
    return {name: one for name, one in named.items() if one.ended or one.started}


def restarted(definition: Definition, names: Iterable[str]) -> frozenset[str]:
    """Return which deadlines begin anew if they start while they are running."""
    deadlines = definition.deadlines
    return frozenset(name for name in names if deadlines[name].again == "restart")


def _of(definition: Definition, happened: set[Moment]) -> Effects:
    deadlines = definition.deadlines.values()
    met = {one.name for one in deadlines if happened.intersection(one.met)}
    cancelled = {one.name for one in deadlines if happened.intersection(one.cancelled)}
    started = tuple(one.name for one in deadlines if happened.intersection(one.starts))
    return Effects(
        met=frozenset(met - cancelled),
        ended=restarted(definition, started).union(met, cancelled),
        started=started,
    )
