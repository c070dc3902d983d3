"""Who is told only what is urgent just now, of all to whom something is to be sent."""

from datetime import datetime

from sqlalchemy import Connection

from workflow.service.contacts import quiet_until
from workflow.service.house import House
from workflow.store import outbox
from workflow.store.patient import Told


def quiet_now(house: House, connection: Connection, now: datetime) -> list[Told]:
    """Return who has quiet hours now, with the site of what waits for their end."""
    patient = outbox.patient(connection)
    if not patient:
        return []
    directory = house.directory(connection)
    return [one for one in patient if quiet_until(directory, *one, now) is not None]
