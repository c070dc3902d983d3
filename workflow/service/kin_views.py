"""The cases that one belongs together with, as they are now, for who may read them."""

from collections.abc import Iterator

from sqlalchemy import Connection

from workflow.engine.case import Case
from workflow.engine.sight import Reader
from workflow.service.editions import edition_of
from workflow.service.house import House
from workflow.service.sight import may_read
from workflow.service.views import RelatedView, Relation
from workflow.store import cases
from workflow.store.cases import StoredCase


def related(
    house: House, connection: Connection, case: Case, reader: Reader
) -> tuple[RelatedView, ...]:
    """Return the cases that a case has to do with: its parent, its children, duplicates.

    Of one that a reader may not read there is its number.
    """
    found = [_view(house, connection, *one, reader=reader) for one in _named(case)]
    return tuple(one for one in found if one is not None)


def unread(house: House, connection: Connection, case: Case, reader: Reader) -> frozenset[str]:
    """Return the identities of the related cases that a reader may not read."""
    if reader is None:
        return frozenset()
    return frozenset(
        uuid
        for uuid in case.kin.cases
        if (stored := cases.load_by_identity(connection, uuid)) is not None
        and not _may_read(house, connection, stored, reader)
    )


def _named(case: Case) -> Iterator[tuple[Relation, str]]:
    kin = case.kin
    if kin.parent is not None:
        yield "parent", kin.parent
    yield from (("child", one) for one in kin.children)
    if kin.merged_into is not None:
        yield "merged_into", kin.merged_into
    yield from (("merged", one) for one in kin.merged)


def _view(
    house: House, connection: Connection, relation: Relation, uuid: str, *, reader: Reader
) -> RelatedView | None:
    stored = cases.load_by_identity(connection, uuid)
    if stored is None:
        return None  # which ``verify`` finds
    case = stored.case
    definition = edition_of(connection, case.edition, stored.wording).definition
    if not _may_read(house, connection, stored, reader):
        return RelatedView(relation, case.number, case.definition, definition.title, withheld=True)
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


def _may_read(house: House, connection: Connection, stored: StoredCase, reader: Reader) -> bool:
    edition = edition_of(connection, stored.case.edition, stored.wording)
    return may_read(house, connection, edition, case=stored.case, reader=reader)
