"""Naming a case: by its full number or its serial, exactly."""

import re
from uuid import uuid4

from workflow.engine.case import Case
from workflow.errors import CaseNotFound

_NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,3}-[0-9]{4}-([0-9]{6,18})", re.ASCII)
_SERIAL = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def serial_of(name: str | int) -> int:
    """Return the serial in a case's name. Raises ``CaseNotFound`` if it cannot name one.

    >>> serial_of("C-2026-000017"), serial_of("17"), serial_of(17)
    (17, 17, 17)
    """
    text = str(name)
    if match := _NUMBER.fullmatch(text):
        return int(match[1])
    if _SERIAL.fullmatch(text):
        return int(text)
    raise CaseNotFound(text)


def new_identity() -> str:
    """Return a permanent identity for a new case."""
    return str(uuid4())


def check_named(name: str | int, case: Case) -> None:
    """Raise ``CaseNotFound`` unless ``name`` is exactly a name of the case."""
    if str(name) not in {case.number, str(case.serial)}:
        raise CaseNotFound(str(name))
