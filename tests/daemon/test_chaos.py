"""Daemons and writers that are killed at random, for a few seconds: see ``benchmarks.chaos``."""

from collections.abc import Callable
from pathlib import Path

import pytest
from both_databases import Place

from benchmarks.chaos.checks import look
from benchmarks.chaos.place import furnish
from benchmarks.chaos.run import Plan, wreak
from workflow import Workflow

SHORT = Plan(
    seconds=0,
    least=4,
    daemons=2,
    writers=2,
    between_kills=0.5,
    rudeness=0,
    patient=False,
    seed="short",
)


@pytest.mark.both
def test_daemons_and_writers_that_are_killed_lose_nothing_and_double_nothing(
    blank: Place, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    url = str(blank)
    furnish(url)
    havoc = wreak(url, tmp_path, SHORT)
    with Workflow(url, clock=lambda: havoc.until) as flow:
        looked_at, wrong = look(flow, havoc)
    assert wrong == []
    assert set(havoc.kills) == {"daemon", "writer"}
    kinds = ("answers", "rungs", "deliveries", "events", "times", "rounds", "closings")
    assert all(looked_at[one] for one in kinds)
    record_property("chaos", f"killed {dict(havoc.kills)}, looked at {dict(looked_at)}")
