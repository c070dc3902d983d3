"""What every test may use: a clock that is moved by hand, and a house with five people in it."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

# Imported before any test freezes the time: both keep references to the real clock otherwise.
import sqlmodel  # noqa: F401
import yaml  # noqa: F401
from hypothesis import HealthCheck, settings

from workflow import Workflow

ZONE = "Asia/Shanghai"
# Monday, 2 November 2026, 10:00 in Shanghai.
MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)

settings.register_profile("local", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


class Clock:
    """The time of a test: it stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        """Move on by a ``timedelta`` given in words, and return the time then."""
        self.now += timedelta(**amount)
        return self.now


def staffed(flow: Workflow) -> None:
    """Give the house its people."""
    flow.add_staff("max", roles=["manager"])
    flow.add_staff("sue", roles=["supervisor"], superior="max")
    flow.add_staff("ann", roles=["specialist"], superior="sue")
    flow.add_staff("ben", roles=["specialist"], superior="sue")
    flow.add_staff("rita", roles=["receptionist"], superior="sue")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the shipped definitions and five people, made once and copied."""
    path = tmp_path_factory.mktemp("template") / "cases.db"
    with Workflow.create(str(path), zone=ZONE, clock=Clock()) as flow:
        staffed(flow)
    return path


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Path:
    """A fresh copy of the template."""
    path = tmp_path / "cases.db"
    shutil.copyfile(template, path)
    return path


@pytest.fixture
def flow(database: Path, clock: Clock) -> Iterator[Workflow]:
    with Workflow(str(database), clock=clock) as opened:
        yield opened
