"""What is on file goes out where a template of the house names it, to whoever may read it."""

import logging
from pathlib import Path

import pytest
from house import DEFINITIONS, Clock
from letters_sent import Reading
from reminded import reminded, rounds
from servers import Postbox

from workflow import Workflow
from workflow.definition.parse import loads
from workflow.notify.settings import Settings
from workflow.service.forming import form
from workflow.service.staff_directory import StaffDirectory

pytestmark = pytest.mark.both

EDITION = ('edition: "1"', 'edition: "kept"')
NEWER = ("effective: 2025-01-01", "effective: 2026-01-01")
PHONE = "phone:       {type: phone, refusable: true,"
SETTINGS = """\
[messages]
digest = 0
language = "zh"
templates = "words"
[defaults]
channels = ["mail"]
[channels.mail]
type = "email"
host = "localhost"
port = {port}
security = "none"
from = "desk@example.com"
to = "everybody@example.com"
fields = {fields}
"""
REMINDER = "{{ case }}: {{ fields.complainant }}, {{ fields.phone }}, {{ fields.kind }}, \
{{ fields.verdict }}{{ fields.nothing }}."


@pytest.fixture
def settings(reading: Reading, box: Postbox, tmp_path: Path) -> Settings:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "reminder.txt").write_text(REMINDER, "utf-8")
    return reading(SETTINGS.format(port=box.port, fields="true"))


@pytest.fixture
def waiting(flow: Workflow, clock: Clock) -> Workflow:
    """A case of which ann is to be reminded by mail."""
    return reminded(flow, clock, "ann@example.com")


def send(flow: Workflow, settings: Settings) -> None:
    assert rounds(flow, settings).once().troubles == ()


def sent(box: Postbox) -> str:
    (mail,) = box.mails
    return mail.message.get_content().strip()


def test_a_template_tells_what_is_on_file_and_the_log_does_not(
    waiting: Workflow, box: Postbox, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    send(waiting, settings)
    assert sent(box) == "C-2026-000001: 李雷, 13800138000, 服务, ."
    assert "13800138000" not in caplog.text
    assert "13800138000" not in str(waiting.messages())


def test_on_a_channel_that_is_not_for_it_nothing_of_it_is_told(
    waiting: Workflow, box: Postbox, settings: Settings, reading: Reading
) -> None:
    send(waiting, reading(SETTINGS.format(port=box.port, fields="false")))
    assert settings.routes.fields == ("mail",)
    assert sent(box) == "C-2026-000001: , , , ."


def test_what_goes_to_nobody_in_particular_tells_nothing_of_it(
    waiting: Workflow, box: Postbox, settings: Settings
) -> None:
    waiting.add_staff("ann", reach={"mail": ""})
    send(waiting, settings)
    assert box.mails[0].to == ["everybody@example.com"]
    assert sent(box) == "C-2026-000001: , , , ."


def test_what_was_erased_before_it_is_sent_is_not_told(
    waiting: Workflow, box: Postbox, settings: Settings
) -> None:
    waiting.fire_due()
    waiting.erase(1, actor="max", reason="按规定")
    send(waiting, settings)
    assert sent(box) == "C-2026-000001: , , 服务, ."


def test_who_may_not_read_the_case_is_not_told_it_either(
    waiting: Workflow, box: Postbox, settings: Settings
) -> None:
    waiting.fire_due()
    waiting.end_roles("ann")
    send(waiting, settings)
    assert sent(box) == "C-2026-000001: , , , ."


def test_a_field_that_is_kept_from_the_reader_is_not_told(
    flow: Workflow, clock: Clock, box: Postbox, settings: Settings
) -> None:
    text = (DEFINITIONS / "complaint.yaml").read_text(encoding="utf-8")
    kept = text.replace(PHONE, f"{PHONE} sees: [manager],").replace(*EDITION).replace(*NEWER)
    flow.publish(loads(kept, "kept.yaml"))
    send(reminded(flow, clock, "ann@example.com"), settings)
    assert sent(box) == "C-2026-000001: 李雷, , 服务, ."


def test_to_somebody_who_is_not_known_any_more_the_message_goes_without_it(
    waiting: Workflow, box: Postbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting.fire_due()
    form(waiting, settings.routes)
    monkeypatch.setattr(StaffDirectory, "knows", lambda _staff, name: name != "ann")
    send(waiting, settings)
    assert sent(box) == "C-2026-000001: , , , ."
