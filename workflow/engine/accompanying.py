"""What a step does about other cases: those it opens, and the one its own goes into."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workflow.definition.model import Definition
from workflow.engine.case import Case
from workflow.engine.data import what_they_take
from workflow.engine.draft import Draft
from workflow.engine.edition import Step
from workflow.errors import DataMissing

if TYPE_CHECKING:
    from workflow.engine.acts import Ready


def for_each(
    step: Step, given: Mapping[str, object], *, definition: Definition, case: Case
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Return what is given for the case, and what for the one that is split off."""
    anew = {name: value for name, value in given.items() if name in step.anew}
    splits = step.transition.splits
    missing = [name for name in (splits.needs if splits else ()) if name not in anew]
    if missing:
        takes = what_they_take(definition, missing)
        raise DataMissing(case.number, step.transition.name, missing, takes)
    return {name: value for name, value in given.items() if name not in anew}, anew


def with_others(draft: Draft, ready: "Ready", anew: Mapping[str, object]) -> "Ready":
    """Return the act with the cases it opens, and the one that goes on in place of its own."""
    # A step opens cases, and opening one is a step.
    from workflow.engine.merging import merging_into  # noqa: PLC0415
    from workflow.engine.offspring import conceived  # noqa: PLC0415

    act, way, facts, splits = ready.act, ready.way, ready.facts, ready.step.transition.splits
    opened = [
        conceived(draft, act, one, facts=facts, anew=anew if one is splits else {})
        for one in way.creates
    ]
    into = merging_into(draft, act) if ready.step.transition.merges else None
    return ready._replace(opened=tuple(opened), into=into)


def related(draft: Draft, ready: "Ready") -> dict[str, Any]:
    """Return which other cases a step is about; they are part of the decision from now on."""
    from workflow.engine.merging import record_merged  # noqa: PLC0415 - as above

    for one in ready.opened:
        draft.join(one)
    opened = [one.case for one in ready.opened]
    related: dict[str, Any] = {}
    if opened:
        related["opened"] = [{"case": one.uuid, "workflow": one.definition} for one in opened]
    if ready.into is not None:
        record_merged(draft, ready.into, ready.act)
        related["merged_into"] = ready.into
    return related
