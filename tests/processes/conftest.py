import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "programs"))
pytest.register_assert_rewrite("other_programs")

from other_programs import Worker  # noqa: E402


@pytest.fixture
def two(database: Path, clock) -> Iterator[tuple[Worker, Worker]]:
    """Two other programs on the same database."""
    with Worker(database, clock()) as one, Worker(database, clock()) as other:
        yield one, other
