"""The tables, on a MetaData of their own: a host application's tables are not touched by ours.

Classes describe the schema and serve reads; writes go through Core statements (see ``writing``),
which cost half as much. Instants are aware UTC. JSON is stored as TEXT, exactly as it was hashed.
Tables come into being by migrations. What only these have to say, such as which rows an index of
PostgreSQL holds, is said there only: naming it here would import that dialect at every start.
"""

from workflow.store.tables.base import METADATA, PREFIX, VERSION_TABLE
from workflow.store.tables.case import (
    cases,
    counts,
    deadlines,
    events,
    personal_values,
    requests,
)
from workflow.store.tables.house import (
    EDITIONS,
    ERASE_PENDING,
    MADE_AT,
    STAFF_REVISION,
    SWEPT_AT,
    contacts,
    definitions,
    departments,
    gaps,
    official_days,
    people,
    posts,
    settings,
    sites,
    skills,
)
from workflow.store.tables.outbox import deliveries, delivery_notices, notices
from workflow.store.tables.recurring import occurrences, schedules
from workflow.store.tables.running import daemons

__all__ = [
    "EDITIONS",
    "ERASE_PENDING",
    "MADE_AT",
    "METADATA",
    "PREFIX",
    "STAFF_REVISION",
    "SWEPT_AT",
    "VERSION_TABLE",
    "cases",
    "contacts",
    "counts",
    "daemons",
    "deadlines",
    "definitions",
    "deliveries",
    "delivery_notices",
    "departments",
    "events",
    "gaps",
    "notices",
    "occurrences",
    "official_days",
    "people",
    "personal_values",
    "posts",
    "requests",
    "schedules",
    "settings",
    "sites",
    "skills",
]
