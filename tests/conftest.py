"""What every test may use: a clock that is moved by hand, and a house with five people in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest

# Imported before any test freezes the time: both keep references to the real clock otherwise.
import sqlmodel  # noqa: F401
import yaml  # noqa: F401
from both_databases import Place
from example_counts import LONG, SHORT
from house import ZONE, Clock, settle, staffed
from hypothesis import HealthCheck, settings
from letters_and_repairs import furnish
from postgresql_server import NAMED, Databases, Server, quick_folder

from workflow import Workflow
from workflow.definition import reading_on
from workflow.definition.strict_yaml import Tree

settings.register_profile("local", deadline=None, max_examples=SHORT)
settings.register_profile("long", deadline=None, max_examples=LONG)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=SHORT,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def _remembering(compose: Callable[[str], Tree], most: int = 200) -> Callable[[str], Tree]:
    """Compose each text once: the tests read the same few definitions some thousand times."""
    known: dict[str, Tree] = {}

    def composed(text: str) -> Tree:
        tree = known.pop(text, None) or compose(text)
        # Faults are told in the language of the moment.
        if not tree.faults:
            known[text] = tree
            if len(known) > most:
                del known[next(iter(known))]  # what was not read for the longest time
        return Tree(deepcopy(tree.data), dict(tree.entries), list(tree.faults))

    return composed


reading_on.compose = _remembering(reading_on.compose)


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


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Databases on the one server that all the tests use."""
    named = os.environ.get(NAMED)
    made = Databases(named or Server(Path(os.environ[_FOLDER])).url())
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgresql_template(databases: Databases) -> Iterator[str]:
    """What ``template`` is, on the server."""
    url = databases.made()
    with Workflow.create(url, zone=ZONE, clock=Clock()) as flow:
        settle(flow)
        staffed(flow)
    yield url
    databases.drop(url)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """On which kind of database a test runs: see ``both_databases``."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def server(databases: Databases) -> Iterator[str]:
    """An empty database on the server."""
    url = databases.made()
    yield url
    databases.drop(url)


@pytest.fixture
def blank(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place for a database, with nothing there."""
    place: Place = tmp_path / "cases.db"
    return place if kind == "sqlite" else str(request.getfixturevalue("server"))


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A fresh copy of the template."""
    if kind == "sqlite":
        path = tmp_path / "cases.db"
        shutil.copyfile(request.getfixturevalue("template"), path)
        yield path
        return
    databases: Databases = request.getfixturevalue("databases")
    url = databases.made(request.getfixturevalue("postgresql_template"))
    yield url
    databases.drop(url)


@pytest.fixture
def flow(database: Place, clock: Clock) -> Iterator[Workflow]:
    with Workflow(str(database), clock=clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def correspondence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the house in which letters lead to repairs, made once and copied."""
    path = tmp_path_factory.mktemp("template") / "letters.db"
    with Workflow.create(str(path), zone=ZONE, clock=Clock()) as flow:
        furnish(flow)
    return path


@pytest.fixture
def letters(correspondence: Path, tmp_path: Path) -> Path:
    """A fresh copy of it."""
    path = tmp_path / "letters.db"
    shutil.copyfile(correspondence, path)
    return path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker
    if "kind" in metafunc.fixturenames and marked("both"):
        kinds = ["sqlite"] if marked("file") else ["sqlite", "postgresql"]
        metafunc.parametrize("kind", kinds, indirect=True)


_FOLDER = "COMPLAINTS_TESTS_SERVER_FOLDER"


def pytest_configure(config: pytest.Config) -> None:
    # Whoever needs the server first starts it, in whichever process; the first process stops it.
    if not hasattr(config, "workerinput"):
        folder = quick_folder()
        os.environ[_FOLDER] = str(folder)
        # Some hundred processes are started: compiling all modules is most of what one does. Who
        # wants no compiled files beside the sources gets them in a folder that goes afterwards.
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
            os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(os.environ[_FOLDER])
        Server(folder).stop()
        shutil.rmtree(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how much the short form of chaos did: a pass says too little."""
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name == "chaos":
                terminalreporter.write_line(f"chaos: {told}")
