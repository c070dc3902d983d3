"""Doing something with a case: read, decide, write; and again if it changed in between."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from workflow.definition.model import SYSTEM
from workflow.engine.case import Case
from workflow.engine.decide import Request, Situation, decide_opening
from workflow.engine.edition import Edition
from workflow.engine.events import Decision, duty_moves
from workflow.engine.opening import Opening
from workflow.engine.timing import clock_behind
from workflow.errors import (
    ActRefused,
    CaseNotFound,
    StaleCase,
    StaleTransaction,
    StoreBusy,
    StoreContended,
    StoreUnusable,
)
from workflow.service.barred_owners import barred
from workflow.service.committing import react, write_new, write_others
from workflow.service.editions import edition_of_case
from workflow.service.house import House
from workflow.service.naming import check_named, serial_of
from workflow.service.repeating import Asked, answered, keep
from workflow.service.sameness import same_as
from workflow.service.surroundings import Surroundings
from workflow.service.titles import entitle, who_did_what
from workflow.service.views import AvoidView, Receipt
from workflow.store import cases, erasing, writing
from workflow.store.cases import StoredCase
from workflow.store.events import history
from workflow.store.failures import fails_as_a_whole
from workflow.store.staff import staff_revision
from workflow.translation import gettext

ATTEMPTS = 8

Decide = Callable[[Situation], Decision]


_NO_ACTS = frozenset({"deadline_recomputed"})
"""What a person decided, but not about the case."""


class NewCase(NamedTuple):
    """What it takes to open a case."""

    edition: Edition
    request: Request
    opening: Opening


def act(house: House, name: str | int, asked: Asked, decide: Decide) -> Receipt:
    """Decide about a case and write what was decided; all of it or nothing.

    Raises ``CaseNotFound``, ``StaleCase``, ``KeyReused``, the refusals of the engine and the
    errors of the store, among them that this computer's clock is not the server's.
    """
    serial = serial_of(name)
    asked = asked._replace(what=f"{asked.what} {serial}")
    seen: StoredCase | None = None
    for _attempt in range(ATTEMPTS):
        with house.transactions.reading() as connection:
            if repeated := answered(connection, asked):
                return repeated
            house.check_clock_of_act(connection)
            stored = _load(connection, name, serial)
            directory = house.directory(connection, stored.staff_revision)
            if seen is None:
                _check_expected(connection, stored, asked)
            else:
                _check_only_system(connection, stored, seen)
            seen = stored
            surroundings = Surroundings(connection, directory, house.registry)
            edition, now = edition_of_case(connection, stored.case, stored.wording), house.now()
            try:
                decision = decide(Situation(edition, stored.case, surroundings, now))
            except ActRefused as refusal:
                raise entitle(refusal, edition.definition, stored.case.owner) from refusal.__cause__
            for one in (decision, *decision.others):
                if one.failure is not None and fails_as_a_whole(one.failure):
                    raise one.failure
            noted = barred(edition, decision.case, surroundings, now, new=decision.events)
        try:
            written = _write(house, stored, decision, surroundings, asked)
        except StoreUnusable:
            if repeated := _answered_meanwhile(house, asked):
                return repeated
            raise
        if written is not None:
            receipt = _receipt(decision.case, decision, opened=written)
            return receipt._replace(stands=_stands(edition, decision), barred=noted)
        if not house.transactions.repeats:
            break
    raise _stale(house, name, serial, stored)


def consider(house: House, name: str | int, decide: Decide) -> Decision:
    """Decide about a case and write nothing. Raises ``CaseNotFound`` and the refusals."""
    with house.transactions.reading() as connection:
        stored = _load(connection, name, serial_of(name))
        directory = house.directory(connection, stored.staff_revision)
        surroundings = Surroundings(connection, directory, house.registry)
        edition = edition_of_case(connection, stored.case, stored.wording)
        try:
            return decide(Situation(edition, stored.case, surroundings, house.now()))
        except ActRefused as refusal:
            raise entitle(refusal, edition.definition, stored.case.owner) from refusal.__cause__


def open_new(house: House, asked: Asked, prepare: Callable[[Connection], NewCase]) -> Receipt:
    """Open a case. Raises as ``act`` does."""
    for _attempt in range(ATTEMPTS):
        with house.transactions.reading() as connection:
            if repeated := answered(connection, asked):
                return repeated
            house.check_clock_of_act(connection)
            new = prepare(connection)
            directory = house.directory(connection)
            read = Surroundings(connection, directory, house.registry)
            staff = staff_revision(connection)
            try:
                decision = decide_opening(new.edition, new.request, new.opening, read, house.now())
            except ActRefused as refusal:
                raise entitle(refusal, new.edition.definition) from refusal.__cause__
            same = same_as(connection, new.edition, decision, directory)
        try:
            with house.transactions.writing(shared=True) as connection:
                if read.unchanged(connection) and staff_revision(connection) == staff:
                    case = write_new(house, connection, decision)
                    keep(connection, asked, case)
                    opened = write_others(house, connection, decision, read.relatives)
                    return _receipt(case, decision, opened=opened, same=same)
        except StoreUnusable:
            if repeated := _answered_meanwhile(house, asked):
                return repeated
            raise
        except StoreContended:
            pass
        except StoreBusy:
            if house.transactions.repeats:
                raise
        if not house.transactions.repeats:
            break
    raise StaleTransaction(gettext("(new)"), 0, 0)


def _load(connection: Connection, name: str | int, serial: int) -> StoredCase:
    stored = cases.load(connection, serial)
    if stored is None:
        raise CaseNotFound(str(name))
    check_named(name, stored.case)
    return stored


def _write(
    house: House, stored: StoredCase, decision: Decision, read: Surroundings, asked: Asked
) -> tuple[Case, ...] | None:
    """Write a decision; return the cases it opens, ``None`` if it is outdated."""
    if not decision.events:
        return ()
    try:
        with house.transactions.writing(shared=True) as connection:
            if not read.unchanged(connection, stored.case.serial):
                return None
            if not writing.write(connection, writing.Write(stored, decision)):
                return None
            if decision.events[-1].type == "erased":
                erasing.erase_values(connection, stored.case.serial)
            keep(connection, asked, decision.case)
            react(house, connection, decision, decision.case)
            return write_others(house, connection, decision, read.relatives)
    except StoreContended:
        return None
    except StoreBusy:
        if house.transactions.repeats:
            raise
        # In the host's transaction this is not a matter of waiting: what it read is outdated.
        return None


def _answered_meanwhile(house: House, asked: Asked) -> Receipt | None:
    """Return the answer somebody got under the same key, which made writing it again fail."""
    if asked.key is None:
        return None
    with house.transactions.reading() as connection:
        return answered(connection, asked)


def _check_expected(connection: Connection, stored: StoredCase, asked: Asked) -> None:
    expected = asked.expected_version
    if expected is not None and expected != stored.case.version:
        raise StaleCase(
            stored.case.number,
            expected,
            stored.case.version,
            _changes(connection, stored, expected),
        )


def _check_only_system(connection: Connection, now: StoredCase, seen: StoredCase) -> None:
    since = history(connection, now.case.serial, after=seen.case.version)
    if any(one.recorded_by != SYSTEM and one.type not in _NO_ACTS for one in since):
        raise StaleCase(
            now.case.number,
            seen.case.version,
            now.case.version,
            _changes(connection, now, seen.case.version),
        )


def _changes(connection: Connection, stored: StoredCase, after: int) -> tuple[str, ...]:
    definition = edition_of_case(connection, stored.case, stored.wording).definition
    since = history(connection, stored.case.serial, after=after)
    return tuple(who_did_what(one.event(), definition) for one in since)


def _stale(house: House, name: str | int, serial: int, stored: StoredCase) -> Exception:
    if not house.transactions.repeats:
        # The host's transaction may see nothing newer than what it read.
        return StaleTransaction(stored.case.number, stored.case.version, stored.case.version)
    with house.transactions.reading() as connection:
        now = _load(connection, name, serial)
        version = stored.case.version
        changes = _changes(connection, now, version)
    return StaleCase(now.case.number, version, now.case.version, changes)


def _stands(edition: Edition, decision: Decision) -> tuple[tuple[str, str], ...]:
    """Return the fields corrected that said when a step happened, each with the step."""
    corrected: set[str] = set()
    for one in decision.events:
        if one.type == "corrected":
            fields: Any = one.payload.get("fields") or ()
            corrected.update(fields)
    return tuple(
        (step.happened, name)
        for name, step in edition.definition.transitions.items()
        if step.happened in corrected and decision.case.counts.get(name)
    )


def _vacant(decision: Decision) -> list[str]:
    """Return the roles of which nobody could be chosen as the owner."""
    return [
        str(one.payload["owner_flag"]) for one in decision.events if "owner_flag" in one.payload
    ]


def _receipt(
    case: Case,
    decision: Decision,
    *,
    opened: Sequence[Case] = (),
    same: tuple[str, ...] = (),
) -> Receipt:
    flags = _vacant(decision)
    children = [one for one in decision.others if not one.case.serial]  # in the order written
    return Receipt(
        case.number,
        case.version,
        case.state,
        case.owner,
        clock_behind=clock_behind(decision.events),
        role_empty=flags[-1] if flags else None,
        unfilled=tuple(
            (one["duty"], one["flag"])
            for event in decision.events
            for one in duty_moves(event)
            if "flag" in one
        ),
        opened=tuple([one.number for one in opened]),
        elsewhere=tuple(
            (one.number, role, one.owner)
            for one, decided in zip(opened, children, strict=True)
            for role in _vacant(decided)[-1:]
        ),
        same=same,
        avoid=tuple(
            AvoidView(one.phrase, one.instead, one.field, only_warned=True)
            for one in decision.avoid
        ),
    )
