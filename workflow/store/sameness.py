"""Finding open cases by the values they hold."""

from collections.abc import Mapping

from sqlalchemy import Connection, exists, func, select

from workflow.engine.case import Value
from workflow.store.json_text import encode
from workflow.store.snapshot import number
from workflow.store.tables import cases, personal_values

MOST = 20
"""So many are named at most: where there are more, the fields tell too little apart."""


def alike(
    connection: Connection,
    *,
    site: str,
    definition: str,
    plain: Mapping[str, Value],
    personal: Mapping[str, Value],
) -> tuple[str, ...]:
    """Return the numbers of open cases whose present values are these, the oldest first."""
    found = select(cases.c.prefix, cases.c.year, cases.c.id).where(
        cases.c.site == site, cases.c.definition == definition, cases.c.final.is_(False)
    )
    for name, value in plain.items():
        held = func.json_extract(cases.c.snapshot, f'$.fields."{name}"')
        found = found.where(held == value)
    for name, value in personal.items():
        revision = func.json_extract(cases.c.snapshot, f'$.personal."{name}"')
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
