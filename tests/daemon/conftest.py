from pathlib import Path

import pytest
from errands import ERRAND, GUARDED, LADDER, house


@pytest.fixture
def errands(tmp_path: Path) -> Path:
    """A database whose cases have limits of minutes."""
    return house(tmp_path / "errands.db", ERRAND, LADDER, GUARDED)
