"""What people do on a way that no step is: data set, corrected and erased, and another owner."""

from collections.abc import Mapping, Sequence

from workflow.proving.step import Step
from workflow.service.simulated.notes import Notes
from workflow.service.simulated.rehearsal import Rehearsal

WHY = "…"


def act_beside(
    simulation: Rehearsal,
    notes: Notes,
    step: Step,
    given: Mapping[str, object],
    people: Sequence[str],
) -> None:
    """Let the first of some people do something beside the steps.

    Raises ``WorkflowError`` when it is refused.
    """
    flow, case, who = simulation.flow, notes.case, people[0]
    match step.kind:
        case "set":
            flow.set(case, given, actor=who)
            notes.tell("set", step.name, who, given)
        case "correct":
            flow.correct(case, given, actor=who, reason=WHY)
            notes.tell("correct", step.name, who, given)
        case "assign":
            flow.assign(case, people[-1], actor=who)
            notes.tell("assign", people[-1], who)
        case _:
            flow.erase(case, actor=who, reason=WHY)
            notes.tell("erase", step.name, who)
