"""Who can own a case in each of its states."""

from collections.abc import Iterator, Mapping

from workflow.definition.model import NEW, Definition

OPENER = ""
"""Stands for whoever opened the case: nobody chose an owner since."""


def owners(shown: Definition) -> Mapping[str, tuple[str, ...]]:
    """Return the roles an owner can come from, by state; assigning by hand is left out.

    ``OPENER`` stands among them where the case can still be with whoever opened it.
    """
    found: dict[str, set[str]] = {NEW: {OPENER}, **{name: set() for name in shown.states}}
    changed = True
    while changed:
        changed = False
        for source, target, role in list(_handed(shown)):
            more = ({role} if role is not None else found[source]) - found[target]
            found[target] |= more
            changed = changed or bool(more)
    order = (OPENER, *shown.roles)
    return {name: tuple(one for one in order if one in found[name]) for name in shown.states}


def _handed(shown: Definition) -> Iterator[tuple[str, str, str | None]]:
    """Yield from where to where a case goes, and the role of the next owner, if there is a rule."""
    for step in shown.transitions.values():
        for branch in step.branches:
            entered = shown.states[branch.to].owner if branch.to is not None else None
            rule = branch.owner or entered
            for source in step.sources:
                yield source, branch.to or source, rule.role if rule else None
