"""A lifecycle whose steps have their time: an appeal, and calls in office hours."""

from dataclasses import replace

from workflow.calendars.rules import Rules
from workflow.definition.model import Definition
from workflow.definition.parse import loads

APPEAL = """
language: 1
workflow: appeal
edition: "1"
effective: 2026-01-01
title: {en: Appeal, zh: 申诉}
prefix: A
roles:
  receptionist: {title: {en: Receptionist, zh: 接待员}}
  specialist: {title: {en: Specialist, zh: 客服专员}}
fields:
  notice_received: {type: date, title: {en: Notice received on, zh: 通知送达日期}}
  appointment: {type: moment, title: {en: Appointment, zh: 预约时间}}
states:
  open: {title: {en: Open, zh: 处理中}, owner: {role: specialist}}
  decided: {title: {en: Decided, zh: 已决定}, editable: [notice_received, appointment]}
  appealed: {title: {en: Appealed, zh: 已申诉}, final: true}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  receive: {title: {en: Receive, zh: 受理}, from: new, to: open, by: receptionist}
  decide: {title: {en: Decide, zh: 作出决定}, from: open, to: decided, by: specialist}
  call:
    title: {en: Call, zh: 致电}
    from: any_open
    stay: true
    by: any_staff
    during: {calendar: always, unless: 'filled("appointment")'}
  appeal:
    title: {en: File an appeal, zh: 提出申诉}
    from: any_open
    to: appealed
    by: any_staff
    not_before: {act: decide, plus: 2 hours}
    not_after:
      later_of:
        - {act: decide, plus: 15 calendar days}
        - {field: notice_received, plus: 10 calendar days}
  close: {title: {en: Close, zh: 结案}, from: decided, to: closed, by: specialist}
deadlines:
  deciding:
    title: {en: Decide, zh: 决定期限}
    starts: {entered: open}
    met: {left: open}
    within: 30 calendar days
  closing:
    title: {en: Close, zh: 结案期限}
    starts: {entered: decided}
    met: {left: decided}
    within: 60 calendar days
permissions:
  record_late: [specialist]
"""
NINE_TO_SIX = ((9 * 60, 18 * 60),)
OFFICE = Rules(
    "office",
    {"en": "Office hours", "zh": "办公时间"},
    "Asia/Shanghai",
    (NINE_TO_SIX,) * 5 + ((),) * 2,
)


def definition() -> Definition:
    """The lifecycle, with calls in office hours that are known for every year."""
    whole = loads(APPEAL, "appeal.yaml")
    call = whole.transitions["call"]
    assert call.during is not None
    call = replace(call, during=replace(call.during, calendar="office"))
    transitions = {**whole.transitions, "call": call}
    return replace(whole, transitions=transitions, calendars={"office": OFFICE})
