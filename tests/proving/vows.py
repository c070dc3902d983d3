"""A small book of opinions whose rules can be changed, and what it promises."""

from workflow.definition.model import Definition
from workflow.definition.parse import loads

TEXT = """\
language: 1
workflow: opinion
edition: "1"
effective: 2026-01-01
title: {en: Opinion, zh: 意见}
prefix: P
requires: {guards: [calm]}
roles:
  desk: {title: {en: Front desk, zh: 前台}}
  lead: {title: {en: Duty manager, zh: 值班经理}}
parties: {guest: {title: {en: Guest, zh: 客人}}}
fields:
  words: {type: text, title: {en: What was said, zh: 意见内容}}
  mood: {type: choice, of: {glad: {zh: 满意}, sad: {zh: 不满意}}, title: {en: Mood, zh: 心情}}
  stars: {type: number, title: {en: Stars, zh: 星级}}
  more: {type: number, title: {en: More stars, zh: 更多星级}}
  last: {type: number, title: {en: Last stars, zh: 最后星级}}
  day: {type: date, title: {en: Day, zh: 日期}}
  told: {type: person, title: {en: Told, zh: 告知}}
  paid: {type: flag, title: {en: Paid, zh: 已付}}
states:
  open: {title: {en: Open, zh: 待处理}, owner: {role: desk}, editable: [EDITABLE]}
  answered: {title: {en: Answered, zh: 已答复}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  write: {from: new, to: open, by: [desk], needs: [words, mood]}
  ask: {from: open, stay: true, by: [desk], at_most: 3}
  answer: {from: open, to: answered, by: [owner, lead]ANSWER}
  again: {from: answered, to: open, by: [lead]AGAIN}
  close: {from: [CLOSED_FROM], to: closed, by: [lead, system]CLOSE}
  withdraw: {from: any_open, to: closed, by: [guest]}
deadlines:
  answering:
    starts: {entered: open}
    met: [{entered: answered}, {entered: closed}]
    within: 2 calendar days
    missed: [{to: ownerMISSED}]
  closing:
    starts: {entered: answered}
    met: [{entered: open}, {entered: closed}]
    within: 2 calendar days
    missed: [{does: close}]
permissions: {correct: [lead], set: [any_staff]}
promises:
PROMISES
"""


def book(
    *promises: str,
    answer: str = "",
    again: str = "",
    close: str = "",
    closed_from: str = "answered",
    missed: str = "",
    editable: str = "day",
    counters: str = "",
) -> Definition:
    """A definition with some promises; what is given changes a step."""
    lines = "\n".join(f"  - {{{one}}}" for one in promises)
    text = TEXT.replace("PROMISES", lines).replace("EDITABLE", editable)
    text = text.replace("CLOSED_FROM", closed_from).replace("MISSED", missed)
    for word, said in (("ANSWER", answer), ("AGAIN", again), ("CLOSE", close)):
        text = text.replace(f"{word}}}", f", {said}}}" if said else "}")
    return loads(f"{text}\n{counters}", "opinion.yaml")
