import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "programs"))
pytest.register_assert_rewrite("other_programs")

from other_programs import Two, Worker  # noqa: E402


@pytest.fixture(scope="module")
def workers() -> Iterator[Two]:
    with Worker() as one, Worker() as other:
        yield one, other


@pytest.fixture
def two(workers: Two, database: Path, clock) -> Two:
    """Two other programs on the same database."""
    for one in workers:
        one.work_on(database, clock())
    return workers
