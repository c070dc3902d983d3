"""The calendars of a database: when houses work, by the official days it adopted."""

from collections.abc import Callable

from sqlalchemy import Connection

from workflow.calendars.rules import OfficialDays, Rules
from workflow.calendars.working import WorkingTime
from workflow.errors import OfficialDaysMissing
from workflow.store import official_days

# Official days are kept by the hash of what they hold, so that a key stands for one content for
# ever, whichever database it came from and whether it is committed or not. The rules a key names
# live as long as what was made of them, so that no other rules can get their identity meanwhile.
_KEPT = 128
_made: dict[tuple[int, str], WorkingTime] = {}


class StoredCalendars:
    """The calendars, as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._newest: dict[tuple[str, str | None], int] = {}
        self._working: dict[tuple[int, int], WorkingTime] = {}

    def newest(self, rules: Rules) -> int:
        """The number of the official days in force; 0 for a calendar that keeps none."""
        if rules.country is None:
            return 0
        key = rules.country, rules.region
        if key not in self._newest:
            self._newest[key] = official_days.newest(self._connection, *key)
        return self._newest[key]

    def unchanged(self, connection: Connection) -> bool:
        """Whether the official days that were asked for are still those in force."""
        return all(
            official_days.newest(connection, *place) == number
            for place, number in self._newest.items()
        )

    def working(self, rules: Rules, revision: int) -> WorkingTime:
        """The working time of a calendar by the official days of that number.

        Raises ``OfficialDaysMissing``.
        """
        key = id(rules), revision
        found = self._working.get(key)
        if found is None:
            found = self._working[key] = self._found(rules, revision)
        return found

    def _found(self, rules: Rules, revision: int) -> WorkingTime:
        if rules.country is None:
            return _working_time(rules, "", OfficialDays)
        place = rules.country, rules.region
        content_hash = official_days.hash_of(self._connection, *place, revision)
        if content_hash is None:
            raise OfficialDaysMissing(rules.name, rules.country, revision)

        def read() -> OfficialDays:
            found = official_days.load(self._connection, *place, revision)
            assert found is not None  # noqa: S101 - its hash was there
            return found

        return _working_time(rules, content_hash, read)


def _working_time(rules: Rules, content_hash: str, read: Callable[[], OfficialDays]) -> WorkingTime:
    key = id(rules), content_hash
    found = _made.get(key)
    if found is None:
        if len(_made) >= _KEPT:
            _made.clear()
        found = _made[key] = WorkingTime(rules, read())
    return found
