"""The list of checks, and going through it: a check that fails is a finding too."""

from collections.abc import Iterable, Iterator

from workflow.doctor import house, machine, running, storage
from workflow.doctor.diagnosis import Check, Diagnosis
from workflow.doctor.patient import Patient
from workflow.errors import WorkflowError
from workflow.translation import gettext

CHECKS: tuple[Check, ...] = (
    machine.program,
    machine.time_zones,
    machine.terminal,
    machine.fonts,
    storage.database,
    house.messages,
)
_SHOWN: tuple[Check, ...] = (machine.terminal, machine.fonts)
"""What only says how things look here: if that cannot be told, nothing is wrong."""
ON_DATABASE: tuple[Check, ...] = (
    storage.disk,
    storage.writing,
    storage.guards,
    storage.clock,
    running.firing,
    running.aside,
    running.recurring,
    running.undelivered,
    house.contacts,
    house.sites,
    house.addressees,
    house.calendars,
    storage.backups,
)
"""Those that need a database that can be opened."""


def examine(patient: Patient) -> list[Diagnosis]:
    """Go through all the checks."""
    checks = CHECKS if patient.flow is None else (*CHECKS, *ON_DATABASE)
    return list(_found(checks, patient))


def _found(checks: Iterable[Check], patient: Patient) -> Iterator[Diagnosis]:
    for check in checks:
        try:
            yield from check(patient)
        except WorkflowError as error:
            yield Diagnosis(check.__name__, "wrong", str(error))
        except Exception as error:
            text = gettext("This could not be looked at: {check} ({error}).")
            text = text.format(check=check.__name__, error=type(error).__name__)
            if check in _SHOWN:
                yield Diagnosis(check.__name__, "note", text)
            else:
                cure = "complaints verify" if check in ON_DATABASE else ""
                yield Diagnosis(check.__name__, "wrong", text, cure)
