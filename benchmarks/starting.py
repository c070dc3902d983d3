"""Starting the command line: whole processes, against importing one library and doing nothing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks.house import SetClock, folder, house, open_complaint
from benchmarks.measuring import Contest, Floor, Sample, Scale

ROUNDS = 25
PROGRAM = str(Path(__file__).resolve().parents[1] / "cli.py")


@contextmanager
def starting(scale: Scale) -> Iterator[list[Contest]]:  # noqa: ARG001 - needs no scale
    """Prepare a database with one case to be shown."""
    with folder() as place:
        file = str(place / "cases.db")
        with house(place / "cases.db", SetClock()) as flow:
            case = open_complaint(flow)
        yield [
            Contest(
                subject=process("-X", "utf8", PROGRAM, "--help", says="complaints"),
                floors=(Floor("complaints --help / import click", importing("click"), 2.0),),
                rounds=ROUNDS,
            ),
            Contest(
                subject=process("-X", "utf8", PROGRAM, "--db", file, "show", case, says=case),
                floors=(Floor("complaints show / import sqlmodel", importing("sqlmodel"), 1.6),),
                rounds=ROUNDS,
            ),
        ]


def importing(module: str) -> Sample:
    """A process that imports a module and ends."""
    return process("-X", "utf8", "-c", f"import {module}; print({module}.__name__)", says=module)


def environment() -> dict[str, str]:
    """Return the settings of this process, without those of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COMPLAINTS_")}


def process(*words: str, says: str) -> Sample:
    """A Python process that must succeed and say something."""
    settings = environment()

    def sample() -> float:
        began = perf_counter()
        ended = subprocess.run(
            [sys.executable, *words],
            env=settings,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        took = perf_counter() - began
        assert says in ended.stdout
        return took

    return sample
