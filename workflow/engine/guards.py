"""The condition of a step: whether it holds, and what is told if it does not."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from workflow.definition.conditions import Condition
from workflow.definition.kinds import Value
from workflow.engine.data import Facts
from workflow.engine.draft import Draft
from workflow.engine.edition import Step
from workflow.engine.sight import withheld
from workflow.errors import GuardRejected
from workflow.translation import chosen, ended, gettext

if TYPE_CHECKING:
    from workflow.engine.acts import Act


def check_guard(draft: Draft, step: Step, condition: Condition, facts: Facts, act: "Act") -> None:
    """Raise ``GuardRejected`` unless the step's condition holds.

    It tells what was asked for, but for what who acts does not see.
    """
    if condition.test(facts):
        return
    edition, case, transition = draft.edition, draft.case, step.transition
    hidden = withheld(
        edition.kept, act.recorded_by, case=case, directory=draft.context.directory, at=act.at
    )
    says = ended(chosen(transition.says, "")) if transition.says else ""
    raise GuardRejected(
        case=case.number,
        trigger=transition.name,
        guard=condition.text,
        reason=says or gettext("its condition does not hold."),
        values=tuple(_values(condition, facts, hidden)),
        explained=bool(says),
    )


def _values(condition: Condition, facts: Facts, hidden: Collection[str]) -> Iterator[str]:
    for name in condition.fields:
        if name not in hidden:
            yield f"{name}={_told(facts.fields.get(name))}"
    for name in condition.counters:
        yield f'count("{name}")={facts.count(name)}'


def _told(value: Value | None) -> str:
    if value is None or isinstance(value, list):
        return ",".join(map(str, value or ()))
    return str(value)
