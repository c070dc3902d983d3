"""What docs/messages.md shows is accepted, and what it lists is what there is."""

import json
import re
import shlex
from contextlib import suppress
from pathlib import Path

import click
import pytest
from documents import DOCUMENTS, Block, blocks, first_cells, parse

from workflow.definition.model import Field
from workflow.notify import settings
from workflow.notify.payload import payload
from workflow.notify.words import SHIPPED, Words
from workflow.service.delivery import Delivery, Letter, OnFile
from workflow.translation import LANGUAGES, language

PAGE = DOCUMENTS / "messages.md"
LETTER = Letter(
    recipient="lin",
    kind="reminder",
    case="C-2026-000017",
    definition={"en": "Customer complaint"},
    state={"en": "Received"},
    owner="lin",
    site="main",
    zone="Asia/Shanghai",
    deadline={"en": "Call back"},
    due_at=None,
    urgent=False,
    deadline_name="callback",
)


@pytest.mark.parametrize("block", blocks(PAGE, "toml"), ids=lambda one: f"line {one.line}")
def test_settings_that_are_shown_are_accepted(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "complaints.toml"
    file.write_text(block.text, encoding="utf-8")
    assert settings.read(file).file == file


def test_every_type_of_channel_is_shown() -> None:
    shown = {
        found
        for block in blocks(PAGE, "toml")
        for found in re.findall(r'^type = "(\w+)"', block.text, re.MULTILINE)
    }
    assert shown == set(settings.TYPES)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_sample_is_accepted_and_has_every_type(tag: str, tmp_path: Path) -> None:
    text = settings.sample(tag)
    file = tmp_path / "complaints.toml"
    file.write_text(text, encoding="utf-8")
    found = settings.read(file)
    assert {one.type for one in found.channels} == {"log", *settings.TYPES} - {"apprise"}
    file.write_text(re.sub(r"^# (\[channels|type|url)", r"\1", text, flags=re.MULTILINE), "utf-8")
    assert {one.type for one in settings.read(file).channels} == {"log", *settings.TYPES}


def test_the_samples_differ_in_words_only() -> None:
    texts = [settings.sample(tag) for tag in LANGUAGES]
    bare = [re.sub(r"\s*#.*|from = .*|language = .*", "", one).split() for one in texts]
    assert bare[0] == bare[1]


def test_commands_that_are_shown_exist() -> None:
    lines = "\n".join(block.text for block in blocks(PAGE, "sh")).splitlines()
    typed = [shlex.split(re.sub(r" > .*", "", one)) for one in lines]
    ours = [words[1:] for words in typed if words and words[0] == "complaints"]
    assert len(ours) > 4
    for words in ours:
        with suppress(click.exceptions.Exit):
            parse(words)


def test_the_json_that_is_shown_is_what_is_sent() -> None:
    (block,) = blocks(PAGE, "json")
    shown = json.loads(block.text)
    delivery = Delivery("1b0f…", "system", "lin", None, attempts=1, letters=(LETTER,))
    sent = json.loads(payload(delivery, Words(None, "en")))
    assert {**shown, "subject": "", "text": "", "messages": []} == {
        **sent,
        "subject": "",
        "text": "",
        "messages": [],
    }
    assert {**shown["messages"][0], "due_at": None} == sent["messages"][0]


def test_every_name_a_template_may_use_is_listed() -> None:
    listed = {name for cell in first_cells(PAGE) for name in re.findall(r"`(\w+)`", cell)}
    with language("en"):
        known = Words(None, "en")._values([LETTER])[0]
    assert {*known, "messages", "count"} <= listed


def test_every_template_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for tag in LANGUAGES:
        assert not [one.name for one in (SHIPPED / tag).iterdir() if f"`{one.name}`" not in text]


def test_the_templates_that_are_shown_work(tmp_path: Path) -> None:
    on_file = {"complainant": OnFile(Field("complainant", "text", {}), "李雷")}
    on_file["phone"] = OnFile(Field("phone", "phone", {}), "13800138000")
    letter = LETTER._replace(fields=on_file)
    told = []
    for block in blocks(PAGE, "jinja"):
        (tmp_path / "reminder.txt").write_text(block.text, encoding="utf-8")
        told.append(Words(tmp_path, "en").text([letter]).splitlines()[0])
    assert told[0].startswith("lin, Call back is due")
    assert told[1].startswith("lin, call 李雷 back: 13800138000 (by")


def test_every_link_inside_the_page_leads_somewhere() -> None:
    text = PAGE.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert {part.split(")")[0] for part in text.split("](#")[1:]} <= headings
