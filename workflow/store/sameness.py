"""Finding open cases by the values they hold."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Integer, cast, exists, literal, or_, select

from workflow.definition.kinds import Value
from workflow.engine.case import Case
from workflow.store.hidden import Kept, excepted
from workflow.store.json_text import encode
from workflow.store.snapshot import number
from workflow.store.statements import JsonScalar, json_at
from workflow.store.tables import cases, personal_values

MOST = 20
"""So many are named at most: where there are more, the fields tell too little apart."""


def alike(
    connection: Connection,
    case: Case,
    *,
    plain: Mapping[str, Value],
    personal: Mapping[str, Value],
    kept: Sequence[Kept],
) -> tuple[str, ...]:
    """Return the numbers of open cases whose present values are these, the oldest first.

    They are of the kind and site of ``case``. What is ``kept`` is not found.
    """
    found = select(cases.c.prefix, cases.c.year, cases.c.id).where(
        cases.c.site == case.site,
        cases.c.definition == case.definition,
        cases.c.final.is_(False),
    )
    for one in kept:
        if not one.field or one.field in plain or one.field in personal:
            found = found.where(or_(cases.c.edition != one.edition, excepted(one)))
    for name, value in plain.items():
        held = json_at(cases.c.snapshot, "fields", name)
        found = found.where(held == literal(value, JsonScalar()))
    for name, value in personal.items():
        revision = cast(json_at(cases.c.snapshot, "personal", name), Integer)
        found = found.where(
            exists().where(
                personal_values.c.case_id == cases.c.id,
                personal_values.c.field == name,
                personal_values.c.revision == revision,
                personal_values.c.value == encode({"value": value}),
            )
        )
    rows = connection.execute(found.order_by(cases.c.id).limit(MOST))
    return tuple([number(*row) for row in rows])
