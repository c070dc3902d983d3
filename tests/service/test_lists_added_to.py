"""What is given for a list that a step adds to comes behind what is on file."""

from collections.abc import Iterator
from typing import Any

import pytest

from workflow.definition.difference import differences
from workflow.definition.parse import loads
from workflow.errors import DataInvalid
from workflow.report import events as history
from workflow.report.differences import differences as told
from workflow.report.glossary import Glossary
from workflow.report.lifecycle import definition
from workflow.testing import Simulation

TEXT = """\
language: 1
workflow: theft
edition: "1"
effective: 2026-01-01
title: {en: Theft, zh: 失窃}
prefix: T
roles: {clerk: {title: {en: Clerk, zh: 文员}}}
fields:
  witnesses: {type: list, of: text, title: {en: Witnesses, zh: 目击者}}
  photos: {type: list, of: attachment, personal: false, at_most: 3, title: {en: Photos, zh: 照片}}
  helpers: {type: list, of: person, title: {en: Helpers, zh: 协助人}}
states:
  open:   {title: {en: Open, zh: 处理中}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  report: {title: {en: Report, zh: 报失}, from: new, to: open, by: [clerk], adds: [photos, helpers]}
  hear:
    title: {en: Hear, zh: 询问}
    from: open
    stay: true
    by: [clerk]
    needs: [witnesses]
    adds: [witnesses, photos, helpers]
  close:
    title: {en: Close, zh: 结案}
    from: open
    to: closed
    by: [clerk]
    when: count("photos") >= 2
deadlines:
  looking:
    title: {en: Look into it, zh: 调查期限}
    starts: {entered: open}
    met: {entered: closed}
    within: 5 calendar days
permissions: {erase: [clerk]}
"""
STAFF = {"林晓": "clerk", "王芳": "clerk"}


def photo(name: str) -> dict[str, object]:
    return {"name": f"{name}.jpg", "size": 5, "sha256": "a" * 64, "type": "image/jpeg"}


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with Simulation(TEXT, now="2026-11-02 10:00", staff=STAFF) as made:
        made.open({"photos": [photo("门")], "helpers": ["林晓"]}, by="林晓")
        yield made


def hear(sim: Simulation, witness: str, **more: object) -> None:
    sim.do("hear", {"witnesses": [witness], **more}, by="林晓")


def held(sim: Simulation, name: str) -> Any:
    return {one.name: one.value for one in sim.show().fields}[name]


def test_entries_come_behind_those_on_file_personal_or_not(sim: Simulation) -> None:
    hear(sim, "李雷", photos=[photo("窗")])
    hear(sim, "韩梅梅")
    assert held(sim, "witnesses") == ["李雷", "韩梅梅"]
    assert [one["name"] for one in held(sim, "photos")] == ["门.jpg", "窗.jpg"]
    assert sim.flow.verify().findings == ()


def test_conditions_see_the_whole(sim: Simulation) -> None:
    hear(sim, "李雷", photos=[photo("窗")])
    sim.do("close", by="林晓")
    assert sim.state == "closed"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"photos": [photo("甲"), photo("乙"), photo("丙")]}, "at most 3 entries"),
        ({"helpers": ["王芳", "林晓"]}, "each entry only once"),
    ],
)
def test_the_limits_of_the_list_hold_for_the_whole(
    sim: Simulation, given: dict[str, object], expected: str
) -> None:
    with pytest.raises(DataInvalid, match=f"together with what is on file: {expected}"):
        hear(sim, "李雷", **given)


def test_after_it_was_erased_the_list_begins_anew(sim: Simulation) -> None:
    hear(sim, "李雷")
    sim.flow.erase(1, reason="来函要求", actor="林晓")
    hear(sim, "韩梅梅")
    assert held(sim, "witnesses") == ["韩梅梅"]
    assert sim.flow.verify().findings == ()


def test_the_history_and_the_files_tell_what_was_added(sim: Simulation) -> None:
    hear(sim, "李雷", photos=[photo("窗")])
    hear(sim, "韩梅梅", photos=[photo("柜")])
    case = sim.show()
    events = sim.flow.history(case.case)
    words = Glossary(sim.flow.definition("theft"), case.zone)
    (table,) = history.history(events, case.zone, {one.seq: words for one in events})
    text = "\n".join(row[-1] for row in table.rows)
    assert "witnesses (Witnesses) = 李雷" in text
    assert "witnesses (Witnesses): added 韩梅梅" in text
    assert "photos (Photos): added 柜.jpg" in text
    files = [(one.seq, one.file) for one in sim.flow.attachments(case.case)]
    assert files == [(1, "门.jpg"), (2, "窗.jpg"), (3, "柜.jpg")]


def test_a_step_tells_what_may_come_and_to_what_it_adds(sim: Simulation) -> None:
    step = next(one for one in sim.show().next if one.trigger == "hear")
    assert (step.needs, step.takes) == (("witnesses",), ("photos", "helpers"))
    lists = "witnesses (Witnesses), photos (Photos), helpers (Helpers)"
    assert f"  added to what is on file: {lists}" in list(definition(loads(TEXT, "x.yaml")))
    without = TEXT.replace(
        "    adds: [witnesses, photos, helpers]\n", "    takes: [photos, helpers]\n"
    )
    old, new = loads(without, "x.yaml"), loads(TEXT, "x.yaml")
    lines = list(told(old, new, differences(old, new)))
    assert any(f"added to what is on file: now {lists[:9]}" in str(one) for one in lines)
