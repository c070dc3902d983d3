"""Who may do an act and own what comes of it, where that depends on more than roles."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from workflow.definition.owner import OtherThan, OwnerRule
from workflow.engine.barring import Bar, bar_of, bars, others_than
from workflow.engine.owners import Choice, owner_by, unfit
from workflow.errors import ConflictOfInterest, OwnerUnfit
from workflow.translation import chosen, gettext

if TYPE_CHECKING:
    from workflow.definition.model import Transition
    from workflow.engine.acts import Act
    from workflow.engine.data import Facts
    from workflow.engine.draft import Draft
    from workflow.engine.edition import Way
    from workflow.engine.events import Event

Fields = Mapping[str, object]


def check_barred(draft: "Draft", transition: "Transition", act: "Act", facts: "Facts") -> None:
    """Raise ``ConflictOfInterest`` if the performer owned the case before, or is named in it."""
    name, case = act.performed_by, draft.case
    if name in draft.edition.definition.parties:
        return
    others = OtherThan((), transition.other_owners, transition.other_named)
    barred, directory = _barred(draft, others, facts.fields), draft.context.directory
    bar = bar_of(name, barred, directory, act.at)
    if bar is not None:
        said = {bar.kind: (bar.thing,), "nobody": transition.by}
        definition = draft.edition.definition
        may = others_than(
            barred, transition, definition=definition, case=case, directory=directory, at=act.at
        )
        raise ConflictOfInterest(case.number, name, transition.name, may, **said)


def check_named(draft: "Draft", way: "Way", act: "Act", facts: "Facts") -> None:
    """Raise ``OwnerUnfit`` if whom the act names as the owner cannot own the case now."""
    rule = way.owner
    if rule is not None and rule.named is not None:
        fields = facts.fields
        check_owner(draft, rule, str(fields[rule.named]), fields, doing=_doing(act))


def check_owner(
    draft: "Draft", rule: OwnerRule, name: str, fields: Fields, *, doing: Bar | None = None
) -> None:
    """Raise ``OwnerUnfit`` if a rule bars somebody.

    ``doing`` is the act that names the person, who then must hold the role and be here too.
    """
    definition, directory = draft.edition.definition, draft.context.directory
    if doing and (lacking := unfit(name, rule, directory, draft.case, draft.now)):
        title = chosen(definition.roles[rule.role].title, rule.role)
        does_not_hold = gettext("does not hold the role {role} here").format(role=title)
        why = {"role": does_not_hold, "away": gettext("is away")}[lacking]
        raise OwnerUnfit(draft.case.number, name, why, rule.role)
    if rule.other_than is None:
        return
    barred = _barred(draft, rule.other_than, fields, doing)
    bar = bar_of(name, barred, directory, draft.now)
    if bar is not None:
        raise OwnerUnfit(draft.case.number, name, bar.reason(definition), rule.role)


def owner_outcome(draft: "Draft", rule: OwnerRule, act: "Act", fields: Fields) -> dict[str, Any]:
    """Return who owns the case from here on, as the event says it."""
    # Who is here now, not then: what was recorded late is owned from now on.
    barred = _barred(draft, rule.other_than, fields, _doing(act)) if rule.other_than else ()
    choice = Choice(draft.case, draft.context, draft.now, act.performed_by, fields, barred)
    found = owner_by(rule, choice)
    outcome: dict[str, Any] = {"owner": found.name}
    if found.flag:
        outcome["owner_flag"] = found.flag
    return outcome


def _doing(act: "Act") -> Bar:
    """Return that who does an act has done it by the time somebody owns what comes of it."""
    return Bar(act.performed_by, "did", act.trigger)


def _barred(
    draft: "Draft", others: OtherThan, fields: Fields, doing: Bar | None = None
) -> tuple[Bar, ...]:
    def past() -> "Iterable[Event]":
        return (*draft.context.history(draft.case), *draft.events)

    known = bars(others, draft.case, fields, past)
    return (*known, doing) if doing is not None and doing.thing in others.did else known
