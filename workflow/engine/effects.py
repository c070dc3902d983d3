"""What happens with a case, and what that does to its clocks by the definition alone."""

from collections.abc import Collection, Iterable, Mapping
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


def effects_of(
    definition: Definition,
    happened: Collection[Moment],
    released: Collection[Moment] = (),
    *,
    merges: bool = False,
) -> Effects:
    """Return what moments do to the clocks; what was ``released`` gets no verdict.

    Nothing is met by what ``merges`` a case into another: what is told twice is not kept by that.
    """
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
        met=frozenset() if merges else frozenset(met - cancelled),
        ended=restarted(definition, started).union(met, cancelled),
        started=started,
    )


def with_duties(
    definition: Definition,
    happened: Collection[Moment],
    handled: Iterable[Iterable[str]],
    *,
    merges: bool,
) -> Effects:
    """Return what moments do together with duties that are done, waived and opened."""
    done, waived, opened = handled
    released = {Moment("settled", name) for name in waived}
    settled = {Moment("settled", name) for name in done}
    begun = {Moment("opened", name) for name in opened}
    moments = {*happened, *settled, *released, *begun}
    return effects_of(definition, moments, released, merges=merges)


def of_ends(definition: Definition) -> Mapping[str, Effects]:
    """Return what the end of the last open child does to clocks, by its definition."""
    named = {name: effects_of(definition, {Moment("closed", name)}) for name in definition.children}
    return {name: one for name, one in named.items() if one.ended or one.started}


def restarted(definition: Definition, names: Iterable[str]) -> frozenset[str]:
    """Return those of some deadlines of which a start ends what runs."""
    return frozenset(name for name in names if definition.deadlines[name].again == "restart")
