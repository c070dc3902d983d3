"""Who can come to own a case in each state, as far as a definition says it: by role."""

from collections.abc import Iterator, Mapping

from workflow.definition.model import NEW, OWES, OWNER, Branch, Definition, Transition
from workflow.definition.owner import OwnerRule


def owning_roles(definition: Definition) -> Mapping[str, frozenset[str]]:
    """Return the roles whose holders can own a case in each state by what is done with it.

    Whoever opens a case owns it until something else is said. Whom it is assigned to by hand is not
    known from the definition.
    """
    found: dict[str, frozenset[str]] = {
        NEW: frozenset(),
        **dict.fromkeys(definition.states, frozenset()),
    }
    before = None
    while before != found:
        before = dict(found)
        for step in definition.transitions.values():
            for branch in step.branches:
                for source in step.sources:
                    target = branch.to or source
                    found[target] |= _after(definition, step, branch, before[source])
    return found


def doers(definition: Definition, step: Transition) -> Iterator[str]:
    """Yield the roles whose holders may do a step as the owner, or for a duty of theirs."""
    owning = owning_roles(definition) if {OWNER, OWES} & {*step.by} else {}
    owners = frozenset[str]().union(*(owning.get(one, frozenset()) for one in step.sources))
    if OWNER in step.by:
        yield from sorted(owners)
    if OWES in step.by:
        for name in dict.fromkeys(name for branch in step.branches for name in branch.does):
            who = definition.duties[name].who
            yield from sorted(owners) if who is None else (who.role,)


def owner_rule(definition: Definition, branch: Branch) -> OwnerRule | None:
    """Return the rule by which a way gives a case to somebody, ``None`` if the owner stays."""
    return branch.owner or (definition.states[branch.to].owner if branch.to else None)


def _after(
    definition: Definition, step: Transition, branch: Branch, owning: frozenset[str]
) -> frozenset[str]:
    rule = owner_rule(definition, branch)
    if rule is not None:
        return frozenset({rule.role})
    if NEW in step.sources:
        return frozenset(one for one in step.by if one in definition.roles)
    return owning
