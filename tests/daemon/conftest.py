import shutil
from pathlib import Path

import pytest
from errands import ERRAND, GUARDED, LADDER, house


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose cases have limits of minutes, made once and copied."""
    return house(tmp_path_factory.mktemp("template") / "errands.db", ERRAND, LADDER, GUARDED)


@pytest.fixture
def errands(furnished: Path, tmp_path: Path) -> Path:
    """A fresh copy of it."""
    path = tmp_path / "errands.db"
    shutil.copyfile(furnished, path)
    return path
