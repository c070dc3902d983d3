"""Settling duties and opening them: what a step does to them, and who comes to owe them."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.engine.case import Case
from workflow.engine.data import Facts
from workflow.engine.duties import is_owed, settles
from workflow.engine.owners import Choice, Fields, Owner, owner_by
from workflow.errors import DutiesOpen, DutyNotOpen

if TYPE_CHECKING:
    from workflow.engine.draft import Draft
    from workflow.engine.edition import Edition, Step, Way


class Handled(NamedTuple):
    """What a step does to duties, each by name, in the order of the definition."""

    done: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


def check_owed(case: Case, step: "Step") -> None:
    """Raise ``DutyNotOpen`` if the step does a duty whichever way it goes, and none is open."""
    if not is_owed(step, case):
        raise DutyNotOpen(case.number, step.transition.name, duties=step.does)


def handled(edition: "Edition", case: Case, way: "Way", trigger: str, facts: Facts) -> Handled:
    """Return what a way does to the duties of a case.

    Raises ``DutiesOpen`` for those it joins, and ``DutyNotOpen`` if of those it does none is open.
    """
    handling, names = way.handling, edition.duties
    owed = frozenset(name for name, one in case.duties.items() if one.status == "open")
    done = handling.does & owed
    if handling.does and not done:
        does = tuple(name for name in names if name in handling.does)
        raise DutyNotOpen(case.number, trigger, duties=does)
    waived = (handling.waives - done) & owed
    left = owed - done - waived
    if waiting := [name for name in names if name in handling.joins & left]:
        raise _open(edition, case, trigger, waiting)
    return Handled(
        tuple(name for name in names if name in done),
        tuple(name for name in names if name in waived),
        tuple(
            name
            for name, condition in names.items()
            if name in handling.opens - left and (condition is None or condition.test(facts))
        ),
    )


def _open(edition: "Edition", case: Case, trigger: str, names: Sequence[str]) -> DutiesOpen:
    who = {name: case.duties[name].who for name in names}
    possible = edition.triggers(case.state)
    steps = tuple(name for name in possible if settles(edition.steps[name].transition, names))
    return DutiesOpen(case.number, trigger, duties=tuple(names), who=who, steps=steps)


def changes(
    draft: "Draft", found: Handled, owner: str, performer: str, fields: Fields
) -> list[dict[str, Any]]:
    """Return what becomes of duties in the form an event has it; who owes them is chosen here."""
    case, context = draft.case.changed({"owner": owner}), draft.context
    moves: list[dict[str, Any]] = [
        {"change": change, "duty": name, "who": case.duties[name].who}
        for change, names in (("done", found.done), ("waived", found.waived))
        for name in names
    ]
    load: Counter[str] | None = None
    for name in found.opened:
        duty, who = draft.edition.definition.duties[name], Owner(owner)
        if duty.who is not None:
            load = Counter(context.open_duties(case.site)) if load is None else load
            choice = Choice(case, context, draft.now, performer, fields, load=load)
            who = owner_by(duty.who, choice)
            load[who.name] += 1  # the next of this very act is for somebody else
        move: dict[str, Any] = {"change": "opened", "duty": name, "who": who.name}
        if who.flag:
            move["flag"] = who.flag
        moves.append(move)
    return moves
