"""A house that keeps parcels, on a Monday morning."""

from collections.abc import Iterator

import pytest
from parcels import MONDAY, STAFF, TEXT

from workflow.testing import Simulation


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with Simulation(TEXT, now=MONDAY, staff=STAFF) as simulation:
        yield simulation
