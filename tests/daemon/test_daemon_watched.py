"""Who operates it sees from outside what it does: status, log for machines, metrics."""

import json
import re
import socket
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest
from daemon_process import Daemon, ended, once
from errands import SECRET, opened
from metrics_text import parsed

from workflow import Workflow
from workflow.cli.logs import ABOUT
from workflow.daemon.metrics import Address, MetricsServer
from workflow.daemon.record import Record
from workflow.errors import AddressUnusable
from workflow.store.daemons import Rest
from workflow.translation import language

SOON = timedelta(seconds=2)
LONG_AGO = -timedelta(minutes=20)


def can_listen(host: str) -> bool:
    try:
        with socket.create_server((host, 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


HAS_IPV6 = can_listen("::1")


def metrics_of(url: str) -> dict[str, float]:
    with urllib.request.urlopen(url) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        return parsed(answer.read().decode("utf-8"))


def test_its_status_says_whether_it_lives_and_what_it_did(errands: Path) -> None:
    before = ended("daemon", "status", "--db", str(errands))
    assert before.returncode == 10
    assert before.stdout.startswith("No daemon lives")
    (case,) = opened(errands, "errand", SOON)
    with Daemon(errands, "--debug") as daemon:
        daemon.wait_for("a sign of life is written")
        daemon.wait_for("workflow.messages", case, count=2)
        during = ended("daemon", "status", "--db", str(errands), "--lang", "zh")
        assert during.returncode == 0, during.stdout
        assert during.stdout.startswith("一切正常。")
        assert str(daemon.process.pid) in during.stdout
        assert "最近一次触发晚了多久" in during.stdout
        assert daemon.stop()[0] == 0
    after = ended("daemon", "status", "--db", str(errands), "--json")
    assert after.returncode == 10
    found = json.loads(after.stdout)
    (one,) = found["daemons"]
    assert (found["lives"], one["process"], one["trouble"]) == (False, daemon.process.pid, "")
    assert one["host"] == socket.gethostname()
    assert one["started_at"] <= one["swept_at"] <= one["seen_at"] == one["stopped_at"]
    assert one["late_seconds"] >= 0
    assert one["channels"] == ["log"]


def test_its_status_ends_with_9_when_a_case_is_set_aside(errands: Path) -> None:
    (case,) = opened(errands, "guarded", LONG_AGO)
    with Daemon(errands, "--debug") as daemon:
        daemon.wait_for("a sign of life is written")
        daemon.wait_for("is set aside", case)
        result = ended("daemon", "status", "--db", str(errands))
        assert result.returncode == 9
        assert result.stdout.startswith("1 case is set aside")
        assert daemon.stop()[0] == 0


@pytest.mark.parametrize("words", [["--once", "status"], ["status", "--max-age", "9999999"]])
def test_options_that_mean_nothing_are_refused(errands: Path, words: list[str]) -> None:
    result = ended("daemon", *words, "--db", str(errands))
    assert result.returncode == 2
    assert result.stderr


def test_its_log_for_machines_is_an_object_on_each_line(errands: Path) -> None:
    aside, *_ = opened(errands, "guarded", LONG_AGO)
    (case,) = opened(errands, "errand", SOON)
    with Daemon(errands, "--log-format", "json", "--lang", "zh") as daemon:
        daemon.wait_for('"event": "message"', case, count=2)
        assert daemon.stop()[0] == 0
    lines = [json.loads(line) for line in daemon.lines]
    for line in lines:
        assert list(line)[:4] == ["time", "level", "logger", "message"]
        assert set(list(line)[4:]) <= set(ABOUT)
        assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)
    assert not any(word in line for word in SECRET.split() for line in daemon.lines)
    (missed,) = [one for one in lines if one.get("rung") == "miss" and one["case"] == case]
    assert (missed["event"], missed["deadline"], missed["cycle"]) == ("fired", "answer", 1)
    (set_aside,) = [one for one in lines if one.get("event") == "set_aside"]
    assert (set_aside["level"], set_aside["case"]) == ("ERROR", aside)
    told = [one for one in lines if one.get("event") == "message"]
    assert len({one["delivery"] for one in told}) == 2
    assert all("答复期限" in one["message"] and one["due"].endswith("Z") for one in told)
    assert lines[-1]["event"] == "stopped"


def test_a_single_round_writes_its_log_for_machines_too(errands: Path) -> None:
    (case,) = opened(errands, "errand", LONG_AGO)
    result = once(errands, "--log-format", "json")
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert {one["case"] for one in lines} == {case}


def test_metrics_say_what_was_done_and_what_waits(errands: Path, tmp_path: Path) -> None:
    opened(errands, "guarded", LONG_AGO)
    (case,) = opened(errands, "errand", SOON)
    with Daemon(errands, "--metrics", "0", "--debug") as daemon:
        url = daemon.wait_for("metrics are at")[0].split()[-1]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/metrics", url), "to this machine only"
        daemon.wait_for("missed.1 fired", case)
        daemon.wait_for("workflow.messages", case, count=2)
        daemon.wait_for("next round wanted", count=2)
        found = metrics_of(url)
        with pytest.raises(HTTPError, match="404"):
            urllib.request.urlopen(url.replace("metrics", "secrets"))
        with pytest.raises(HTTPError, match="501"):
            urllib.request.urlopen(url, data=b"x")
        errands.replace(tmp_path / "away.db")
        without = metrics_of(url)
        (tmp_path / "away.db").replace(errands)
        assert daemon.stop()[0] == 0
    version = [name for name in found if name.startswith("complaints_build_info{version=")]
    assert [found[name] for name in version] == [1]
    assert found["complaints_fired_total"] == found["complaints_lateness_seconds_count"] == 3
    most = found['complaints_lateness_seconds{quantile="1"}']
    assert 0 < most <= found["complaints_lateness_seconds_sum"]
    assert found['complaints_send_failures_total{channel="log"}'] == 0
    assert found["complaints_set_aside"] == found["complaints_database_readable"] == 1
    assert found["complaints_outbox_given_up"] == found["complaints_outbox_untried"] == 0
    assert found["complaints_last_sweep_timestamp_seconds"] > 1_700_000_000
    assert without["complaints_database_readable"] == 0
    assert "complaints_set_aside" not in without
    assert without["complaints_fired_total"] == 3


def test_metrics_count_each_channel_from_0_on(errands: Path) -> None:
    record = Record()
    record.channels(["mail", "log"])
    record.sent("mail")
    record.failed("mail")
    record.failed("mail")
    record.rests(Rest("mail", datetime(2026, 11, 2, tzinfo=UTC), "没有应答"))
    address = Address("::1" if HAS_IPV6 else "127.0.0.1", 0)
    with Workflow(str(errands)) as flow, MetricsServer(address, flow, record) as server:
        found = metrics_of(server.url)
    channels = {name: value for name, value in found.items() if "channel" in name}
    assert channels == {
        'complaints_sent_total{channel="log"}': 0,
        'complaints_sent_total{channel="mail"}': 1,
        'complaints_send_failures_total{channel="log"}': 0,
        'complaints_send_failures_total{channel="mail"}': 2,
        'complaints_channel_works{channel="log"}': 1,
        'complaints_channel_works{channel="mail"}': 0,
    }
    assert "complaints_last_sweep_timestamp_seconds" not in found


def test_an_address_that_is_taken_is_refused_before_anything_is_fired(errands: Path) -> None:
    opened(errands, "errand", LONG_AGO)
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        result = ended("daemon", "--metrics", taken, "--db", str(errands))
    assert result.returncode == 2
    assert result.stderr == (
        f"Error: Metrics cannot be served at {taken}: another program listens there, perhaps a "
        "daemon that runs already. The daemon was not started. Name another with --metrics "
        "[HOST:]PORT.\n"
    )
    assert "Traceback" not in result.stderr
    with Workflow(str(errands)) as flow:
        assert not flow.health().daemons
        assert [one.type for one in flow.history(1)].count("deadline_missed") == 0


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "at 192.0.2.1:9464: this machine has no such address."),
        ("zh", "无法在 192.0.2.1:9464 提供指标：本机没有这个地址。守护进程没有启动。"),
    ],
)
def test_an_address_of_another_machine_is_refused(errands: Path, tag: str, said: str) -> None:
    with language(tag), Workflow(str(errands)) as flow:
        with pytest.raises(AddressUnusable) as caught:
            MetricsServer(Address("192.0.2.1", 9464), flow, Record())
        assert said in str(caught.value)


@pytest.mark.parametrize("words", ["metrics", "70000", "127.0.0.1:", "-1", "[::1]"])
def test_an_address_that_is_none_is_refused(errands: Path, words: str) -> None:
    result = ended("daemon", f"--metrics={words}", "--db", str(errands), "--lang", "zh")
    assert result.returncode == 2
    assert "端口" in result.stderr
