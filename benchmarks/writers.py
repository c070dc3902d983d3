"""Eight writers on a server at the same time, against the same statements in the driver alone.

Each writer is a process with a connection of its own and takes the step of a complaint, on cases
of its own. On the other side eight processes play the statements of such a step.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice

from benchmarks.crew import Crew, Work, crew
from benchmarks.durable_trigger import serial, step
from benchmarks.house import SetClock, copy_of, house, open_complaint
from benchmarks.measuring import Contest, Floor, Sample, Scale
from benchmarks.server import database, databases
from benchmarks.statements import Statement, adapted, raw_server, replay, traced, written
from workflow import Workflow

ROUNDS = 9
WRITERS = 8
STEPS = 50
"""Steps each writer takes in a round."""
MOST_ROUNDS = 25
BOUND = 0.5
_SPARE = 3


@contextmanager
def writers(scale: Scale) -> Iterator[list[Contest]]:
    """Prepare two copies of a database on a server: one is acted on, the other replayed on."""
    with databases(scale.server) as made, database(made) as subject:
        cases = furnish(subject)
        with database(made, subject) as floor:
            example, *shares = shared(cases)
            statements = recorded(subject, floor, example)
            played = [
                (floor, [adapted(statements, example[0], one) for one in share]) for share in shares
            ]
            with (
                crew(acting, [(subject, share) for share in shares]) as ours,
                crew(playing, played) as theirs,
            ):
                row = f"{WRITERS} writers / their SQL alone, PostgreSQL"
                yield [
                    Contest(
                        subject=_each(ours),
                        floors=(Floor(row, _each(theirs), BOUND, at_least=True),),
                        rounds=ROUNDS,
                        note=f"{row}: {_told(statements)}",
                    )
                ]


def furnish(url: str) -> list[int]:
    """Open complaints and return their serials."""
    with house(url, SetClock()) as flow:
        first = serial(open_complaint(flow))
        many = _SPARE + WRITERS * STEPS * (MOST_ROUNDS + 1)
        copy_of(flow, [str(first)], many)
    return list(range(first, first + many))


def shared(cases: list[int]) -> list[list[int]]:
    """Return a few cases to record on, and a share for each writer.

    A serial to record on must be like no other number among the values: it is one of the highest.
    """
    spare, rest = cases[-_SPARE:], cases[:-_SPARE]
    return [spare, *(rest[number::WRITERS] for number in range(WRITERS))]


def recorded(subject: str, floor: str, spare: list[int]) -> list[Statement]:
    """Return the statements of one step, after seeing that they write what the step wrote."""
    example, other, first = spare
    with Workflow(subject, clock=SetClock()) as flow:
        step(flow, first)
        told = traced(flow.transactions.database.engine, partial(step, flow, example))
    with closing(raw_server(subject)) as real, closing(raw_server(floor)) as connection:
        replay(connection, told)
        replay(connection, adapted(told, example, other))
        for one in (example, other):
            assert written(connection, one) == written(real, example)
    return told


def _told(statements: list[Statement]) -> str:
    transactions = sum(one.sql.startswith("BEGIN") for one in statements)
    return f"{len(statements) - 2 * transactions} statements, {transactions} transactions"


def acting(url: str, cases: list[int]) -> Work:
    """Take the step on a round's cases through the front door."""
    flow = Workflow(url, clock=SetClock())
    flow.next_due()
    waiting = iter(cases)

    def work() -> int:
        chosen = list(islice(waiting, STEPS))
        for one in chosen:
            step(flow, one)
        return len(chosen)

    return work


def playing(url: str, steps: list[list[Statement]]) -> Work:
    """Play the statements of a round's steps to the driver."""
    connection = raw_server(url)
    waiting = iter(steps)

    def work() -> int:
        chosen = list(islice(waiting, STEPS))
        for one in chosen:
            replay(connection, one)
        return len(chosen)

    return work


def _each(members: Crew) -> Sample:
    def sample() -> float:
        took, done = members.work()
        assert sum(done) == WRITERS * STEPS, "more rounds than there are cases"
        return took / sum(done)

    return sample
