"""Which running deadlines go by a year whose official arrangement is not known yet."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from workflow.calendars.local import zone
from workflow.calendars.rules import Rules
from workflow.store import official_days


class Estimates:
    """The estimated years of revisions, each read once and only if it is asked about."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._years: dict[tuple[str, str | None, int], Mapping[int, bool]] = {}

    def between(
        self, rules: Rules | None, official: int, first: datetime, last: datetime
    ) -> tuple[int, ...]:
        """Return the estimated years that a span lies in, counted by a numbered revision."""
        if not official or rules is None or rules.country is None:
            return ()
        local = zone(rules.zone)
        span = range(first.astimezone(local).year, last.astimezone(local).year + 1)
        known = self._known(rules.country, rules.region, official)
        return tuple(year for year in span if known.get(year))

    def _known(self, country: str, region: str | None, number: int) -> Mapping[int, bool]:
        key = country, region, number
        if key not in self._years:
            found = official_days.load(self._connection, *key)
            self._years[key] = {} if found is None else found.years
        return self._years[key]
