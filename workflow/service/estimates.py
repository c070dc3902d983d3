"""Which running deadlines go by a year whose official arrangement is not known yet."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.engine.case import DeadlineState
from workflow.engine.due import estimated_years
from workflow.engine.edition import Clock
from workflow.store import official_days


class Estimated(NamedTuple):
    """The years a deadline is counted in that its official days only estimate.

    ``kept``: newer official days do not move it.
    """

    years: tuple[int, ...] = ()
    kept: bool = False


class Estimates:
    """The estimated years of revisions, each read once and only if it is asked about."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._years: dict[tuple[str, str | None, int], Mapping[int, bool]] = {}
        self._newest: dict[tuple[str, str | None], int] = {}

    def of(self, clock: Clock, state: DeadlineState | None) -> Estimated:
        """Return what is only estimated of when a deadline is due, while it is not yet over."""
        rules = clock.rules
        if state is None or state.status not in {"armed", "paused"}:
            return Estimated()
        if rules is None or rules.country is None or not state.official:
            return Estimated()
        place = rules.country, rules.region
        years = estimated_years(clock, state, self._known(*place, state.official))
        if not years:
            return Estimated()
        # Once newer days are in force, what is counted by older ones was left as it is.
        kept = clock.deadline.on_revision == "keep" or state.official < self._in_force(*place)
        return Estimated(years, kept)

    def _in_force(self, country: str, region: str | None) -> int:
        key = country, region
        if key not in self._newest:
            self._newest[key] = official_days.newest(self._connection, *key)
        return self._newest[key]

    def _known(self, country: str, region: str | None, number: int) -> Mapping[int, bool]:
        key = country, region, number
        if key not in self._years:
            found = official_days.load(self._connection, *key)
            self._years[key] = {} if found is None else found.years
        return self._years[key]
