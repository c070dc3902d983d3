"""Looking at what happened to a case. Nothing is written."""

from collections.abc import Collection, Mapping
from typing import Any

from workflow.engine.events import Event
from workflow.engine.sight import Reader
from workflow.engine.voided import voided_by
from workflow.service.house import House
from workflow.service.reading import readable
from workflow.service.views import EventView
from workflow.store.events import erased_up_to, history, personal


def show_history(house: House, name: str | int, *, actor: Reader) -> tuple[EventView, ...]:
    """Return the events of a case, personal values put back in where they were not erased."""
    with house.transactions.reading() as connection:
        stored, _edition, hidden = readable(house, connection, name, actor)
        chain = list(history(connection, stored.case.serial))
        # What was erased may be there again, if rows were put back from a backup.
        erased = erased_up_to(chain)
        values = {
            (one.revision, one.field): one.value
            for one in personal(connection, stored.case.serial)
            if one.revision > erased
        }
        events = [one.event() for one in chain]
        void = voided_by(events)
        return tuple(
            _event(event, link.hash, values, void.get(event.seq), hidden)
            for event, link in zip(events, chain, strict=True)
        )


def _event(
    event: Event,
    chained: str,
    values: Mapping[tuple[int, str], Any],
    voided: int | None,
    hidden: Collection[str],
) -> EventView:
    details = dict(event.payload)
    if "personal" in details:
        details["personal"] = {
            name: values.get((event.seq, name))
            for name in details["personal"]  # type: ignore[attr-defined]
        }
    if hidden:
        _withhold(details, hidden)
    return EventView(
        seq=event.seq,
        type=event.type,
        at=event.at,
        recorded_at=event.recorded_at,
        performed_by=event.performed_by,
        recorded_by=event.recorded_by,
        details=details,
        hash=chained,
        voided_by=voided,
    )


def _withhold(details: dict[str, Any], hidden: Collection[str]) -> None:
    """Take the values out that a reader does not see, and say which."""
    gone: list[str] = []
    for part in ("fields", "personal"):
        values = details.get(part)
        if isinstance(values, Mapping) and not values.keys().isdisjoint(hidden):
            gone += [name for name in values if name in hidden]
            details[part] = {name: one for name, one in values.items() if name not in hidden}
    if gone:
        details["withheld"] = tuple(gone)
