"""A program that freezes the time in its own tests finds the workflow frozen with it."""

from datetime import UTC, datetime
from pathlib import Path

from freezegun import freeze_time
from stories import JUDGED, RECEIVED

from workflow import Workflow


def test_without_a_clock_of_its_own_the_workflow_follows_frozen_time(database: Path):
    with Workflow(str(database)) as flow, freeze_time("2026-11-02 02:00:00") as frozen:
        case = flow.open("complaint", RECEIVED, actor="rita").case
        assert flow.show(case).opened_at == datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
        assert flow.fire_due().fired == ()
        (running,) = flow.show(case).deadlines
        frozen.move_to(running.due_at)
        assert [one.rung for one in flow.fire_due().fired]
        (missed,) = flow.show(case).deadlines
        assert missed.status == "missed"
        frozen.tick(3600)
        flow.trigger(case, "judge", JUDGED, actor="ann", at="2026-11-03 12:30")
        assert flow.history(case)[-1].recorded_at == flow.now()
        assert flow.verify().findings == ()


def test_a_new_database_can_be_made_in_frozen_time(tmp_path: Path):
    with (
        freeze_time("2030-06-01 12:00:00"),
        Workflow.create(str(tmp_path / "cases.db"), zone="Europe/Berlin") as flow,
    ):
        flow.add_staff("ann", roles=["specialist"])
        case = flow.open("complaint", RECEIVED, actor="ann").case
        assert case == "C-2030-000001"
        assert flow.definitions()[0].published_at == datetime(2030, 6, 1, 12, 0, tzinfo=UTC)
        assert flow.verify().findings == ()
