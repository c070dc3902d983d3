"""The page that explains calendars: its examples are read, its commands run, its tables whole."""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from documents import DOCUMENTS, Block, blocks, first_cells
from frozen import freeze_time
from house import ZONE, Clock, staffed

from workflow import Workflow
from workflow.calendars.rules import OfficialDays
from workflow.cli.program import complaints
from workflow.definition import announcement, calendar_file, parse
from workflow.definition.calendar_file import loads
from workflow.definition.codes import CODES
from workflow.definition.strict_yaml import compose
from workflow.service import official_days

PAGE = DOCUMENTS / "calendars.md"
TEXT = PAGE.read_text(encoding="utf-8")
WHOLE, *REST = blocks(PAGE, "yaml")
*FRAGMENTS, ANNOUNCED = REST
CONSOLE = blocks(PAGE, "console")


PROMISED = """\
language: 1
workflow: repairs
edition: "1"
effective: 2026-01-01
title: {en: Repairs, zh: 维修}
prefix: R
calendar: office-cn
roles: {specialist: {title: {en: Specialist, zh: 专员}}}
states:
  asked: {title: {en: Asked, zh: 已提出}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  ask: {title: {en: Ask, zh: 提出}, from: new, to: asked, by: [specialist]}
  close: {title: {en: Close, zh: 结案}, from: asked, to: closed, by: [specialist]}
deadlines:
  repair:
    title: {en: Repair, zh: 维修期限}
    starts: {act: ask}
    met: {act: close}
    within: 69 working days
  offer:
    title: {en: Offer, zh: 报价}
    starts: {act: ask}
    met: {act: close}
    within: 69 working days
    on_revision: keep
  answer:
    title: {en: Answer, zh: 答复}
    starts: {act: ask}
    met: {act: close}
    within: 25 working days
"""
CHANGED = (date(2027, 2, 11), date(2027, 2, 14))


def promised(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adopt 2027 as it might be estimated, whatever the library knows by now, and open a case."""
    official = announcement.loads(ANNOUNCED.text, "page.yaml").official
    known = official_days.settle("CN", None, [2026])
    days = {day: one for day, one in official.days.items() if day not in CHANGED}
    estimated = OfficialDays(0, {2026: False, 2027: True}, {**known.days, **days})
    monkeypatch.setattr(official_days, "known_days", lambda *_: estimated)
    with Workflow.create(str(database), zone=ZONE, clock=Clock()) as flow:
        staffed(flow)
        flow.publish(parse.loads(PROMISED, "repairs.yaml"))
        flow.open("repairs", {}, actor="ann")


def cells() -> list[str]:
    return [cell.strip("`") for cell in first_cells(PAGE)]


def test_the_whole_calendar_on_the_page_has_no_problem() -> None:
    assert loads(WHOLE.text, "page.yaml").name == "workshop"


@pytest.mark.parametrize("block", FRAGMENTS, ids=lambda one: f"line {one.line}")
def test_a_fragment_on_the_page_fits_into_the_calendar(block: Block) -> None:
    whole, fragment = compose(WHOLE.text).data, compose(block.text).data
    assert isinstance(whole, dict)
    assert isinstance(fragment, dict)
    if "always_open" in fragment:
        del whole["week"]
    if "week" in fragment:  # its nights may meet what the whole one says elsewhere
        whole = {key: whole[key] for key in ("language", "calendar", "title", "zone")}
    together = yaml.safe_dump({**whole, **fragment}, allow_unicode=True, sort_keys=False)
    rules = loads(together, "page.yaml")
    assert rules != loads(WHOLE.text, "page.yaml")


@pytest.mark.parametrize("block", CONSOLE, ids=lambda one: one.text.splitlines()[0])
def test_a_command_on_the_page_prints_what_the_page_shows(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workshop.yaml").write_text(WHOLE.text, encoding="utf-8")
    (tmp_path / "announced-2027.yaml").write_text(ANNOUNCED.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPLAINTS_DB", str(tmp_path / "cases.db"))
    if "revis" in block.text.splitlines()[0]:
        promised(tmp_path / "cases.db", monkeypatch)
    monkeypatch.setenv("COMPLAINTS_LANG", "en")
    line, _newline, shown = block.text.partition("\n")
    program, *words = shlex.split(line.removeprefix("$ "))
    with freeze_time("2026-11-30 02:00:00"):
        result = CliRunner().invoke(complaints, words)
    assert (program, result.exit_code, result.stderr) == ("complaints", 0, "")
    assert result.stdout == shown


def test_every_command_is_shown() -> None:
    shown = {block.text.split()[3] for block in CONSOLE}
    assert shown == {"list", "show", "check", "days", "revise", "revisions"}


def test_every_key_is_in_a_table_and_in_an_example() -> None:
    known = {
        *calendar_file.KEYS,
        *calendar_file.HOLIDAY_KEYS,
        *calendar_file.SEASON_KEYS,
        *announcement.KEYS,
    }
    assert {cell for cell in cells() if re.fullmatch("[a-z_]+", cell)} == known
    examples = "".join(block.text for block in (WHOLE, *REST))
    assert {key for key in known if not re.search(rf"\b{key}:", examples)} == {"region"}


def test_every_code_on_the_page_is_one_of_the_checker() -> None:
    assert set(re.findall(r"\bK\d{3}\b", TEXT)) <= CODES.keys()


def test_every_link_leads_somewhere() -> None:
    for file, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", TEXT):
        target = DOCUMENTS / file if file else PAGE
        assert target.exists(), file
        if anchor:
            lines = target.read_text(encoding="utf-8").splitlines()
            headings = {
                line.lstrip("# ").lower().replace(" ", "-") for line in lines if line[:1] == "#"
            }
            assert anchor in headings, anchor
