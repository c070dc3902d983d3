"""A workshop whose promises are counted by the official days of China, at the turn of 2027."""

from datetime import date

from workflow.calendars.rules import OfficialDay, OfficialDays
from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.service.official_days import settle

DEFINITION = """\
language: 1
workflow: workshop
edition: "1"
effective: 2026-01-01
title: {en: Workshop, zh: 车间}
prefix: W
calendar: office-cn
roles:
  specialist: {title: {en: Specialist, zh: 专员}}
states:
  asked: {title: {en: Asked, zh: 已提出}}
  waiting: {title: {en: Waiting for parts, zh: 等待配件}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  ask: {title: {en: Ask, zh: 提出}, from: new, to: asked, by: [specialist]}
  wait: {title: {en: Wait, zh: 等待}, from: asked, to: waiting, by: [specialist]}
  go_on: {title: {en: Go on, zh: 继续}, from: waiting, to: asked, by: [specialist]}
  close: {title: {en: Close, zh: 结案}, from: [asked, waiting], to: closed, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复}
    starts: {act: ask}
    met: {entered: closed}
    within: 3 working days
    pauses: {in: waiting}
    remind:
      - {before: 1 working day, to: owner}
    missed:
      - {after: 1 working day, to: owner}
  fixed:
    title: {en: Fixed date, zh: 固定期限}
    starts: {act: ask}
    met: {entered: closed}
    within: 3 working days
    on_revision: keep
  settling:
    title: {en: Settle it, zh: 处理期限}
    starts: {act: ask}
    met: {entered: closed}
    within: 60 calendar days
permissions: {record_late: [specialist]}
"""

CLOSED = "02-05 02-06 02-07 02-08 02-09 02-10 02-11"
SPRING = [date.fromisoformat(f"2027-{one}") for one in CLOSED.split()]
MAKE_UP = date(2027, 2, 14)  # a Sunday


def definition() -> Definition:
    return loads(DEFINITION, "workshop.yaml")


def announced(*, closed: list[date] = SPRING, make_up: date = MAKE_UP) -> OfficialDays:
    """2027 as it might be announced: the eleventh of February is free, a Sunday is worked."""
    days = {day: one for day, one in settle("CN", None, [2027]).days.items() if day.year == 2027}
    days |= {day: OfficialDay({"en": "Spring Festival", "zh": "春节"}) for day in closed}
    days[make_up] = OfficialDay({"en": "Make-up working day", "zh": "调休上班"}, working=True)
    return OfficialDays(years={2027: False}, days=dict(sorted(days.items())))
