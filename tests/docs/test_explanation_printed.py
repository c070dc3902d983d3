"""The explanation printed in docs/deadlines.md is what the program prints for the acts it tells."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from documents import DOCUMENTS, blocks
from frozen import freeze_time

from workflow import Workflow
from workflow.calendars.local import read_local, zone
from workflow.cli.program import complaints

PAGE = DOCUMENTS / "deadlines.md"
LETTER = Path(__file__).parents[1] / "cli" / "definitions" / "answer.yaml"
SHANGHAI = zone("Asia/Shanghai")
ACT = re.compile(r"^\$ complaints do 17 (\w+) --as (\w+)\s+# (\S+ \S+)$", re.MULTILINE)
ASKED = re.compile(r"^\$ complaints (explain 17 \w+)\s+# (\S+ \S+)\n(.*)", re.MULTILINE | re.DOTALL)


def at(text: str) -> datetime:
    return read_local(text, SHANGHAI)


def told() -> str:
    (block,) = [one.text for one in blocks(PAGE, "console") if "explain 17" in one.text]
    return block


def test_the_explanation_on_the_page_is_what_the_program_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = at("2026-09-01 10:00")
    monkeypatch.setenv("LANG", "C")
    file = tmp_path / "letters.db"
    with Workflow.create(str(file), zone="Asia/Shanghai", clock=lambda: now) as flow:
        flow.add_staff("wang", roles=["supervisor"])
        flow.add_staff("lin", roles=["specialist"], superior="wang")
        flow.publish(LETTER)
        now = at("2026-09-29 10:00")
        cases = [flow.open("letter", {"subject": "bill"}, actor="lin") for _ in range(17)]
        acts = ACT.findall(told())
        assert len(acts) == 3
        for trigger, actor, when in acts:
            now = at(when)
            flow.trigger(cases[-1].case, trigger, actor=actor)
    ((words, when, shown),) = ASKED.findall(told())
    with freeze_time(at(when)):
        printed = CliRunner().invoke(complaints, [*words.split(), "--db", str(file)])
    assert (printed.exit_code, printed.output) == (0, shown)


def test_the_definition_on_the_page_is_that_of_the_letter() -> None:
    (fragment,) = [one.text for one in blocks(PAGE, "yaml") if "Answer the letter" in one.text]
    assert fragment in LETTER.read_text(encoding="utf-8")
