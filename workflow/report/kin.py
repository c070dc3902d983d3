"""Cases that belong together, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.definition.creation import Creation
from workflow.definition.model import Branch, Definition, Transition
from workflow.report.glossary import Glossary
from workflow.report.table import Table
from workflow.report.words import NOTHING, listed, owner, titled
from workflow.service.views import RelatedView
from workflow.translation import gettext, mark

_RELATIONS: Mapping[str, str] = {
    "parent": mark("opened from"),
    "child": mark("opened from it"),
    "merged_into": mark("goes on as"),
    "merged": mark("merged into it"),
}


def related(known: Iterable[RelatedView]) -> Table:
    """Return the cases that one belongs together with."""
    return Table(
        (gettext("Case"), gettext("Relation"), gettext("Kind"), gettext("State"), gettext("Owner")),
        [
            (
                one.case,
                gettext(_RELATIONS[one.relation]),
                titled(one.definition, one.title),
                _state(one),
                owner(one.owner, closed=one.final),
            )
            for one in known
        ],
    )


def _state(one: RelatedView) -> str:
    if one.state is None or one.state_title is None:
        return gettext("(withheld)")
    return titled(one.state, one.state_title)


def of_event(kind: str, details: Mapping[str, Any], cases: Mapping[str, str]) -> Iterable[str]:
    """Yield what an event says of other cases."""
    said = details.get("related") or {}
    if parent := said.get("parent"):
        yield gettext("Opened from {case}").format(case=cases.get(parent, parent))
    for one in said.get("opened") or ():
        yield gettext("Opened {case}").format(case=cases.get(one["case"], one["case"]))
    if into := said.get("merged_into"):
        yield gettext("Merged into {case}").format(case=cases.get(into, into))
    if kind in {"child_closed", "child_reopened", "merged_in"}:
        yield cases.get(details["case"], details["case"])


def opened_by(step: Transition, branch: Branch, words: Glossary) -> Iterable[str]:
    """Yield what a way of a step does about other cases."""
    yield from opens(branch.creates, words)
    if branch is step.branches[0]:
        yield from split_off(step.splits, words)
        if step.merges:
            yield gettext("merges the case into another, which goes on in its place")


def same(shown: Definition, words: Glossary) -> list[str]:
    """Return by which fields two cases look like one matter."""
    if not shown.same:
        return []
    text = gettext("Maybe the same matter, told twice: cases with the same {fields}")
    return [text.format(fields=listed([words.field(one) for one in shown.same]))]


def opens(creations: Iterable[Creation], words: Glossary) -> list[str]:
    """Return which cases are opened, each with the data it takes along."""
    found = []
    for one in creations:
        if carried := _carried(one, words):
            text = gettext("opens a case of the kind {workflow} with: {fields}")
            found.append(text.format(workflow=one.workflow, fields=listed(carried)))
        else:
            text = gettext("opens a case of the kind {workflow}")
            found.append(text.format(workflow=one.workflow))
    return found


def split_off(splits: Creation | None, words: Glossary) -> Iterable[str]:
    """Yield what a second case takes along, and what is given for it."""
    if splits is None:
        return
    text = gettext("splits off a second case, which takes along: {fields}")
    yield text.format(fields=listed(_carried(splits, words)) or NOTHING)
    for name in splits.needs:
        yield gettext("for the second case: {field}").format(field=words.field(name))


def _carried(creation: Creation, words: Glossary) -> list[str]:
    carried = [
        words.field(ours) if theirs == ours else f"{theirs} = {words.field(ours)}"
        for theirs, ours in creation.carries.items()
    ]
    return carried + [f"{name} = {value}" for name, value in (creation.sets or {}).items()]
