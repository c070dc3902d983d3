"""``outbox``: what did not arrive is listed, tried again, dropped, or sent to somebody else."""

import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from command_lines import Complaints, copied, made
from frozen import freeze_time

from workflow import Workflow
from workflow.errors import NotDelivered, StoreUnusable
from workflow.notify.log import LogSender
from workflow.wide import display_width

OPENED, MISSED = "2026-11-02 01:00:00", "2026-11-30 01:00:00"
RECEIVED = {"complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service"}


def undelivered(complaints: Complaints) -> None:
    """Make a complaint nobody dealt with, and whose messages did not arrive."""
    with freeze_time(OPENED):
        assert complaints("init", "--zone", "Asia/Shanghai").exit_code == 0
        for name, roles in (("wang", ["supervisor"]), ("张三丰", ["specialist"])):
            words = [word for one in roles for word in ("--role", one)]
            assert complaints("staff", "add", name, *words).exit_code == 0
        given = [word for name, one in RECEIVED.items() for word in ("--set", f"{name}={one}")]
        opened = complaints("open", "complaint", *given, "--as", "张三丰")
        assert opened.exit_code == 0, opened.stderr

    def refuse(_sender: LogSender, delivery: object) -> None:
        raise NotDelivered("log", "信箱已满", retryable=False)

    with freeze_time(MISSED), pytest.MonkeyPatch.context() as broken:
        broken.setattr(LogSender, "send", refuse)
        complaints("daemon", "--once")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("template") / "house.db", undelivered)


