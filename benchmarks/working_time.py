"""Working time against a floor and against other libraries, over short spans and long ones.

The floor is one search by halving in a list of prefix sums and the arithmetic on what it finds:
what any answer costs that is made from precomputed intervals.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from benchmarks import working_time_peers
from benchmarks.measuring import Contest, Floor, Scale, repeated
from benchmarks.working_time_peers import OFFICE
from workflow.calendars.amounts import Amount, Count, add
from workflow.calendars.working import WorkingTime
from workflow.service.official_days import settle

ROUNDS = 25
REPEATED = 500
START = datetime(2024, 11, 5, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Shanghai
TWO_DAYS = START + timedelta(days=2)
TWO_YEARS = START + timedelta(days=730)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class PrefixSums:
    """The intervals of some years in lists, searched by halving, and nothing else."""

    def __init__(self, working: WorkingTime) -> None:
        known = working._years_of(2023, 2027)
        self.starts, self.ends = known.starts, known.ends
        self.before = [
            0,
            *accumulate(end - start for start, end in zip(self.starts, self.ends, strict=True)),
        ]

    def add(self, start: datetime, length: timedelta) -> datetime:
        """Add working time."""
        at = (start - _EPOCH) // _MICROSECOND
        place = bisect_right(self.starts, at) - 1
        wanted = (
            self.before[place] + min(at, self.ends[place]) - self.starts[place]
        ) + length // _MICROSECOND
        found = bisect_right(self.before, wanted - 1) - 1
        return _EPOCH + (self.starts[found] + wanted - self.before[found]) * _MICROSECOND


@contextmanager
def working_time(scale: Scale) -> Iterator[list[Contest]]:  # noqa: ARG001 - needs no scale
    """Prepare a calendar with lunch breaks and Chinese holidays."""
    working = WorkingTime(OFFICE, settle("CN", None, range(2023, 2028)))
    sums = PrefixSums(working)
    hours, days = Amount(16, "working hours"), Amount(3, "working days")
    count = Count()
    length = timedelta(hours=16)
    assert add(START, hours, working) == sums.add(START, length)
    assert working.measure(START, TWO_YEARS) > timedelta(hours=3_900)
    floor = repeated(lambda: sums.add(START, length), REPEATED)
    subjects = {
        "add 3 working days": lambda: add(START, days, working, count),
        "add 16 working hours": lambda: add(START, hours, working),
        "measure two years": lambda: working.measure(START, TWO_YEARS),
    }
    contests = [
        Contest(repeated(subject, REPEATED), (Floor(f"{name} / prefix sums", floor, 3.0),), ROUNDS)
        for name, subject in subjects.items()
    ]
    contests.append(
        Contest(
            repeated(subjects["measure two years"], REPEATED),
            (
                Floor(
                    "measure two years / measure two days",
                    repeated(lambda: working.measure(START, TWO_DAYS), REPEATED),
                    1.5,
                ),
            ),
            ROUNDS,
        )
    )
    contests += working_time_peers.contests(START)
    yield contests
