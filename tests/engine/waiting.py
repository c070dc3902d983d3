"""Small definitions for tests of time: a case that is open, waits, and is closed.

2 November 2026 is a Monday; the office works 9-12 and 13-18 from Monday to Friday.
"""

from textwrap import indent

from houses import CHINA
from world import World, written

__all__ = ["CHINA", "claim", "moves", "statuses"]

WHOLE = """\
language: 1
workflow: claim
edition: "1"
effective: 2026-01-01
title: {en: Claim, zh: 索赔}
count: {first_day: excluded, ends: end_of_day}
roles:
  specialist: {title: {en: Specialist, zh: 专员}}
  supervisor: {title: {en: Supervisor, zh: 主管}}
  manager: {title: {en: Manager, zh: 经理}}
fields:
  kind: {type: choice, of: [small, large]}
  hold: {type: flag}
  wanted: {type: flag}
  visit: {type: moment}
  day: {type: date}
  until: {type: date}
  promised: {type: moment, refusable: true}
  remark: {type: text, personal: false}
permissions:
  set: [specialist]
  correct: [specialist]
  assign: [supervisor]
  note: [specialist]
  record_late: [specialist, supervisor]
states:
  open: {editable: [kind, hold, wanted, visit, day, until, promised]}
  waiting: {editable: [kind, hold, wanted, visit, day, until, promised]}
  settled: {editable: [remark]}
  closed: {final: true}
transitions:
  come: {from: new, to: open, by: [specialist]}
  wait: {from: open, to: waiting, by: [specialist, system]}
  go_on: {from: waiting, to: open, by: [specialist]}
  finish: {from: [open, waiting], to: settled, by: [specialist]}
  reopen: {from: settled, to: open, by: [specialist]}
  ask: {from: any_open, stay: true, by: [specialist]}
  give: {from: any_open, stay: true, by: [supervisor], EXTENDS}
  take: {from: any_open, stay: true, by: [supervisor], REVOKES}
  pass_on: {from: any_open, stay: true, by: [specialist], owner: {role: manager}}
  close: {from: any_open, to: closed, by: [specialist]}
deadlines:
  answer:
ANSWER
  watch:
    starts: [{entered: open}, {entered: waiting}, {entered: settled}]
    met: [{entered: closed}]
    again: keep
    within: 100 weeks
MORE"""


def claim(
    answer: str,
    *,
    more: str = "",
    extends: str = "",
    revokes: str = "",
    starts: str = "{act: come}",
    met: str = "{entered: settled}",
    now: str = "2026-11-02 10:00",
    opened: bool = True,
    **changed: str,
) -> World:
    """A case with a deadline ``answer``; opened by ann, who owns it."""
    lines = f"starts: {starts}\nmet: {met}\ncancelled: {{entered: closed}}\n{answer}"
    text = WHOLE.replace("ANSWER", indent(lines, "    "))
    text = text.replace("MORE", indent(more, "  "))
    text = text.replace(", EXTENDS", f", extends: {extends}" if extends else "")
    text = text.replace(", REVOKES", f", revokes: {revokes}" if revokes else "")
    for name, line in changed.items():
        old = next(one for one in text.splitlines() if one.strip().startswith(f"{name}:"))
        text = text.replace(old, f"  {name}: {line}")
    world = World(written(text), now)
    world.around.calendars.revisions = [CHINA]
    if opened:
        world.open({}, "ann")
    return world


def moves(world: World, name: str = "answer") -> list[str]:
    """What became of a deadline: ``change/cycle``, in order."""
    found = []
    for event in world.events:
        if event.type in {"deadline_missed", "miss_voided"} and event.payload["deadline"] == name:
            found.append(f"{event.type.removeprefix('deadline_')}/{event.payload['cycle']}")
        found += [
            f"{one['change']}/{one['cycle']}"
            for one in event.payload.get("deadlines", ())
            if one["name"] == name
        ]
    return found


def statuses(world: World, name: str = "answer") -> list[str]:
    return [one.status for one in world.case.deadlines.values() if one.name == name]
