import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from letters_sent import Reading, Written
from servers import Postbox, postbox

from workflow.notify.settings import Settings, read
from workflow.translation import language


@pytest.fixture(autouse=True)
def _no_secrets_of_whoever_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        ours = name.startswith("COMPLAINTS_") and not name.startswith("COMPLAINTS_TEST")
        if ours or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write settings into a folder of the test."""

    def write(text: str) -> Path:
        file = tmp_path / "complaints.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def reading(written: Written) -> Reading:
    """Write settings and read them, in English."""

    def made(text: str) -> Settings:
        with language("en"):
            return read(written(text))

    return made


@pytest.fixture
def box() -> Iterator[Postbox]:
    """A mail server, and what it was sent."""
    with postbox() as made:
        yield made
