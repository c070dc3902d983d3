"""Looking when nothing is due: what the daemon does most of the time, whatever the number armed."""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.house import START, SetClock, armed, folder, house, promise
from benchmarks.measuring import Contest, Floor, Scale, repeated

ROUNDS = 25
REPEATED = 100
FEW = 1_000


@contextmanager
def idle(scale: Scale) -> Iterator[list[Contest]]:
    """Prepare a database with few cases and one with many, nothing due in either."""
    clock = SetClock()
    with (
        folder() as place,
        house(place / "few.db", clock) as few,
        house(place / "many.db", clock) as many,
    ):
        promise(few, clock, START, FEW)
        promise(many, clock, START, scale.armed)
        clock.now = START
        assert (armed(few), armed(many)) == (FEW, scale.armed)
        assert many.fire_due().cases == 0
        label = f"{scale.armed:,} armed / {FEW:,} armed"
        yield [
            Contest(
                subject=repeated(many.fire_due, REPEATED),
                floors=(Floor(f"idle fire_due, {label}", repeated(few.fire_due, REPEATED), 1.3),),
                rounds=ROUNDS,
            ),
            Contest(
                subject=repeated(many.next_due, REPEATED),
                floors=(Floor(f"idle next_due, {label}", repeated(few.next_due, REPEATED), 1.3),),
                rounds=ROUNDS,
            ),
        ]
