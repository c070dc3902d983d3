from collections.abc import Iterator
from pathlib import Path

import letters
import pytest
from command_lines import RECEIVED, Complaints, command_line, copied, done, furnish, made
from letters import Desk


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """Run the command line in this process, free of the settings of whoever runs the tests."""
    return command_line(monkeypatch)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a house, made once by the command line and copied."""
    path = tmp_path_factory.mktemp("template") / "house.db"
    return made(path, furnish)


@pytest.fixture
def house(
    complaints: Complaints, furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """The same, with a database of one site and its people."""
    copied(furnished, tmp_path / "house.db", monkeypatch)
    monkeypatch.setenv("COMPLAINTS_ACTOR", "lin")
    return complaints


@pytest.fixture
def opened(house: Complaints) -> Complaints:
    """The same, with one case open: serial 1."""
    done(house("open", "complaint", *RECEIVED))
    return house


@pytest.fixture
def desk(
    complaints: Complaints, furnished_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A desk at which letters are answered, in the database the command line works on."""
    sat_at = Desk(copied(furnished_desk, tmp_path / "letters.db", monkeypatch))
    yield sat_at
    sat_at.flow.close()


@pytest.fixture(scope="session")
def furnished_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a desk, made once and copied."""
    return letters.furnished(tmp_path_factory.mktemp("template") / "letters.db")
