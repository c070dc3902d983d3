"""Every example in a docstring runs, and shows what it says."""

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import workflow

MODULES = [
    one.name
    for one in walk_packages(workflow.__path__, "workflow.")
    if ".migrations." not in one.name  # these run inside Alembic only
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    module = import_module(name)
    assert doctest.testmod(module).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [one for name in MODULES for one in finder.find(import_module(name)) if one.examples]
    assert len(found) > 30
