"""The database: whether it can be opened, its place, its version, its guards, its clock."""

import os
import shlex
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workflow.calendars.local import zone
from workflow.doctor.diagnosis import Diagnosis
from workflow.doctor.patient import Patient
from workflow.errors import StoreBusy, StoreClockAhead, StoreClockBehind, StoreError
from workflow.service.workplace import MOST_OFF
from workflow.store.ahead import recorded_after
from workflow.store.cases import numbers_of
from workflow.store.clocks import server_now
from workflow.store.copying import beside
from workflow.store.gaps import last_sweep
from workflow.store.guards import foreign_triggers, missing_guards
from workflow.store.inspecting import newest_event, place, write_nothing
from workflow.store.schema import revision
from workflow.translation import gettext

LEAST_FREE = 100_000_000
LARGE_WRITE_AHEAD = 256_000_000
SKEW = timedelta(seconds=5)
SILENT = timedelta(days=3)
_SECOND = timedelta(seconds=1)
_MOST_NAMED = 10
_TO_THE_SECOND = "%Y-%m-%d %H:%M:%S"


def database(patient: Patient) -> Iterator[Diagnosis]:
    """Whether there is one that can be opened."""
    if patient.flow is None:
        yield Diagnosis("database", "wrong", patient.trouble)
        return
    with patient.flow.transactions.reading() as connection:
        found = revision(connection)
    text = gettext("The database {database} can be opened and is up to date ({revision}).")
    yield Diagnosis("database", "ok", text.format(database=patient.shown, revision=found))


def disk(patient: Patient) -> Iterator[Diagnosis]:
    """Whether there is room; a server looks after its disk itself."""
    with patient.opened.transactions.reading() as connection:
        file, mode = place(connection)
    if file is None:
        return
    used = _size(file) + sum(map(_size, beside(file)))
    free = shutil.disk_usage(file.parent).free
    text = gettext("The file takes {used} MB; {free} MB are free on its disk.")
    text = text.format(used=_megabytes(used), free=_megabytes(free))
    cure = gettext("Free some space: an upgrade and a backup need as much again.")
    if free < min(LEAST_FREE, used):
        yield Diagnosis("disk", "wrong", text, cure)
    elif free < 2 * used:
        yield Diagnosis("disk", "note", text, cure)
    elif free < LEAST_FREE:
        cure = gettext("Free some space before the disk is full: nothing can be recorded then.")
        yield Diagnosis("disk", "note", text, cure)
    else:
        yield Diagnosis("disk", "ok", text)
    yield from _write_ahead(file, mode)
    places = (file, *(one for one in beside(file) if one.exists()), file.parent)
    if closed := [str(one) for one in places if not os.access(one, os.W_OK)]:
        text = gettext("Whoever runs this may not write to {files}, so nothing can be recorded.")
        cure = f"ls -la {shlex.quote(str(file.parent))}"
        yield Diagnosis("disk", "wrong", text.format(files=gettext(", ").join(closed)), cure)


def writing(patient: Patient) -> Iterator[Diagnosis]:
    """Whether the database lets itself be written to. Nothing is."""
    try:
        with patient.opened.transactions.writing(shared=True) as connection:
            write_nothing(connection)
    except StoreBusy as error:
        yield Diagnosis("writing", "note", str(error), "complaints doctor")
    except StoreError as error:
        yield Diagnosis("writing", "wrong", str(error))
    else:
        yield Diagnosis("writing", "ok", gettext("The database can be written to."))


def _write_ahead(file: Path, mode: str) -> Iterator[Diagnosis]:
    if mode != "wal":
        text = gettext("The file is not written ahead to: whoever writes waits for whoever reads.")
        yield Diagnosis("write_ahead", "note", text, "complaints init")
        return
    size = _size(beside(file)[0])
    if size > LARGE_WRITE_AHEAD:
        text = gettext("{size} MB beside the file are not written back: somebody reads for long.")
        text = text.format(size=_megabytes(size))
        yield Diagnosis("write_ahead", "note", text, f"fuser -v {shlex.quote(str(file))}")


def guards(patient: Patient) -> Iterator[Diagnosis]:
    """Whether the history is protected."""
    with patient.opened.transactions.reading() as connection:
        missing, foreign = missing_guards(connection), foreign_triggers(connection)
    if missing:
        text = gettext("The history is not protected: {missing} missing.")
        text = text.format(missing=gettext(", ").join(missing))
        yield Diagnosis("guards", "wrong", text, "complaints verify && complaints init")
    for name in foreign:
        text = gettext("The trigger {name} is not one of ours, and can change what is written.")
        yield Diagnosis("guards", "wrong", text.format(name=name), "complaints verify")
    if not missing and not foreign:
        yield Diagnosis("guards", "ok", gettext("The history is protected."))


