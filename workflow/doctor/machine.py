"""The machine and the program: versions, time zones, the terminal."""

import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from workflow.calendars.local import zone
from workflow.doctor.diagnosis import Diagnosis
from workflow.doctor.patient import Patient
from workflow.translation import gettext
from workflow.version import __version__

_UTF8 = 65001
_LONGEST_LIST = 10  # seconds; the first list after a change of fonts takes some
_ASKED = "Asia/Shanghai"


def program(_patient: Patient) -> Iterator[Diagnosis]:
    """Which versions run."""
    text = gettext("complaints {version}, Python {python}, SQLite {sqlite}, {system}.")
    yield Diagnosis(
        "program",
        "ok",
        text.format(
            version=__version__,
            python=platform.python_version(),
            sqlite=sqlite3.sqlite_version,
            system=platform.system() or "-",
        ),
    )


def time_zones(patient: Patient) -> Iterator[Diagnosis]:
    """Whether the data of the time zones is there."""
    sites = () if patient.flow is None else patient.flow.sites()
    missing = [name for name in sorted({_ASKED, *(one.zone for one in sites)}) if not _there(name)]
    if missing:
        text = gettext("Time zones that are not known here: {zones}.")
        text = text.format(zones=gettext(", ").join(missing))
        yield Diagnosis("time_zones", "wrong", text, "pip install --upgrade tzdata")
        return
    try:
        edition = version("tzdata")
    except PackageNotFoundError:
        edition = gettext("that of the system")
    text = gettext("The data of the time zones is there ({edition}).").format(edition=edition)
    yield Diagnosis("time_zones", "ok", text)


def _there(name: str) -> bool:
    try:
        zone(name)
    except ValueError:
        return False
    return True


def terminal(patient: Patient) -> Iterator[Diagnosis]:
    """Whether Chinese can be seen."""
    there = patient.terminal
    named = next((there.environment[one] for one in _VARIABLES if there.environment.get(one)), "")
    if not there.interactive:
        text = gettext("The output goes to no terminal; it is written in UTF-8.")
        yield Diagnosis("terminal", "ok", text)
    elif there.code_page not in {None, _UTF8}:
        text = gettext("The terminal uses the code page {page}: Chinese may not be shown.")
        yield Diagnosis("terminal", "note", text.format(page=there.code_page), "chcp 65001")
    elif there.code_page is None and "utf" not in named.lower():
        text = gettext("The locale ({locale}) is not one of UTF-8: Chinese may not be shown.")
        text = text.format(locale=named or "-")
        yield Diagnosis("terminal", "note", text, "export LANG=C.UTF-8")
    else:
        yield Diagnosis("terminal", "ok", gettext("The terminal can show Chinese: 中文."))


def fonts(_patient: Patient) -> Iterator[Diagnosis]:
    """Whether pictures of a lifecycle can be looked at here with Chinese in them.

    Windows and macOS come with such fonts; elsewhere fontconfig knows.
    """
    program = shutil.which("fc-list")
    if platform.system() in {"Windows", "Darwin"}:
        yield Diagnosis("fonts", "ok", gettext("This system comes with Chinese fonts."))
    elif program is None:
        text = gettext("Which fonts there are cannot be told: there is no fontconfig here.")
        yield Diagnosis("fonts", "ok", text)
    elif not _chinese_fonts(program):
        text = gettext("No font here has Chinese: pictures that are looked at here show boxes.")
        cure = gettext("install Noto Sans CJK, for example with: apt install fonts-noto-cjk")
        yield Diagnosis("fonts", "note", text, cure)
    else:
        yield Diagnosis("fonts", "ok", gettext("There is a font that has Chinese."))


def _chinese_fonts(program: str) -> str:
    found = subprocess.run(  # noqa: S603 - a program of the system, with fixed words
        [program, ":lang=zh", "family"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=True,
        timeout=_LONGEST_LIST,
    )
    return found.stdout.strip()


_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")
