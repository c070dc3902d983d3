"""Settings say which channels there are; what is wrong with them is said all at once."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from letters_sent import Reading, Written, delivery

from workflow.errors import NotDelivered, SettingsInvalid
from workflow.notify import settings
from workflow.notify.secret import Secret
from workflow.service.delivery import Routes
from workflow.translation import language

MAIL = '[channels.mail]\ntype = "email"\nhost = "mail.example.com"\nfrom = "a@example.com"\n'
ROBOT = '[channels.robot]\ntype = "{}_robot"\nurl = "https://{}"\ntoken = {{env = "HOME"}}\n'
HOOK = '[channels.hook]\ntype = "webhook"\nurl = "https://example.com/hook"\n'


def problems(reading: Reading, text: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        reading(text)
    return list(caught.value.problems)


def test_without_a_file_everything_goes_to_the_log() -> None:
    found = settings.standard()
    assert found.routes == Routes()
    assert [one.channel for one in found.senders] == ["log"]


def test_an_empty_file_has_the_log_and_collects_for_a_quarter_of_an_hour(reading: Reading) -> None:
    assert reading("").routes == Routes(digest=timedelta(minutes=15))


def test_routes_come_from_the_file(reading: Reading) -> None:
    found = reading(
        HOOK
        + '[defaults]\nchannels = ["hook", "log"]\n[alarms]\nchannels = ["hook"]\n'
        + '[messages]\ndigest = "2 hours"\nattempts = 5\nlanguage = "zh"\n'
    )
    assert found.routes == Routes(
        channels=("log", "hook"),
        defaults=("hook", "log"),
        alarms=("hook",),
        digest=timedelta(hours=2),
        attempts=5,
    )
    assert [(one.name, one.type) for one in found.channels] == [("log", "log"), ("hook", "webhook")]


@pytest.mark.parametrize("off", ["0", '"0 minutes"'])
def test_a_digest_of_nothing_is_none(reading: Reading, off: str) -> None:
    assert reading(f"[messages]\ndigest = {off}\n").routes.digest == timedelta(0)


def test_a_mark_that_windows_editors_write_is_passed_over(written: Written) -> None:
    file = written("\ufeff[messages]\nattempts = 3\n")
    assert settings.read(file).routes.attempts == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[chanels.hook]\n", "chanels: there is no such key. Did you mean channels?"),
        (HOOK + "tiemout = 3\n", "channels.hook.tiemout: there is no such key. Did you mean timeo"),
        ('[channels.hook]\ntype = "webhok"\n', "Did you mean webhook?"),
        ("[channels.hook]\n", 'channels.hook.type: missing: write type = "email"'),
        ("channels = 3\n", "channels: expected [channels]"),
        ("[channels]\nhook = 3\n", "channels.hook: expected [channels.hook]"),
        ('[channels.log]\ntype = "file"\n', "channels.log: the log is a channel of itself"),
        ('[channels."My hook"]\n', "channels.My hook: the name of a channel is small letters"),
        ('[defaults]\nchannels = ["hok"]\n' + HOOK, "there is no hok; it is one of log, hook. Did"),
        ("[defaults]\nchannels = []\n", 'defaults.channels: expected channels = ["…"]'),
        ('[alarms]\nchannels = "log"\n', 'alarms.channels: expected channels = ["…"]'),
        ("[alarms]\nchannels = [3]\n", 'alarms.channels: expected channels = ["…"]'),
        ("[messages]\nattempts = 0\n", "messages.attempts: expected a number from 1 to 1000"),
        ("[messages]\nattempts = true\n", "messages.attempts: expected a number from 1 to 1000"),
        (
            '[messages]\ndigest = "15 apples"\n',
            "messages.digest: expected a number of seconds, minutes or hours, as in "
            'digest = "15 minutes"',
        ),
        ("[messages]\ndigest = 15\n", 'minutes or hours, as in digest = "15 minutes"'),
        (HOOK + 'timeout = "soon"\n', 'minutes or hours, as in timeout = "15 seconds"'),
        ('[messages]\ndigest = "90 hours"\n', "messages.digest: expected 43200 seconds at most"),
        ('[messages]\nlanguage = "fr"\n', "there is no fr; it is one of en, zh"),
        ('[messages]\ntemplates = "words"\n', "messages.templates: there is no folder"),
        (HOOK + 'timeout = "2 minutes"\n', "channels.hook.timeout: expected 25 seconds at most"),
        (HOOK + 'proxy = "https://proxy.example.com"\n', "channels.hook.proxy: expected proxy ="),
        (HOOK + 'proxy = "http://a:b@x:1"\n', "channels.hook.proxy: expected proxy ="),
        (HOOK + 'proxy = "x:3128"\n', "channels.hook.proxy: expected proxy ="),
        (
            '[channels.hook]\ntype = "webhook"\nurl = "http://localhost"\nproxy = "http://x:1"\n',
            "channels.hook.proxy: only what is encrypted goes through a proxy",
        ),
        (HOOK + 'ca = "none.pem"\n', "channels.hook.ca: there are no certificates in"),
        ('[channels.hook]\ntype = "webhook"\nurl = ""\n', "channels.hook.url: it is empty"),
        ('[channels.hook]\ntype = "webhook"\nurl = "ftp://x"\n', 'expected url = "https://host/p'),
        ('[channels.hook]\ntype = "webhook"\nurl = "https://a:b@x"\n', "channels.hook.url: expect"),
        ('[channels.hook]\ntype = "webhook"\nurl = "https://x:y"\n', "channels.hook.url: expected"),
        ('[channels.hook]\ntype = "webhook"\nurl = "https://x/ y"\n', "channels.hook.url: expect"),
        ('[channels.hook]\ntype = "webhook"\nurl = "http://example.com"\n', "everybody on the way"),
        (ROBOT.format("dingtalk", "x/robot/send"), "url: write only what comes before"),
        (ROBOT.format("feishu", "x/y/open-apis/bot"), "what comes before /open-apis/"),
        (ROBOT.format("feishu", "x/?y=1"), "what comes before /open-apis/"),
        ('[channels.out]\ntype = "command"\nrun = "mail"\n', "channels.out.run: expected run ="),
        ('[channels.out]\ntype = "file"\n', 'channels.out.path: missing: write path = "…"'),
        ('[channels.out]\ntype = "file"\npath = "no/x"\n', "channels.out.path: there is no folder"),
        (MAIL.replace("mail.", "mail..", 1), "channels.mail.host: expected host ="),
        (MAIL.replace("mail.", "https://mail.", 1), "channels.mail.host: expected host ="),
        (MAIL.replace("a@", "a", 1), "channels.mail.from: expected from ="),
        (MAIL + "port = 0\n", "channels.mail.port: expected a number from 1 to 65535"),
        (MAIL + 'port = "x"\n', "channels.mail.port: expected a number from 1 to 65535"),
        (MAIL + "port = true\n", "channels.mail.port: expected a number from 1 to 65535"),
        (MAIL + 'user = "x"\n', 'channels.mail.password: expected password = {env = "NAME"}'),
        (MAIL + 'password = {env = "X"}\n', 'channels.mail.user: missing: write user = "…"'),
        (MAIL + 'security = "none"\n', "channels.mail: everybody on the way could read it"),
        ("[channels\n", "line 1, column 10: this is not TOML (the name of a table ends with ])"),
        ("# 中\nx = [\n\n", "line 2, column 6: this is not TOML (a value is missing or cannot be "),
        ("x = [1 2]\n", "line 1, column 8: this is not TOML (a ] is missing, or a comma)"),
        ('x = "中\n', "line 1, column 7: this is not TOML (a quotation mark is not closed)"),
        ('x = "C:\\path"\n', "in a text a \\ is written twice, or the text stands in single quo"),
        ("x = 1\nx = 2\n", "(this key or table stands there already)"),
        ('x = "\x01"\n', "line 1, column 6: this is not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_key(reading: Reading, text: str, said: str) -> None:
    (found,) = problems(reading, text)
    assert said in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = [", "第 1 行第 6 列：不是 TOML（缺少值或值无法识别；文本要加引号，列表以 ] 结尾）"),
        ('[messages]\ndigest = "15 个"\n', '应写成多少秒、分钟或小时，如 digest = "15 minutes"'),
    ],
)
def test_it_is_said_in_chinese(written: Written, text: str, said: str) -> None:
    with language("zh"), pytest.raises(SettingsInvalid) as caught:
        settings.read(written(text))
    (found,) = caught.value.problems
    assert said in found


def test_everything_that_is_wrong_is_said_at_once_with_the_file(
    reading: Reading, tmp_path: Path
) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        reading('[messages]\nattempts = "3"\ndigests = 1\n[other]\n')
    lines = str(caught.value).splitlines()
    assert str(tmp_path / "complaints.toml") in lines[0]
    assert [one.split(":")[0].strip() for one in lines[1:]] == [
        "messages.attempts",
        "messages.digests",
        "other",
    ]


def test_what_is_wrong_is_said_in_chinese_too(written: Written) -> None:
    with language("zh"), pytest.raises(SettingsInvalid) as caught:
        settings.read(written("[messages]\nattemps = 3\n"))
    assert "没有这个键" in str(caught.value)
    assert "attempts" in str(caught.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        settings.read(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsInvalid, match="UTF-8"):
        settings.read(tmp_path / "bytes.toml")


def test_a_default_channel_that_reaches_nobody_by_itself_is_refused(reading: Reading) -> None:
    mail = '[channels.mail]\ntype = "email"\nhost = "mail.example.com"\nfrom = "a@example.com"\n'
    (found,) = problems(reading, mail + '[alarms]\nchannels = ["mail"]\n')
    assert found == "alarms.channels: mail reaches nobody by itself: write `to` in [channels.mail]"
    reading(mail + 'to = "desk@example.com"\n[alarms]\nchannels = ["mail"]\n')
    reading(mail)


class TestSecrets:
    """Secrets stand elsewhere, and nothing tells them."""

    PLAIN = "hunter2-in-the-clear"

    @pytest.mark.parametrize(
        "written_as",
        [
            f'"{PLAIN}"',
            f'{{env = "{PLAIN}"}}',
            f'{{evn = "{PLAIN}"}}',
            f'{{env = "NAME", file = "{PLAIN}"}}',
            f'["{PLAIN}"]',
        ],
    )
    def test_a_secret_that_stands_in_the_file_is_refused_and_not_repeated(
        self, reading: Reading, written_as: str
    ) -> None:
        (found,) = problems(reading, f"{HOOK}secret = {written_as}\n")
        assert found.startswith("channels.hook.secret: ")
        assert 'secret = {env = "NAME"}' in found
        assert self.PLAIN not in found

    def test_a_secret_comes_from_the_environment(
        self, reading: Reading, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = reading(HOOK + 'secret = {env = "HOOK_KEY"}\n')
        ((secret,),) = [one.secrets for one in found.channels if one.secrets]
        assert secret.lacking() == "the variable HOOK_KEY is not set"
        with pytest.raises(NotDelivered, match="HOOK_KEY") as caught:
            secret.reveal()
        assert (caught.value.retryable, caught.value.resting) == (True, True)
        monkeypatch.setenv("HOOK_KEY", " s3cret\n")
        assert (secret.lacking(), secret.reveal()) == ("", "s3cret")

    def test_a_file_is_found_beside_the_settings_and_read_anew(
        self, reading: Reading, tmp_path: Path
    ) -> None:
        file = tmp_path / "密钥.txt"
        file.write_text("one\n", encoding="utf-8")
        file.chmod(0o600)
        found = reading(HOOK + 'secret = {file = "密钥.txt"}\n')
        ((secret,),) = [one.secrets for one in found.channels if one.secrets]
        assert secret.reveal() == "one"
        file.write_text("two", encoding="utf-8")
        assert secret.reveal() == "two"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files by other means")
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
    def test_a_file_that_others_may_use_is_refused(self, tmp_path: Path, mode: int) -> None:
        file = tmp_path / "key"
        file.write_text("s3cret")
        file.chmod(mode)
        lacking = Secret("hook", "secret", file=file).lacking()
        assert f"chmod 600 {file}" in lacking
        assert "s3cret" not in lacking

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files by other means")
    def test_a_credential_that_systemd_hands_over_is_taken(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "钥" / "mail"
        file.parent.mkdir()
        file.write_text("s3cret")
        file.chmod(0o440)  # as it looks to its reader
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        assert Secret("hook", "secret", file=file).lacking(), "it is not one of this service"
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(file.parent))
        assert Secret("hook", "secret", file=file).reveal() == "s3cret"
        file.chmod(0o444)
        assert Secret("hook", "secret", file=file).lacking()

    @pytest.mark.parametrize(
        ("content", "said"), [(b"", "is empty"), (b" \n", "is empty"), (b"\xff", "not a text")]
    )
    def test_a_file_with_no_secret_in_it_is_refused(
        self, tmp_path: Path, content: bytes, said: str
    ) -> None:
        file = tmp_path / "key"
        file.write_bytes(content)
        file.chmod(0o600)
        assert said in Secret("hook", "secret", file=file).lacking()
        file.unlink()
        assert "there is no file" in Secret("hook", "secret", file=file).lacking()
        file.mkdir()
        assert "cannot be read" in Secret("hook", "secret", file=file).lacking()

    def test_nothing_that_is_kept_of_a_channel_shows_a_secret(
        self, reading: Reading, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOOK_KEY", self.PLAIN)
        found = reading(
            '[channels.hook]\ntype = "webhook"\nurl = {env = "HOOK_KEY"}\n'
            'secret = {env = "HOOK_KEY"}\n'
            f'[channels.plain]\ntype = "webhook"\nurl = "https://example.com/{self.PLAIN}"\n'
        )
        assert self.PLAIN not in repr(found)
        with pytest.raises(NotDelivered) as caught:
            found.channels[1].sender.send(delivery())
        assert self.PLAIN not in str(caught.value)
