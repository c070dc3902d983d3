"""Deliveries that can wait: they wait while the person they go to has quiet hours.

Whose hours they are, and at which site, is asked before each attempt: nothing of it is kept, so
that no clock that was ahead leaves anything behind.
"""

from sqlalchemy import ColumnElement, bindparam, exists, select, tuple_

from workflow.store.tables import cases, deliveries, delivery_notices, notices

Told = tuple[str, str]
"""A person, and the site something is about."""

_can_wait = notices.c.urgent.is_(False) & (notices.c.template != "alarm")
PATIENT = (
    select(deliveries.c.recipient, cases.c.site)
    .distinct()
    .join_from(deliveries, delivery_notices, delivery_notices.c.delivery_id == deliveries.c.id)
    .join(notices, notices.c.id == delivery_notices.c.notice_id)
    .join(cases, cases.c.id == notices.c.case_id)
    .where(deliveries.c.recipient.is_not(None), _can_wait)
)


def is_quiet() -> ColumnElement[bool]:
    """Whether a delivery goes to one of those who are ``quiet``, about their site, and can wait."""
    return exists(
        select(notices.c.id)
        .join_from(delivery_notices, notices, notices.c.id == delivery_notices.c.notice_id)
        .join(cases, cases.c.id == notices.c.case_id)
        .where(
            delivery_notices.c.delivery_id == deliveries.c.id,
            _can_wait,
            tuple_(deliveries.c.recipient, cases.c.site).in_(bindparam("quiet", expanding=True)),
        )
        .correlate(deliveries)
    )
