import pytest
from world import World, edition


@pytest.fixture
def world() -> World:
    """A house at ten o'clock on Monday, 2 November 2026, before the complaint comes in."""
    return World(edition("complaint"))


@pytest.fixture
def repair() -> World:
    """The same for a repair, whose staff hold the roles of that definition."""
    made = World(edition("repair"))
    made.house.change("ann", roles=frozenset({"maintenance"}))
    made.house.change("ben", roles=frozenset({"maintenance"}))
    made.house.change("rita", roles=frozenset({"centre"}))
    return made
