"""Which channels there are, and whether messages arrive, by the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from command_lines import Complaints

LAUNCHER = Path(__file__).parents[2] / "cli.py"
FILES = """\
[defaults]
channels = ["record"]
[alarms]
channels = ["log", "record"]
[channels.record]
type = "file"
path = "消息.jsonl"
[channels.hook]
type = "webhook"
url = "http://127.0.0.1:1/"
secret = {env = "HOOK_KEY"}
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "complaints.toml"
    file.write_text(FILES, encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_CONFIG", str(file))
    monkeypatch.delenv("HOOK_KEY", raising=False)
    return file


def sent(settings: Path) -> list[dict[str, object]]:
    file = settings.with_name("消息.jsonl")
    return [json.loads(one) for one in file.read_text("utf-8").splitlines()]


def told(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    return result.stdout


class TestTrying:
    """``notify test`` sends a real message."""

    def test_whoever_has_no_address_is_told_on_the_default_channels(
        self, house: Complaints, settings: Path
    ) -> None:
        assert "record: sent to nobody in particular, as test-" in told(
            house("notify", "test", "lin"), 0
        )
        (message,) = sent(settings)
        assert (message["recipient"], message["channel"]) == ("lin", "record")
        assert "Test of a channel: nothing to do" in str(message["text"])

    def test_whoever_has_addresses_on_unknown_channels_only_is_told_on_the_default_ones(
        self, house: Complaints, settings: Path
    ) -> None:
        told(house("staff", "add", "lin", "--reach", "pager=7"), 0)
        said = told(house("notify", "test", "lin"), 9)
        assert "the settings have no such channel" in said
        assert [one["channel"] for one in sent(settings)] == ["record"]

    def test_every_channel_of_a_person_is_tried(self, house: Complaints, settings: Path) -> None:
        reach = ("--reach", "record=内线 7", "--reach", "hook=lin", "--reach", "pager=7")
        told(house("staff", "add", "lin", *reach), 0)
        result = house("notify", "test", "lin", "--json")
        channels = {one["channel"]: one for one in json.loads(told(result, 9))["channels"]}
        assert {name: one["sent"] for name, one in channels.items()} == {
            "record": True,
            "hook": False,
            "pager": False,
        }
        assert "HOOK_KEY" in channels["hook"]["reason"]
        assert "no such channel" in channels["pager"]["reason"]
        assert channels["record"]["address"] == "内线 7"
        (message,) = sent(settings)
        assert message["delivery"] == channels["record"]["delivery"]
        assert message["address"] == "内线 7"

    def test_one_channel_may_be_named(self, house: Complaints, settings: Path) -> None:
        told(house("staff", "add", "lin", "--reach", "hook=lin"), 0)
        told(house("notify", "test", "lin", "--channel", "record"), 0)
        assert len(sent(settings)) == 1
        result = house("notify", "test", "lin", "--channel", "recrd")
        assert result.exit_code == 3
        assert "Did you mean record?" in result.stderr

    def test_the_log_is_a_channel_too(self, house: Complaints) -> None:
        result = house("notify", "test", "lin")
        assert "log: sent to" in told(result, 0)
        assert "Message to lin: TEST (Test of a channel, nothing to do)." in result.stderr

    def test_nobody_else_is_written_to(self, house: Complaints, settings: Path) -> None:
        result = house("notify", "test", "lim")
        assert result.exit_code == 3
        assert "Did you mean lin?" in result.stderr
        assert not settings.with_name("消息.jsonl").exists()

    def test_it_speaks_chinese(self, house: Complaints, settings: Path) -> None:
        words = ("notify", "test", "lin", "--lang", "zh")
        assert "record：已发给" in told(house(*words), 0)
        assert "渠道测试" in str(sent(settings)[0]["text"])


class TestListing:
    """``notify channels`` says what is set up."""

    def test_what_is_missing_is_said_and_where_a_channel_is_used(
        self, complaints: Complaints, settings: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listed = told(complaints("notify", "channels"), 9)
        assert f"Settings: {settings}" in listed
        rows = {line.split()[0]: line for line in listed.splitlines()[2:]}
        assert "for alarms" in rows["log"]
        assert "by default, for alarms" in rows["record"]
        assert "secret: the variable HOOK_KEY is not set" in rows["hook"]
        monkeypatch.setenv("HOOK_KEY", "hunter2")
        assert "hunter2" not in told(complaints("notify", "channels"), 0)

    def test_programs_get_it_as_json(self, complaints: Complaints, settings: Path) -> None:
        found = json.loads(told(complaints("notify", "channels", "--json"), 9))
        assert found["settings"] == str(settings)
        assert found["channels"][2] == {
            "name": "hook",
            "type": "webhook",
            "default": False,
            "alarms": False,
            "missing": "secret: the variable HOOK_KEY is not set",
        }

    def test_templates_that_cannot_be_used_are_said(
        self,
        complaints: Complaints,
        settings: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("HOOK_KEY", "x")
        settings.write_text(FILES + '[messages]\ntemplates = "措辞"\n', encoding="utf-8")
        (tmp_path / "措辞").mkdir()
        assert json.loads(told(complaints("notify", "channels", "--json"), 0))["templates"] == []
        (tmp_path / "措辞" / "alarm.txt").write_text("{{ complainant }}")
        said = told(complaints("notify", "channels"), 9)
        assert f"The template {tmp_path / '措辞' / 'alarm.txt'}:1 cannot be used" in said
        for tag in ("en", "zh"):
            (tmp_path / "措辞" / tag).mkdir()
            (tmp_path / "措辞" / tag / "party.txt").write_text(" ")
        said = told(complaints("notify", "channels", "--lang", "zh"), 9)
        assert said.count("内容为空") == 2
        assert said.count("complainant") == 1

    def test_without_settings_there_is_the_log(self, complaints: Complaints) -> None:
        listed = told(complaints("notify", "channels"), 0)
        assert "complaints notify sample" in listed
        assert "log" in listed

    def test_a_wrong_file_is_refused_with_all_that_is_wrong(
        self, complaints: Complaints, settings: Path
    ) -> None:
        settings.write_text('[channels.hook]\ntype = "webhok"\n[alarm]\n', encoding="utf-8")
        result = complaints("notify", "channels", "--lang", "zh")
        assert result.exit_code == 2
        assert str(settings) in result.stderr
        assert "channels.hook.type" in result.stderr
        assert "是否想写 alarms？" in result.stderr
        assert "Traceback" not in result.stderr

    def test_a_file_that_is_named_must_be_there(self, complaints: Complaints) -> None:
        result = complaints("notify", "channels", "--config", "none.toml")
        assert result.exit_code == 2
        assert "none.toml" in result.stderr

    def test_the_file_in_the_folder_of_the_user_is_found(
        self, complaints: Complaints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workflow.bootstrap.user_config_path", lambda *_a, **_k: tmp_path)
        (tmp_path / "complaints.toml").write_text('[channels.x]\ntype = "file"\npath = "y"\n')
        assert "x" in told(complaints("notify", "channels"), 0).split()


def test_the_sample_is_printed_in_the_language_of_the_reader(complaints: Complaints) -> None:
    assert "# How messages go out." in told(complaints("notify", "sample"), 0)
    assert "企业微信" in told(complaints("notify", "sample", "--lang", "zh"), 0)
    assert (
        "[channels.mail]" in json.loads(told(complaints("notify", "sample", "--json"), 0))["sample"]
    )


def test_looking_at_a_case_imports_no_sender(opened: Complaints, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['complaints', 'show', '1']\n"
        "from workflow.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "found = [*{'jinja2', 'smtplib', 'http.client', 'tomllib'} & {*sys.modules}]\n"
        "found += [one for one in sys.modules if one.startswith('workflow.notify')]\n"
        "sys.exit(repr(found) if found else 0)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=LAUNCHER.parent,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stderr) == (0, b""), result.stdout.decode()