def clock(patient: Patient) -> Iterator[Diagnosis]:
    """Whether the clock can be right, by that of the server and by what was recorded last."""
    with patient.opened.transactions.reading() as connection:
        event, swept = newest_event(connection), last_sweep(connection)
        shared = server_now(connection)
    now, said = patient.now, gettext("Let it be set: `timedatectl set-ntp true`.")
    try:
        patient.opened.check_clock(shared)
    except (StoreClockAhead, StoreClockBehind) as error:
        yield Diagnosis("clock", "wrong", str(error), said)
        return
    # On a server others record too, by clocks that may be as far off on the other side.
    latest = now + (SKEW if shared is None else 2 * MOST_OFF)
    if event is not None and event > latest:
        yield _later(patient, event, latest, said)
        return
    last = max((one for one in (event, swept) if one is not None), default=None)
    if last is not None and now - last > SILENT:
        text = gettext("It is {now}; nothing was recorded since {last}. Else the clock is ahead.")
        yield Diagnosis(
            "clock", "note", text.format(now=told(now, patient), last=told(last, patient)), said
        )
        return
    text = gettext("The clock says {now}, which agrees with what was recorded.")
    yield Diagnosis("clock", "ok", text.format(now=told(now, patient)))


def _later(patient: Patient, event: datetime, latest: datetime, cure: str) -> Diagnosis:
    """Return what is to be said of an event that was recorded after now."""
    with patient.opened.transactions.reading() as connection:
        later = recorded_after(connection, latest)
        wrong = [one for one in later if not one.right]
        numbers = numbers_of(connection, {one.serial for one in wrong})
    if later and not wrong:
        text = gettext(
            "A clock was ahead: the last event is of {event}. What it recorded is put right."
        )
        return Diagnosis("clock", "note", text.format(event=told(event, patient)))
    text = gettext("The clock is behind: it is {now}, and the last event is of {event}.")
    text = text.format(now=told(patient.now, patient), event=told(event, patient))
    if not wrong:
        return Diagnosis("clock", "wrong", text, cure)
    text = gettext("{message} {advice}").format(message=text, advice=_in_cases(numbers.values()))
    # What was done since, and stands at a time to come, was recorded by a clock that is right.
    ahead = [one for one in wrong if one.recorded_at > latest] or later
    shown = [one.recorded_at for one in ahead if one.recorded_at > latest]
    first, last = min(shown), max(shown)
    between = (f"'{one.replace(microsecond=0).isoformat()}'" for one in (first, last + _SECOND))
    voiding = gettext(
        "If this is still found once it is set, it was ahead then: "
        "`complaints deadlines void --fired-between {between} "
        "--really TIME --reason WHY --as NAME`."
    ).format(between=" ".join(between))
    cure = gettext("{message} {advice}").format(message=cure, advice=voiding)
    return Diagnosis("clock", "wrong", text, cure)


def _in_cases(numbers: Iterable[str]) -> str:
    """Return in which cases something was recorded that is still to come."""
    names = sorted(numbers)
    text = gettext("In the cases {cases}.")
    if len(names) > _MOST_NAMED:
        text = gettext("In {count} cases: {cases} and others.")
    return text.format(count=len(names), cases=gettext(", ").join(names[:_MOST_NAMED]))


def backups(patient: Patient) -> Iterator[Diagnosis]:
    """How to make one: when the last was made is known to nobody here."""
    with patient.opened.transactions.reading() as connection:
        file, _mode = place(connection)
    if file is None:
        text = gettext("The server backs itself up, by `pg_dump`: when it did is not known here.")
        yield Diagnosis("backups", "ok", text)
        return
    text = gettext("When the last backup was made, the database does not know.")
    yield Diagnosis("backups", "note", text, "complaints db backup FILE")


def told(instant: datetime, patient: Patient) -> str:
    """Return an instant to the second, by the clock of the house, in UTC if it has several."""
    zones = {one.zone for one in patient.opened.sites()}
    if len(zones) == 1:
        with suppress(ValueError):  # one that is not known here is told of by another check
            return f"{instant.astimezone(zone(*zones)):{_TO_THE_SECOND}}"
    return gettext("{time} UTC").format(time=f"{instant.astimezone(UTC):{_TO_THE_SECOND}}")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"
