"""What goes on: whether something fires, what is set aside, what did not arrive."""

from collections.abc import Iterator
from datetime import timedelta

from workflow.doctor.diagnosis import Diagnosis
from workflow.doctor.patient import Patient
from workflow.doctor.storage import told
from workflow.report.health import resting
from workflow.service import health
from workflow.store import outbox
from workflow.store.gaps import last_sweep
from workflow.store.given_up import all_given_up
from workflow.store.schedules import count_failing
from workflow.translation import gettext, ngettext

RECENT = timedelta(minutes=5)
"""An application that lets things fire by itself has no daemon, and looks as often as that."""


def firing(patient: Patient) -> Iterator[Diagnosis]:
    """Whether what is due fires, and whether a daemon lives."""
    found = health.look(patient.opened)
    with patient.opened.transactions.reading() as connection:
        swept = last_sweep(connection)
    living = [one for one in found.daemons if one.lives]
    if found.next_due is not None and "late" in found.attention:
        text = gettext("Something has been due since {due}, and nothing fires it.")
        cure = "complaints daemon status" if living else "complaints daemon"
        yield Diagnosis("daemon", "wrong", text.format(due=told(found.next_due, patient)), cure)
    elif swept is None:
        text = gettext(
            "No daemon has run on this database yet: nothing fires, and no message is sent."
        )
        yield Diagnosis("daemon", "note", text, "complaints daemon")
    elif not living and any(swept <= one.seen_at for one in found.daemons):
        text = gettext("Nothing is overdue, yet no daemon runs any more (last seen: {swept}).")
        yield Diagnosis(
            "daemon", "wrong", text.format(swept=told(swept, patient)), "complaints daemon"
        )
    elif not living and swept < patient.now - RECENT:
        text = gettext("Nothing is overdue, yet no daemon seems to run (last seen: {swept}).")
        yield Diagnosis(
            "daemon", "note", text.format(swept=told(swept, patient)), "complaints daemon"
        )
    else:
        text = gettext("What is due fires (last seen: {swept}).")
        yield Diagnosis("daemon", "ok", text.format(swept=told(swept, patient)))
    for one in living:
        if one.trouble:
            text = (
                gettext("The last round of `complaints daemon --once` reports: {error}")
                if one.once
                else gettext("A daemon reports: {error}")
            ).format(error=one.trouble)
            yield Diagnosis("daemon", "wrong", text, "complaints daemon status")
    if "stuck" in found.attention:
        text = gettext("A daemon lives, but does not look for what is due.")
        yield Diagnosis("daemon", "wrong", text, "complaints daemon status")


def aside(patient: Patient) -> Iterator[Diagnosis]:
    """Whether a case could not be processed."""
    number = patient.opened.aside()
    if number:
        text = ngettext("{number} case is set aside.", "{number} cases are set aside.", number)
        yield Diagnosis("aside", "wrong", text.format(number=number), "complaints list --aside")
    else:
        yield Diagnosis("aside", "ok", gettext("No case is set aside."))


def recurring(patient: Patient) -> Iterator[Diagnosis]:
    """Whether something that recurs could not be done."""
    with patient.opened.transactions.reading() as connection:
        number = count_failing(connection)
    if number:
        text = ngettext(
            "{number} time that something recurs failed and is tried again.",
            "{number} times that something recurs failed and are tried again.",
            number,
        )
        cure = "complaints schedules"
        yield Diagnosis("schedules", "wrong", text.format(number=number), cure)
    else:
        yield Diagnosis("schedules", "ok", gettext("Nothing that recurs has failed."))


def undelivered(patient: Patient) -> Iterator[Diagnosis]:
    """Whether messages did not arrive."""
    with patient.opened.transactions.reading() as connection:
        dead = len(all_given_up(connection))
        waiting = outbox.channels(connection)
        found = health.counted(patient.opened, connection, patient.now)
    if dead:
        text = ngettext("{number} message was given up.", "{number} messages were given up.", dead)
        text = text.format(number=dead)
        yield Diagnosis("outbox", "wrong", text, "complaints outbox list --dead")
    if found.failed:
        text = ngettext(
            "{number} message was not sent yet and is tried again.",
            "{number} messages were not sent yet and are tried again.",
            found.failed,
        )
        text = text.format(number=found.failed)
        yield Diagnosis("outbox", "note", text, "complaints outbox list")
    known = None if patient.messages is None else patient.messages.routes.channels
    if missing := [one for one in waiting if known is not None and one not in known]:
        text = gettext("Messages wait on channels that the settings do not have: {channels}.")
        text = text.format(channels=gettext(", ").join(missing))
        yield Diagnosis("outbox", "wrong", text, "complaints outbox list")
    if unserved := [one for one in found.unserved if one not in missing]:
        text = gettext("Nobody sends what waits on {channels}.")
        text = text.format(channels=gettext(", ").join(unserved))
        yield Diagnosis("outbox", "wrong", text, "complaints outbox list")
    for one in found.resting:
        text = resting(one, "" if one.until is None else told(one.until, patient))
        yield Diagnosis("outbox", "wrong", text, "complaints outbox list")
    if not (dead or found.failed or missing or unserved or found.resting):
        yield Diagnosis("outbox", "ok", gettext("No message is held up."))
