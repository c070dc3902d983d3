"""What recurs, on the command line: shown, done, told of, and compared."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import Complaints
from frozen import freeze_time
from house import Clock
from rounds import LAPSING, MONTHLY, ROUND, rounds

from workflow import Workflow

SEVERAL = f"{ROUND[ROUND.index('  lobby: {title') :]}{LAPSING}{MONTHLY}"


def told(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.fixture
def centre(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workflow]:
    """A house with rounds, its clock moved by hand; commands work on its database."""
    path = tmp_path / "centre.db"
    path.write_bytes(template.read_bytes())
    monkeypatch.setenv("COMPLAINTS_DB", str(path))
    clock = Clock()
    with Workflow(str(path), clock=clock) as flow:
        flow.publish(rounds(SEVERAL))
        clock.advance(minutes=25)
        flow.fire_due()
        flow.close()
        yield flow


def test_what_recurs_is_shown_with_when_it_comes_and_what_came_of_it(
    centre: Workflow, complaints: Complaints
):
    lines = told(complaints("schedules", "--lang", "zh")).splitlines()
    assert [one.strip() for one in lines if "每 10 分钟" in one or "工作时间" in one]
    row = next(one for one in lines if one.startswith("lobby（大堂巡查）"))
    assert "2026-11-02 10:30" in row
    assert "失败，将重试" in row
    assert "顺延至下一工作日" in "".join(lines)
    english = told(complaints("schedules"))
    assert "lobby at main failed 1 time and is tried again" in english
    assert "every 10 minutes" in english
    assert "day 1 of each month" in english
    (found,) = json.loads(told(complaints("schedules", "lobby", "--json")))["schedules"]
    assert (found["next_at"], found["failing"]) == ("2026-11-02T02:30:00Z", 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "failed, is tried again 2026-11-02 10:26: "),
        ("zh", "失败，将重试（2026-11-02 10:26）："),
    ],
)
def test_when_what_failed_is_tried_again_is_said(
    centre: Workflow, complaints: Complaints, language: str, said: str
):
    for words in (("schedules",), ("schedules", "lobby", "--missed")):
        assert said in told(complaints(*words, "--lang", language))
    (one, *_) = json.loads(told(complaints("schedules", "--missed", "--json")))["recurred"]
    assert one["again_at"] == "2026-11-02T02:26:00Z"


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("schedules", "looby"), "lobby"),
        (("schedules", "looby", "--past"), "lobby"),
        (("schedules", "--site", "mian"), "main"),
        (("schedules", "--missed", "--site", "mian"), "main"),
        (("skip", "looby", "2026-11-02 10:20", "--reason", "x", "--as", "ann"), "lobby"),
    ],
)
def test_a_mistyped_schedule_or_site_is_refused_with_what_is_like_it(
    centre: Workflow, complaints: Complaints, words: tuple[str, ...], near: str
):
    result = complaints(*words)
    assert (result.exit_code, result.stdout) == (3, "")
    assert near in result.stderr


def test_where_nothing_failed_skipping_points_to_no_empty_list(
    centre: Workflow, complaints: Complaints
):
    words = ("skip", "monthly", "2026-11-02 10:20", "--reason", "x", "--as", "ann")
    result = complaints(*words)
    assert result.exit_code == 4
    assert "--missed" not in result.stderr
    assert "complaints schedules monthly --past" in result.stderr


def test_those_of_one_site_are_listed(centre: Workflow, complaints: Complaints):
    told(complaints("site", "add", "garden", "--zone", "Asia/Tokyo"))
    assert told(complaints("schedules", "--past", "--site", "garden")) == "Nothing recurred.\n"
    assert "lobby" in told(complaints("schedules", "--past", "--site", "main"))


def test_what_came_is_listed_with_why_nothing_was_done(centre: Workflow, complaints: Complaints):
    past = told(complaints("schedules", "lobby", "--past")).splitlines()
    assert [one.split()[1] for one in past[2:]] == ["10:20", "10:10"]
    assert "skipped: a later one was due as well" in past[3]
    missed = json.loads(told(complaints("schedules", "--missed", "--json")))["recurred"]
    assert [one["outcome"] for one in missed] == ["waiting", "skipped"]
    assert missed[1]["why"] == "superseded"


def test_a_house_in_which_nothing_recurs_says_so(house: Complaints):
    assert told(house("schedules")) == "Nothing recurs.\n"
    assert told(house("schedules", "--past")) == "Nothing recurred.\n"


def test_what_failed_ends_the_command_with_9_until_it_is_done(
    centre: Workflow, complaints: Complaints
):
    assert "failed and is tried again: `complaints schedules`" in told(
        complaints("daemon", "status"), 10
    )
    assert "[WRONG] 1 time that something recurs failed" in complaints("doctor").stdout
    with freeze_time("2026-11-02T02:26:30Z"):
        said = told(complaints("daemon", "--once"), 9)
        assert "Recurred: 0. Failed, to be tried again: 1." in said
        told(complaints("staff", "add", "马师傅", "--role", "guard"))
    with freeze_time("2026-11-02T02:29:59Z"):
        done = json.loads(told(complaints("daemon", "--once", "--json")))
        assert (done["recurred"], done["recurring_failed"]) == (1, 0)
    history = told(complaints("history", "1"))
    assert "By the schedule lobby, due 2026-11-02 10:20" in history
    assert "start, by the schedule" not in history
    assert "by the schedule lobby" in told(complaints("explain", "1", "--all"))


def test_what_failed_is_skipped_and_shown_with_who_and_why(
    centre: Workflow, complaints: Complaints
):
    told(complaints("staff", "add", "王主管", "--role", "supervisor"))
    words = ("skip", "lobby", "2026-11-02 10:20", "--as", "王主管", "--reason")
    assert "not tried again" in told(complaints(*words, "已在纸上登记"))
    assert "skipped by 王主管: 已在纸上登记" in told(complaints("schedules"))
    (one, _other) = json.loads(told(complaints("schedules", "--missed", "--json")))["recurred"]
    assert (one["outcome"], one["ended_by"], one["why"]) == ("skipped", "王主管", "已在纸上登记")
    assert complaints("doctor").stdout.count("Nothing that recurs has failed.") == 1
    again = complaints(*words, "已在纸上登记", "--lang", "zh")
    assert (again.exit_code, "lobby" in again.stderr) == (4, True)


def test_a_site_of_a_schedule_that_is_not_there_is_warned_of(
    centre: Workflow, complaints: Complaints, tmp_path: Path
):
    file = tmp_path / "round.yaml"
    text = ROUND.replace('edition: "1"', 'edition: "2"')
    file.write_text(text.replace("lobby}}", "lobby}, sites: [mian, main]}"), encoding="utf-8")
    published = complaints("definition", "publish", str(file))
    assert published.exit_code == 0
    (line,) = (one for one in published.stderr.splitlines() if "mian" in one)
    assert "No site is called mian. So lobby (Lobby) does not come there." in line
    assert "Did you mean main? `complaints site add mian` mends it." in line
    (found,) = json.loads(told(complaints("verify", "--json")))["warnings"]
    assert (found["code"], found["name"], found["schedule"]) == ("site_unknown", "mian", "lobby")
    told(complaints("site", "add", "mian", "--zone", "Asia/Shanghai"))
    assert "mian" not in complaints("verify", "--lang", "zh").stderr


def test_a_definition_and_what_changed_in_it_are_said_in_words(
    centre: Workflow, complaints: Complaints, tmp_path: Path
):
    shown = told(complaints("definition", "show", "round"))
    assert "day 1 of each month, at 09:00, from a closed day to the next working day" in shown
    assert "does lapse in every case that is due (To be walked)" in shown
    newer = f"{ROUND[: ROUND.index('schedules:')]}schedules:\n{SEVERAL}"
    newer = newer.replace('edition: "1"', 'edition: "2"').replace("10 minutes", "1 hour")
    newer = (
        newer.replace(LAPSING, "").replace("next_open", "left_out").replace("{day: 1}", "monday")
    )
    file = tmp_path / "round.yaml"
    file.write_text(newer, encoding="utf-8")
    lines = told(complaints("definition", "diff", "round", str(file))).splitlines()
    found = [one.strip() for one in lines[lines.index("Schedules") :]]
    assert found[:7] == [
        "Schedules",
        "closing: gone",
        "lobby (Lobby)",
        "how often: 10 minutes → 1 hour",
        "monthly (Garden)",
        "on which days: day 1 of each month → Monday",
        "on a closed day: from a closed day to the next working day → not on a closed day",
    ]