@pytest.fixture
def house(
    complaints: Complaints, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Complaints:
    """A house with such a complaint."""
    copied(template, tmp_path / "house.db", monkeypatch)
    return complaints


def dead(house: Complaints) -> list[dict[str, object]]:
    with freeze_time(MISSED):
        found = json.loads(house("outbox", "list", "--dead", "--json").stdout)
    messages: list[dict[str, object]] = found["messages"]
    return messages


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_given_up_is_listed_with_why_and_its_id(house: Complaints, language: str) -> None:
    with freeze_time(MISSED):
        shown = house("outbox", "list", "--dead", "--lang", language).stdout
    assert "信箱已满" in shown
    assert str(dead(house)[0]["delivery"]) in shown
    lines = shown.splitlines()[2:]
    assert len({display_width(line) for line in lines}) >= 1


@pytest.mark.parametrize(("language", "heading"), [("en", "Channel"), ("zh", "渠道")])
def test_what_is_tried_again_is_listed_with_its_channel_and_an_id_to_paste(
    house: Complaints, monkeypatch: pytest.MonkeyPatch, language: str, heading: str
) -> None:
    def fail(_sender: LogSender, delivery: object) -> None:
        raise NotDelivered("log", "服务器没有应答", retryable=True)

    monkeypatch.setattr(LogSender, "send", fail)
    with freeze_time(MISSED):
        house("outbox", "retry", "--all")
        house("daemon", "--once")
        listed = house("outbox", "list", "--lang", language).stdout
        headings, _line, *rows = listed.splitlines()
        assert heading in headings
        (message,) = json.loads(house("outbox", "list", "--json").stdout)["messages"]
        assert (message["channel"], message["given_up"]) == ("log", False)
        words = rows[0].split()
        assert "log" in words
        (pasted,) = (one for one in words if one == message["delivery"])
        told = house("outbox", "retry", pasted)
    assert (told.exit_code, told.stderr) == (0, "")


@pytest.mark.parametrize(
    ("language", "told"), [("en", "given up after 1 attempt ("), ("zh", "尝试 1 次后放弃（")]
)
def test_one_attempt_is_one(house: Complaints, language: str, told: str) -> None:
    with freeze_time(MISSED):
        assert told in house("outbox", "list", "--dead", "--lang", language).stdout


def test_it_is_tried_again(house: Complaints) -> None:
    number = len(dead(house))
    assert number >= 1
    with freeze_time(MISSED):
        told = house("outbox", "retry", "--all")
        assert (told.exit_code, f"{number} message" in told.stdout) == (0, True)
        assert dead(house) == []
        assert house("daemon", "--once").exit_code == 0
        assert "No message waits." in house("outbox", "list").stdout


@pytest.mark.parametrize(
    ("language", "given_up", "waited"),
    [
        (
            "en",
            "{n} message that was given up is tried again by the daemon.",
            "{n} message that waited for its next attempt is tried now.",
        ),
        ("zh", "守护进程将重新发送已放弃的 {n} 条消息。", "等待下次尝试的 {n} 条消息现在就尝试。"),
    ],
)
def test_all_are_tried_again_and_it_is_told_how_many_of_each(
    house: Complaints,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    given_up: str,
    waited: str,
) -> None:
    first, *others = (str(one["delivery"]) for one in dead(house))

    def fail(_sender: LogSender, _delivery: object) -> None:
        raise NotDelivered("log", "服务器没有应答", retryable=True)

    with freeze_time(MISSED):
        house("outbox", "retry", first)
        with monkeypatch.context() as broken:
            broken.setattr(LogSender, "send", fail)
            house("daemon", "--once")
        told = house("outbox", "retry", "--all", "--lang", language).stdout
        again = json.loads(house("outbox", "retry", "--all", "--json").stdout)
        assert (again["deliveries"], again["waited"]) == ([], [])
        assert house("daemon", "--once").exit_code == 0
    for line, number in ((given_up, len(others)), (waited, 1)):
        plural = (
            line
            if number == 1
            else line.replace("message that was", "messages that were").replace(" is ", " are ")
        )
        assert plural.format(n=number) in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "What was sent could not be written down ({n}): The database"),
        ("zh", "已发出但未能记录（{n} 条）：数据库"),
    ],
)
def test_a_round_that_could_not_write_down_what_it_sent_says_so_and_the_next_that_it_goes_again(
    house: Complaints, monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    number = len(dead(house))
    with freeze_time(MISSED):
        house("outbox", "retry", "--all")

    def away(*_words: object, sent: Sequence[object], **_more: object) -> None:
        if sent:
            raise StoreUnusable("house.db", "server closed the connection")

    with freeze_time(MISSED), monkeypatch.context() as broken:
        broken.setattr("workflow.service.outboxing.settle", away)
        done = house("daemon", "--once", "--lang", language)
    assert done.exit_code == 8
    assert told.format(n=number) in done.stderr
    assert "server closed the connection" in done.stderr
    assert "Nothing was changed" not in done.stderr
    with freeze_time("2026-11-30 01:02:00"):
        again = house("daemon", "--once", "--log-format", "json")
        assert again.exit_code == 0
    said = [json.loads(line) for line in again.stderr.splitlines()]
    events = [one["event"] for one in said if one.get("event") in {"again", "message"}]
    assert events == ["again"] * number + ["message"] * number


def test_a_round_counts_what_was_given_up(house: Complaints) -> None:
    number = len(dead(house))
    with freeze_time(MISSED):
        told = house("daemon", "--once")
        assert told.exit_code == 9
        assert f"Given up: {number}. `complaints outbox list --dead`" in told.stdout
        assert json.loads(house("daemon", "--once", "--json").stdout)["given_up"] == number
        house("outbox", "retry", "--all")
        assert house("daemon", "--once").exit_code == 0


def test_it_is_dropped_and_sent_to_somebody_else(house: Complaints) -> None:
    first, *others = (str(one["delivery"]) for one in dead(house))
    with freeze_time(MISSED):
        gone = house("outbox", "drop", first, "--reason", "已电话告知", "--as", "wang")
        assert gone.exit_code == 0, gone.stderr
        for one in others:
            sent = house("outbox", "redirect", one[:8], "wang", "--reason", "休假", "--as", "wang")
            assert sent.exit_code == 0, sent.stderr
            assert "wang" in sent.stdout
    assert dead(house) == []
    with freeze_time(MISSED), Workflow(os.environ["COMPLAINTS_DB"]) as flow:
        types = [one.type for one in flow.history(1)]
        assert types.count("message_redirected") == len(others)
        assert flow.verify().findings == ()


@pytest.mark.parametrize(
    ("language", "happened", "which"),
    [
        ("en", "message dropped", "Not sent by log to: nobody could be found"),
        ("zh", "消息丢弃", "未通过 log 发给：找不到任何人"),
    ],
)
def test_what_was_dropped_is_told_in_the_history_and_in_the_list(
    house: Complaints, language: str, happened: str, which: str
) -> None:
    (told,) = dead(house)
    with freeze_time(MISSED):
        refused = house("outbox", "drop", str(told["delivery"]), "--reason", "x", "--as", "nobody")
        assert (refused.exit_code, dead(house).count(told)) == (3, 1)
        drop = ("outbox", "drop", str(told["delivery"]), "--reason", "已电话告知", "--as", "wang")
        assert house(*drop).exit_code == 0
        history = house("history", "1", "--lang", language).stdout
        assert "wang" in history
        for one in (happened, which, "已电话告知"):
            assert one in history
        listed = house("outbox", "list", "--dropped", "--lang", language).stdout
        for one in (str(told["delivery"]), "已电话告知", "wang", "2026-11-30 09:00"):
            assert one in listed
        (one,) = json.loads(house("outbox", "list", "--dropped", "--json").stdout)["messages"]
    assert (one["ended_by"], one["ended_at"]) == ("wang", "2026-11-30T01:00:00Z")


SETTINGS = """[channels.record]
type = "file"
path = "sent.jsonl"
[defaults]
channels = ["record"]
[alarms]
channels = ["record"]
"""


@pytest.mark.parametrize(
    ("language", "here", "nobody"),
    [
        (
            "en",
            "the settings used here have no channel record",
            "Nobody sends what waits on record",
        ),
        ("zh", "此处所用的设置中没有渠道 record", "没有谁发送 record 上等待的消息"),
    ],
)
def test_what_waits_on_a_channel_that_was_removed_is_told_and_can_be_helped(
    house: Complaints, tmp_path: Path, language: str, here: str, nobody: str
) -> None:
    settings = tmp_path / "complaints.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with freeze_time(MISSED), Workflow(os.environ["COMPLAINTS_DB"]) as flow:
        (message,) = dead(house)
        flow.retry_message(str(message["delivery"]))
        case = str(message["case"])
    with closing(sqlite3.connect(os.environ["COMPLAINTS_DB"])) as other, other:
        for table in ("deliveries", "delivery_notices"):
            other.execute(f"UPDATE complaints_{table} SET channel = 'record'")
    words = ("--lang", language)
    with freeze_time("2026-11-30 01:11:00"):
        assert house("daemon", "--once").exit_code == 9  # its settings have no such channel
        assert here in house("outbox", "list", *words).stdout
        assert nobody in house("daemon", "status", *words).stdout
        (waiting,) = json.loads(house("outbox", "list", "--json").stdout)["messages"]
        told = house("outbox", "retry", waiting["id"], *words)
        assert (told.exit_code, "record" in told.stdout) == (0, True)
        with_it = house("outbox", "retry", waiting["id"], "--config", str(settings), *words)
        assert (with_it.exit_code, "record" in with_it.stdout) == (0, False)
        moved = house("outbox", "redirect", waiting["id"], "wang", "--reason", "x", "--as", "wang")
        assert (moved.exit_code, case in moved.stdout) == (0, True)
        assert house("daemon", "--once").exit_code == 0
        assert "No message waits." in house("outbox", "list").stdout
        assert house("verify").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("list", "--dead", "--dropped"), 2, "one of them"),
        (("retry",), 2, "a message, or --all"),
        (("retry", "ffffffff"), 3, "no message ffffffff"),
        (("drop", "ffffffff", "--reason", "x", "--as", "wang"), 3, "complaints outbox list"),
        (("redirect", "ffffffff", "wang", "--reason", "x", "--as", "wang"), 3, "no message"),
        (("drop", "ff", "--reason", "x", "--as", "wang"), 2, "at least 4 characters"),
    ],
)
def test_mistakes_are_told(house: Complaints, words: tuple[str, ...], code: int, told: str) -> None:
    result = house("outbox", *words)
    assert result.exit_code == code
    assert told in result.stderr


def test_how_people_are_reached_is_shown(house: Complaints) -> None:
    words = ("--reach", "mail=zhang@example.com", "--quiet", "22:00-7:00")
    assert house("staff", "add", "张三丰", *words).exit_code == 0
    shown = house("staff", "list").stdout
    assert "mail: zhang@example.com" in shown
    assert "quiet 22:00-07:00" in shown
    people = {
        one["name"]: one for one in json.loads(house("staff", "list", "--json").stdout)["staff"]
    }
    assert people["张三丰"]["contacts"] == {"mail": "zhang@example.com"}
