"""What every test may use: a clock that is moved by hand, and a house with five people in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

# Imported before any test freezes the time: both keep references to the real clock otherwise.
import sqlmodel  # noqa: F401
import yaml  # noqa: F401
from house import ZONE, Clock, settle, staffed
from hypothesis import HealthCheck, settings

from workflow import Workflow

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


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_whoever_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the definitions of the tests and five people, made once and copied."""
    path = tmp_path_factory.mktemp("template") / "cases.db"
    with Workflow.create(str(path), zone=ZONE, clock=Clock()) as flow:
        settle(flow)
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
