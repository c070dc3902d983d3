"""What may stand in the way of a step that a clock takes: it is refused then, and not tried again.

It is all for which the engine refuses a step that the system takes, without data, where it leads
from. What always comes to somebody, as an owner chosen by a role does, is no hindrance.
"""

from collections.abc import Iterator

from workflow.definition.model import SYSTEM, Branch, Definition, Transition
from workflow.definition.owning import owner_rule


def hindrances(step: Transition, definition: Definition) -> tuple[str, ...]:
    """Return the keys for which a step may be refused where it leads from, as they are written.

    If there are none it can be relied on, whatever was done before.

    >>> from workflow.definition import shipped
    >>> from workflow.definition.parse import load
    >>> repair = load(shipped.path("repair"))
    >>> hindrances(repair.transitions["close"], repair)
    ()
    """
    found = [*_of_step(step, definition)]
    for branch in step.branches:
        found += _of_branch(branch, definition)
    return tuple(dict.fromkeys(found))


def _of_step(step: Transition, definition: Definition) -> Iterator[str]:
    asks = {
        "when": step.when,
        "at_most": step.at_most,
        "needs": step.needs,
        "has": (*step.has, *step.has_if),
        "consents": step.consents,
        "not_before": step.not_before,
        "not_after": step.not_after,
        "during": step.during,
        "reads_back": step.reads_back,
        "splits": step.splits,
        "merges": step.merges,
        # What is to be extended may not run, or have all the time it may have.
        "extends": step.extends,
        "revokes": step.revokes,
        # The system may have done what whoever does the step must not have done.
        "other_than": any(SYSTEM in definition.transitions[one].by for one in step.other_than),
        "first_of": all(one.when or one.at_most for one in step.branches),
    }
    yield from (key for key, one in asks.items() if one)


def _of_branch(branch: Branch, definition: Definition) -> Iterator[str]:
    rule = owner_rule(definition, branch)
    asks = {
        "does": branch.does,
        "joins": branch.joins,
        # The other definition may refuse to open a case, by this edition or the next.
        "creates": branch.creates,
        # Whom a field names may lack the role, be away, or be barred.
        "owner": rule is not None and rule.named,
    }
    yield from (key for key, one in asks.items() if one)
