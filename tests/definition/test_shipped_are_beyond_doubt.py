"""What comes with the program has no warning that is not accepted with a reason."""

from pathlib import Path

import pytest

from workflow.definition.parse import inspect

ROOT = Path(__file__).parents[2]
FILES = [
    *(ROOT / "definitions").glob("*.yaml"),
    *(ROOT / "examples").glob("*/*.yaml"),
]
DEFINITIONS = sorted(one for one in FILES if not one.name.endswith(".scenarios.yaml"))


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_a_definition_that_comes_with_the_program_is_beyond_doubt(path: Path) -> None:
    assert inspect(path).warnings == ()
