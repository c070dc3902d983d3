"""``digest``: what each person has to see to, shown or sent."""

import json
import logging
from pathlib import Path

import pytest
from command_lines import Complaints, copied, made
from frozen import freeze_time

MONDAY, THURSDAY = "2026-11-02 01:00:00", "2026-11-05 01:00:00"
RECEIVED = {"complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service"}


def furnish(complaints: Complaints) -> None:
    given = [word for name, one in RECEIVED.items() for word in ("--set", f"{name}={one}")]
    with freeze_time(MONDAY):
        assert complaints("init", "--zone", "Asia/Shanghai").exit_code == 0
        for name in ("张三丰", "lin"):
            assert complaints("staff", "add", name, "--role", "specialist").exit_code == 0
        for owner in ("张三丰", "lin", "张三丰"):
            assert complaints("open", "complaint", *given, "--as", owner).exit_code == 0


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("template") / "house.db", furnish)


@pytest.fixture
def house(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """Two specialists with three complaints of Monday between them."""
    copied(template, tmp_path / "house.db", monkeypatch)
    return complaints


def test_everybody_has_a_list_of_what_is_overdue_or_due_today(house: Complaints) -> None:
    with freeze_time(MONDAY):
        today = json.loads(house("digest", "--json").stdout)["people"]
    with freeze_time(THURSDAY):
        later = json.loads(house("digest", "--json").stdout)["people"]
        shown = house("digest", "--lang", "zh").stdout
    assert len(later) >= len(today)
    assert {one["person"] for one in later} == {"张三丰", "lin"}
    assert "张三丰" in shown
    assert "顾客投诉" in shown
    assert "李雷" not in shown


def test_days_look_ahead_and_one_person_is_asked_for(house: Complaints) -> None:
    with freeze_time(MONDAY):
        people = json.loads(house("digest", "lin", "--days", "30", "--json").stdout)["people"]
        assert [one["person"] for one in people] == ["lin"]
        dues = [one["due_at"] for one in people[0]["due"]]
        assert dues == sorted(dues) != []
        unknown = house("digest", "lim")
    assert unknown.exit_code == 3
    assert "lin" in unknown.stderr


def test_nobody_has_anything_due(house: Complaints) -> None:
    with freeze_time("2026-11-01 01:00:00"):
        assert house("digest").stdout == (
            "Nobody has anything due by the end of today. `complaints digest --days 7` looks a "
            "week ahead.\n"
        )
        assert "到今天结束为止，无人有到期事项。" in house("digest", "--lang", "zh").stdout
    with freeze_time("2026-10-01 01:00:00"):
        told = house("digest", "--days", "7").stdout
        assert told == "Nobody has anything due by the end of the 7 days after today.\n"


def test_who_is_asked_for_has_nothing_due_whatever_others_have(house: Complaints) -> None:
    with freeze_time(THURSDAY):
        assert house("staff", "add", "chen", "--role", "specialist").exit_code == 0
        assert house("digest", "chen").stdout == (
            "chen has nothing due by the end of today. `complaints digest chen --days 7` looks a "
            "week ahead.\n"
        )
        for days, until in (("1", "tomorrow"), ("7", "the 7 days after today")):
            told = house("digest", "chen", "--days", days).stdout
            assert told == f"chen has nothing due by the end of {until}.\n"
        assert "chen" in house("digest", "chen", "--lang", "zh").stdout


def test_it_is_sent_as_one_message_to_each(
    house: Complaints, caplog: pytest.LogCaptureFixture
) -> None:
    with freeze_time(THURSDAY), caplog.at_level(logging.INFO, "workflow.messages"):
        sent = house("digest", "--send", "--days", "30", "--json")
    assert sent.exit_code == 0
    told = json.loads(sent.stdout)
    assert [(one["person"], one["sent"]) for one in told["sent"]] == [
        ("lin", True),
        ("张三丰", True),
    ]
    lines = [one.getMessage() for one in caplog.records if one.name == "workflow.messages"]
    assert len(lines) == sum(len(one["due"]) for one in told["people"])
    assert len({line.rpartition("[")[2] for line in lines}) == 2  # two deliveries


def test_it_tells_what_is_on_file_where_the_house_says_so(
    house: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words").mkdir()
    for name in ("reminder.txt", "escalation.txt"):
        (tmp_path / "words" / name).write_text("{{ fields.complainant }}", "utf-8")
    settings = tmp_path / "house.toml"
    channel = '[channels.{name}]\ntype = "file"\npath = "{name}.jsonl"\n'
    settings.write_text(
        f'[messages]\ntemplates = "words"\n{channel.format(name="told")}fields = true\n'
        f"{channel.format(name='bare')}",
        "utf-8",
    )
    monkeypatch.setenv("COMPLAINTS_CONFIG", str(settings))
    with freeze_time(THURSDAY):
        reach = ("--reach", "told=1", "--reach", "bare=1")
        assert house("staff", "add", "lin", *reach).exit_code == 0
        assert house("digest", "lin", "--send").exit_code == 0
    told, bare = (
        json.loads((tmp_path / f"{name}.jsonl").read_text("utf-8"))["text"]
        for name in ("told", "bare")
    )
    assert "李雷" in told
    assert "李雷" not in bare


def test_what_did_not_go_is_said(house: Complaints) -> None:
    with freeze_time(THURSDAY):
        assert house("staff", "add", "lin", "--reach", "mail=lin@example.com").exit_code == 0
        sent = house("digest", "--send", "--days", "30")
        chinese = house("digest", "--send", "--days", "30", "--lang", "zh")
    assert (sent.exit_code, chinese.exit_code) == (9, 9)
    assert "mail: not sent to lin@example.com" in sent.stdout
    assert sent.stdout.splitlines()[-1] == (
        "What did not go is not tried again by itself. Once the channel works: "
        "`complaints digest lin --days 30 --send`."
    )
    assert "张三丰, log: sent" in sent.stdout
    assert chinese.stdout.splitlines()[-1] == (
        "没有发出的清单不会自动重发。渠道恢复后：`complaints digest lin --days 30 --send`。"
    )
