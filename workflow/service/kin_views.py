"""The cases that one belongs together with, as they are now."""

from collections.abc import Iterator

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.service.editions import edition_of
from workflow.service.views import RelatedView, Relation
from workflow.store import cases


def related(connection: Connection, case: Case) -> tuple[RelatedView, ...]:
    """Return the cases that a case has to do with: its parent, its children, duplicates."""
    found = [_view(connection, *one) for one in _named(case)]
    return tuple(one for one in found if one is not None)


def _named(case: Case) -> Iterator[tuple[Relation, str]]:
    kin = case.kin
    if kin.parent is not None:
        yield "parent", kin.parent
    yield from (("child", one) for one in kin.children)
    if kin.merged_into is not None:
        yield "merged_into", kin.merged_into
    yield from (("merged", one) for one in kin.merged)


def _view(connection: Connection, relation: Relation, uuid: str) -> RelatedView | None:
    stored = cases.load_by_identity(connection, uuid)
    if stored is None:
        return None  # which ``verify`` finds
    case = stored.case
    definition = edition_of(connection, case.edition, stored.wording).definition
    return RelatedView(
        relation=relation,
        case=case.number,
        definition=case.definition,
        title=definition.title,
        state=case.state,
        state_title=definition.states[case.state].title,
        final=case.final,
        owner=case.owner,
    )
