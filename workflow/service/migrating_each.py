"""Going through cases that are to follow another edition, one after the other.

Each case is a transaction of its own, and its edition says whether it is done. So whatever ends it
in between, the same again goes on; two at once each find what the other has left. Who acts on a
case meanwhile comes first, and it is decided anew.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from workflow.definition.model import SYSTEM
from workflow.engine.events import Decision
from workflow.errors import StaleTransaction, StoreError
from workflow.service.acting import ATTEMPTS
from workflow.service.committing import react, write_others
from workflow.service.describing import described
from workflow.service.house import House
from workflow.service.migration_views import MigratedCase, Migrating
from workflow.service.surroundings import Surroundings
from workflow.store import cases, writing
from workflow.store.cases import StoredCase

Name = str | int


class Run(NamedTuple):
    """What was asked: which cases (``None``: all) go between which editions, at most how many."""

    definition: str
    old: str
    new: str
    actor: str
    cases: Sequence[Name] | None
    batch: int | None
    dry_run: bool

    @property
    def who(self) -> str:
        """Who does it; nobody, as long as nothing is written."""
        return SYSTEM if self.dry_run else self.actor


class Decided(NamedTuple):
    """What was decided about a case; of one that stays nothing is to be written."""

    view: MigratedCase
    decision: Decision | None
    read: Surroundings


Decide = Callable[[Connection, StoredCase], Decided]


def each(house: House, serials: Sequence[int], decide: Decide, edition: str, run: Run) -> Migrating:
    """Decide about each case that follows an ``edition``, and write it unless it is a dry run."""
    done: list[MigratedCase] = []
    failed: list[tuple[str, str]] = []
    looked_at = moved = 0
    for serial in serials:
        if run.batch is not None and moved >= run.batch:
            break
        looked_at += 1
        try:
            found = _one(house, serial, decide, edition, dry_run=run.dry_run)
        except StoreError:
            raise
        except Exception as error:  # one that cannot be decided must not keep the others from it
            failed.append((_number(house, serial), described(error)))
            continue
        if found is not None:
            done.append(found)
            moved += not found.refusals
    return Migrating(
        run.definition, run.old, run.new, tuple(done), tuple(failed),
        left=len(serials) - looked_at, dry_run=run.dry_run,
    )  # fmt: skip


def _one(
    house: House, serial: int, decide: Decide, edition: str, *, dry_run: bool
) -> MigratedCase | None:
    """Move a case, or say why it stays; ``None`` if somebody else has moved or closed it."""
    number, version = str(serial), 0
    for _attempt in range(ATTEMPTS):
        with house.transactions.reading() as connection:
            stored = cases.load(connection, serial)
            if stored is None or stored.case.final or stored.case.edition != edition:
                return None
            view, decision, read = decide(connection, stored)
        if decision is None or dry_run:
            return view
        number, version = stored.case.number, stored.case.version
        with house.transactions.writing() as connection:
            change = writing.Write(stored, decision)
            if read.unchanged(connection) and writing.write(connection, change):
                react(house, connection, decision, decision.case)
                write_others(house, connection, decision, read.relatives)
                return view._replace(written=True)
        if not house.transactions.repeats:
            break
    raise StaleTransaction(number, version, version)


def _number(house: House, serial: int) -> str:
    with house.transactions.reading() as connection:
        stored = cases.load(connection, serial)
        return str(serial) if stored is None else stored.case.number
