"""A house without a daemon that runs: a scheduler lets it look, and its status says when it did."""

import json
import os
from pathlib import Path

from both_databases import by_hand, refuse_inserts
from command_lines import Complaints
from frozen import freeze_time


def test_before_anything_ran_it_is_said_what_to_start(house: Complaints) -> None:
    told = house("doctor")
    assert (
        "[note] No daemon has run on this database yet: nothing fires, and no message is sent.\n"
        "    complaints daemon\n"
    ) in told.stdout
    assert "数据库上还没有运行过守护进程" in house("doctor", "--lang", "zh").stdout
    status = house("daemon", "status")
    assert status.exit_code == 10
    assert "Start `complaints daemon`, or let a scheduler start `complaints daemon --once`" in (
        status.stdout
    )


def test_a_round_counts_for_five_minutes_or_as_long_as_is_said(house: Complaints) -> None:
    with freeze_time("2026-11-02 02:00:00") as now:
        assert house("daemon", "--once").exit_code == 0
        now.tick(300)
        status = house("daemon", "status")
        assert (status.exit_code, status.stdout.splitlines()[0]) == (0, "All is well.")
        assert "Last round of `complaints daemon --once` on " in status.stdout
        assert "2026-11-02 10:00" in status.stdout
        now.tick(1)
        late = house("daemon", "status")
        assert late.exit_code == 10
        assert late.stdout.startswith(
            "No daemon lives, and the last round of `complaints daemon --once` was too long ago"
        )
        assert "上一轮" in house("daemon", "status", "--lang", "zh").stdout
        assert house("daemon", "status", "--max-age", "900").exit_code == 0
        assert house("daemon", "status", "--max-age", "0").exit_code == 10


def test_the_last_round_of_a_machine_takes_the_place_of_the_one_before(house: Complaints) -> None:
    with freeze_time("2026-11-02 02:00:00") as now:
        for _ in range(3):
            assert house("daemon", "--once").exit_code == 0
            now.tick(60)
        found = json.loads(house("daemon", "status", "--json").stdout)
    (only,) = found["daemons"]
    assert (found["lives"], only["lives"], only["once"]) == (True, True, True)
    assert only["seen_at"] == only["swept_at"] == "2026-11-02T02:02:00Z"


def test_a_round_on_a_database_that_cannot_be_written_to_is_none_though_nothing_was_due(
    house: Complaints,
) -> None:
    with by_hand(Path(os.environ["COMPLAINTS_DB"])) as connection:
        refuse_inserts(connection, "complaints_daemons", "没有地方了")
    done = house("daemon", "--once")
    assert (done.exit_code, done.stdout) == (8, "")
    assert "Nothing was changed" in done.stderr
