from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from command_lines import RECEIVED, Complaints
from house import DEFINITIONS
from letters import Desk

from workflow.cli.program import complaints as program


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """Run the command line in this process, free of the settings of whoever runs the tests."""
    for name in ("DB", "ACTOR", "LANG", "APP", "CONFIG"):
        monkeypatch.delenv(f"COMPLAINTS_{name}", raising=False)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C")

    def run(*words: str) -> Result:
        return CliRunner().invoke(program, words)

    return run


@pytest.fixture
def house(complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """The same, with a database of one site and its people."""
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "house.db"))
    monkeypatch.setenv("COMPLAINTS_ACTOR", "lin")
    done(complaints("init", "--zone", "Asia/Shanghai"))
    for name in ("complaint", "repair"):
        done(complaints("definition", "publish", str(DEFINITIONS / f"{name}.yaml")))
    done(complaints("staff", "add", "zhao", "--role", "manager"))
    done(complaints("staff", "add", "wang", "--role", "supervisor", "--superior", "zhao"))
    roles = ("--role", "receptionist", "--role", "specialist")
    done(complaints("staff", "add", "lin", *roles, "--superior", "wang"))
    return complaints


@pytest.fixture
def opened(house: Complaints) -> Complaints:
    """The same, with one case open: serial 1."""
    done(house("open", "complaint", *RECEIVED))
    return house


@pytest.fixture
def desk(complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk at which letters are answered, in the database the command line works on."""
    made = Desk(tmp_path / "letters.db")
    monkeypatch.setenv("COMPLAINTS_DB", str(made.file))
    yield made
    made.flow.close()


def done(result: Result) -> Result:
    assert result.exit_code == 0, result.output
    assert not result.stderr
    return result
