"""Steps that can never be taken: they ask for what cannot have happened by then."""

from collections.abc import Iterator

from workflow.definition.conditions import Condition
from workflow.definition.filling import OnFile
from workflow.definition.model import NEW, Definition
from workflow.definition.moves import Acts, Change
from workflow.definition.nodes import Book
from workflow.definition.questions import asked_by
from workflow.definition.reaching import reached, with_data
from workflow.errors import Problem
from workflow.translation import gettext

HAPPENS = frozenset({"times", "here", "missed"})


def check_ever(definition: Definition, book: Book) -> Iterator[Problem]:
    """What a step asks for can have happened on some way to where it is possible."""
    on_file, acts = OnFile(definition, book.runs), Acts(definition, book)
    for change in acts.all:
        when, step = change.when, change.step
        if when is None or not _asks_for_more(when, change, on_file):
            continue
        if not _can_hold(definition, book, acts, change, when):
            wanted = gettext(
                "This can never hold where {step} is possible: what it asks for cannot have "
                "happened by then."
            )
            if NEW in step.sources:
                wanted = gettext(
                    "This can never hold: {step} opens a case, and nothing has happened, or is on "
                    "file, before that."
                )
            place = book.at(("transitions", step.name, "when"))
            yield place.problem("C011", wanted.format(step=step.name))


def _asks_for_more(when: Condition, change: Change, on_file: OnFile) -> bool:
    """Whether it asks for what may not have happened on any way there.

    What nothing fills in may be on file from an earlier edition: it only is doubtful (F003).
    """
    asked = asked_by([when])
    if NEW in change.step.sources:
        return True
    filled = all(on_file.for_act(name, change.step) for kind, name in asked if kind == "field")
    return filled and any(kind in HAPPENS for kind, _name in asked)


def _can_hold(
    definition: Definition, book: Book, acts: Acts, change: Change, when: Condition
) -> bool:
    found = reached(definition, book, [when], acts=acts, righted=True)
    if found is None:
        return True
    return any(
        True in found.sight.come_to(when, told)
        for one in found.moves
        if one.state in change.step.sources
        for told in with_data(found.sight, one, change)
    )


CHECKS = (check_ever,)
