"""Opening a case: a step from nowhere, with the place the case belongs to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from workflow.definition.model import NEW
from workflow.engine.acts import Act, prepare_step, record_step
from workflow.engine.case import Case
from workflow.engine.directory import Context
from workflow.engine.draft import Draft
from workflow.engine.edition import Edition
from workflow.engine.fold import begin, evolve
from workflow.translation import gettext


class Opening(NamedTuple):
    """Where a new case belongs. ``zone`` is the time zone of the site.

    One that is opened from another says who is to own it unless its definition does, the identity
    of its ``parent``, and how many cases were opened one by the other before.
    """

    uuid: str
    site: str
    zone: str
    department: str | None
    owner: str | None = None
    parent: str | None = None
    generation: int = 0


def open_case(
    edition: Edition, act: Act, opening: Opening, context: Context, now: datetime
) -> Draft:
    """Return a draft in which a new case was opened with ``act``.

    The opener owns it unless the definition says who does. Raises the refusals of ``prepare_step``.
    """
    nobody = before_opening(edition, act, opening)
    draft = Draft(edition, nobody, context, now)
    draft.generation = opening.generation
    record_step(draft, prepare_step(draft, act))
    opened = draft.events[0]
    payload = {
        **opened.payload,
        "definition": edition.definition.workflow,
        "edition": edition.fingerprint,
        "site": opening.site,
        "zone": opening.zone,
        "department": opening.department,
        "owner": opened.payload.get("owner", nobody.owner),
    }
    if opening.parent is not None:
        related: Mapping[str, Any] = opened.payload.get("related", {})  # type: ignore[assignment]
        payload["related"] = {**related, "parent": opening.parent}
    event = opened._replace(type="opened", payload=payload)
    draft.events[0] = event
    case = begin(event, serial=0, uuid=opening.uuid, number=nobody.number)
    for later in draft.events[1:]:
        case = evolve(case, later)
    draft.case = case._replace(deadlines=draft.case.deadlines)
    return draft


def before_opening(edition: Edition, act: Act, opening: Opening) -> Case:
    """Return what a case is before it is opened: of nobody's, and yet somebody's."""
    by_party = act.performed_by in edition.definition.parties
    return Case(
        serial=0,
        uuid=opening.uuid,
        number=gettext("(new)"),
        definition=edition.definition.workflow,
        edition=edition.fingerprint,
        site=opening.site,
        zone=opening.zone,
        department=opening.department,
        state=NEW,
        final=False,
        owner=opening.owner or (act.recorded_by if by_party else act.performed_by),
        opened_at=act.at,
        entered_at=act.at,
        acted_at=act.at,
        last_at=act.at,
        version=0,
    )
