"""The daemon sends by the channels of the settings."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from daemon_process import Daemon, once, wait_until
from errands import SECRET, opened

from workflow import Workflow

SOON = timedelta(seconds=2)
LONG_AGO = -timedelta(minutes=20)
SETTINGS = """\
[messages]
language = "zh"
digest = 0
[defaults]
channels = ["record"]
[channels.record]
type = "file"
path = "sent.jsonl"
[channels.own]
type = "file"
path = "own.jsonl"
[channels.hook]
type = "webhook"
url = "http://127.0.0.1:1/"
secret = {env = "HOOK_KEY_NOBODY_SET"}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "complaints.toml"
    file.write_text(SETTINGS, encoding="utf-8")
    return file


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(one) for one in file.read_text("utf-8").splitlines()]


def test_a_round_sends_to_the_addresses_of_people_otherwise_by_default(
    errands: Path, settings: Path, tmp_path: Path
) -> None:
    (case,) = opened(errands, "errand", LONG_AGO)
    with Workflow(str(errands)) as flow:
        flow.add_staff("老王", reach={"own": "内线 7", "gone": "nobody"})
    result = once(errands, "--config", str(settings))
    assert result.returncode == 0, result.stderr
    (to_owner,) = lines(tmp_path / "sent.jsonl")
    (to_superior,) = lines(tmp_path / "own.jsonl")
    assert (to_owner["recipient"], to_owner["address"]) == ("小林", None)
    assert (to_superior["recipient"], to_superior["address"]) == ("老王", "内线 7")
    assert case in str(to_owner["subject"])
    assert str(to_owner["text"]).startswith("逾期：")
    assert not any(word in str(to_owner) + str(to_superior) for word in SECRET.split())
    assert f"message {to_superior['delivery']} was sent by own to 老王" in result.stderr
    assert "内线 7" not in result.stderr


def test_a_channel_that_does_not_work_holds_up_no_other(
    errands: Path, settings: Path, tmp_path: Path
) -> None:
    opened(errands, "errand", LONG_AGO)
    with Workflow(str(errands)) as flow:
        flow.add_staff("老王", reach={"hook": "x"})
    result = once(errands, "--config", str(settings), "--json")
    assert result.returncode == 9
    assert json.loads(result.stdout)["unsent"] == 1
    assert "the variable HOOK_KEY_NOBODY_SET is not set" in result.stderr
    assert len(lines(tmp_path / "sent.jsonl")) == 1


def test_the_daemon_says_at_once_what_is_missing_and_sends_the_rest(
    errands: Path, settings: Path, tmp_path: Path
) -> None:
    opened(errands, "errand", SOON)
    (tmp_path / "words").mkdir()
    broken = tmp_path / "words" / "escalation.txt"
    broken.write_text("{{ complainant }}")
    text = settings.read_text("utf-8").replace("digest = 0", "digest = 0\ntemplates = 'words'")
    settings.write_text(text, encoding="utf-8")
    # Whenever a channel has sent what there was it says so, at this level.
    with Daemon(errands, "--config", str(settings), "--debug") as daemon:
        (line,) = daemon.wait_for("the channel hook cannot send yet")
        assert "secret: the variable HOOK_KEY_NOBODY_SET is not set" in line
        daemon.wait_for("keeping deadlines in")
        wait_until((tmp_path / "sent.jsonl").exists, daemon)
        code, _output = daemon.stop()
    assert code == 0
    (line,) = daemon.messages()
    assert f"The template {broken}:1 cannot be used" in line
    with Workflow(str(errands)) as flow:
        (seen,) = flow.health().daemons
    assert str(broken) in seen.trouble


def test_settings_that_are_wrong_are_refused_before_anything_is_fired(
    errands: Path, settings: Path
) -> None:
    opened(errands, "errand", LONG_AGO)
    settings.write_text("[defaults]\nchannels = ['mail']\n", encoding="utf-8")
    result = once(errands, "--config", str(settings))
    assert result.returncode == 2
    assert "defaults.channels: there is no mail" in result.stderr
    with Workflow(str(errands)) as flow:
        assert [one.type for one in flow.history(1)].count("deadline_missed") == 0
