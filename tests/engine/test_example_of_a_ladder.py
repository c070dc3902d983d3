"""The ladder that docs/deadlines.md works through, with the dates it names."""

import re
from pathlib import Path

from world import World, shown, written

PAGE = Path(__file__).parents[2] / "docs" / "deadlines.md"
HEADING = "## A ladder that does more than tell"
AROUND = """
language: 1
workflow: leak
edition: "1"
effective: 2026-01-01
title: {en: Leak, zh: 漏水}
roles:
  specialist:
parties:
  resident:
fields:
  grade: {type: choice, of: [small, serious, flood]}
documents:
  chasing_notice: {text: {zh: "案件{case}：{due}"}}
states:
  open:
  closed: {final: true}
transitions:
  receive: {from: new, to: open, by: [any_staff], needs: [grade]}
  look: {from: open, stay: true, by: [any_staff]}
  take_over: {from: open, stay: true, by: [system]}
  close: {from: open, to: closed, by: [any_staff]}
deadlines:
  mending:
    starts: {entered: open}
    met: {entered: closed}
"""


def leak(change: str = "serious") -> World:
    page = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"{HEADING}.*?```yaml\n(.*?)```", page, re.DOTALL)
    ladder = found[1].replace("sets: {grade: serious}", f"sets: {{grade: {change}}}")
    world = World(written(AROUND + re.sub("^", "    ", ladder, flags=re.MULTILINE)))
    world.department = "客房部"
    world.house.heads = {"客房部": "rita", "总经理办公室": "max"}
    world.open({"grade": "small"}, actor="ann")
    return world


def test_the_example_happens_as_the_page_says() -> None:
    world = leak()
    world.live_until("2026-11-07 09:00")
    world.do("look", "ben")
    world.do("look", "ben")
    world.live_until("2026-11-30 09:00")
    fired = [(one.payload, shown(one.at)) for one in world.events if one.type == "rung_fired"]
    assert [when for _, when in fired] == [
        "2026-11-04 17:00", "2026-11-06 24:00", "2026-11-08 24:00",
    ]  # fmt: skip
    first, second, third = (payload for payload, _ in fired)
    assert (first["to"], first["fields"], first["urgent"]) == (["rita"], {"grade": "serious"}, True)
    assert second["to"] == ["ann", {"party": "resident"}]
    assert second["prints"] == ["chasing_notice"]
    assert (third["skipped"], "to" in third, "does" in third) == ("condition", False, False)


def test_had_it_been_a_flood_it_would_have_been_missed_on_tuesday() -> None:
    world = leak("flood")
    world.live_until("2026-11-04 17:00")
    assert world.due("mending") == "2026-11-03 24:00"
    assert world.fired("deadline_missed") == ["mending"]
