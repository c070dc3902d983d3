"""A clock that stands still until it is moved, and never goes back."""

import re
from datetime import datetime, timedelta

from workflow.calendars.amounts import Amount, Unit, add
from workflow.calendars.local import show_local
from workflow.calendars.local import zone as zone_named
from workflow.errors import InputInvalid
from workflow.service.opening import local_instant
from workflow.translation import gettext

_UNITS: dict[str, Unit] = {
    "minute": "minutes",
    "hour": "hours",
    "day": "calendar days",
    "calendar day": "calendar days",
    "week": "weeks",
    "month": "months",
}
_PART = re.compile(rf"([0-9]{{1,9}}) ({'|'.join(_UNITS)})s?")
_WHOLE = re.compile(rf"{_PART.pattern}(?: {_PART.pattern})*")


class StandingClock:
    """Shows ``now``, an aware instant in UTC, until it is moved; read and written in a zone.

    >>> clock = StandingClock("2026-03-28 10:00", "Europe/Berlin")
    >>> clock.move(clock.after("1 day"))     # across a change of the clocks: 23 hours
    >>> clock.shown, clock.now.hour
    ('2026-03-29 10:00', 8)
    """

    def __init__(self, start: str | datetime, zone: str) -> None:
        self._zone = zone
        self._where = zone_named(zone)
        self.now = self._instant(start)

    def __call__(self) -> datetime:
        """Return the present instant."""
        return self.now

    @property
    def shown(self) -> str:
        """The present, as local text."""
        return show_local(self.now, self._where)

    def move(self, instant: datetime) -> None:
        """Show another instant from now on; one that is over changes nothing."""
        # No days at all, counted from the second showing of an hour, lead to the first.
        self.now = max(self.now, instant)

    def at(self, time: str | datetime) -> datetime:
        """Return the instant of a time. Raises ``InputInvalid`` for one that is over."""
        instant = self._instant(time)
        if instant < self.now:
            expected = gettext("a time that is not before {now}").format(now=self.shown)
            raise InputInvalid(str(time), expected)
        return instant

    def after(self, amount: str | timedelta) -> datetime:
        """Return the instant when so much time has passed.

        Days, weeks and months are counted on the wall calendar, to the same time of day. Raises
        ``InputInvalid`` for an amount that cannot be read, or that leads back or nowhere.
        """
        try:
            instant = self._after(amount)
        except (OverflowError, ValueError) as error:
            raise _unreadable(amount) from error
        if isinstance(amount, timedelta) and instant < self.now:
            raise _unreadable(amount)
        return instant

    def _after(self, amount: str | timedelta) -> datetime:
        if isinstance(amount, timedelta):
            return self.now + amount
        if not isinstance(amount, str):
            raise ValueError(amount)  # noqa: TRY004 - told as every amount that cannot be read
        written = " ".join(amount.lower().split())
        if not _WHOLE.fullmatch(written):
            raise ValueError(amount)
        instant = self.now
        for number, unit in _PART.findall(written):
            instant = add(instant, Amount(int(number), _UNITS[unit]), self._where)
        return instant

    def _instant(self, time: str | datetime) -> datetime:
        if not isinstance(time, str | datetime):
            raise InputInvalid(repr(time), gettext("a time such as 2026-11-21 10:00"))
        instant = local_instant(time, self._zone)
        assert instant is not None  # noqa: S101 - for the type checker
        return instant


def _unreadable(amount: str | timedelta) -> InputInvalid:
    expected = gettext("an amount of time such as 3 days, 36 hours, 2 weeks or 1 day 6 hours")
    return InputInvalid(str(amount), expected)
