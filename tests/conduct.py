"""A lifecycle in which breaches are counted: the first three are free."""

from workflow.definition.model import Definition
from workflow.definition.parse import loads

CONDUCT = """
language: 1
workflow: conduct
edition: tests
effective: 2026-01-01
title: {en: Conduct, zh: 行为规范}
prefix: B
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
fields:
  who:  {type: person, title: {en: Who, zh: 责任人}}
  fine: {type: money, title: {en: Fine, zh: 罚款}}
states:
  noted: {title: {en: Noted, zh: 已登记}, owner: {role: clerk}}
  fined: {title: {en: Fined, zh: 已罚款}, owner: {role: clerk}}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  find:
    title: {en: Find a breach, zh: 登记违规}
    from: new
    by: clerk
    needs: [who]
    first_of:
      - {when: 'count("breaches") >= 3', to: fined, sets: {fine: 5}}
      - {otherwise: noted}
  again:
    title: {en: Found again, zh: 再次违规}
    from: [noted, fined]
    stay: true
    by: system
  clear: {title: {en: Clear, zh: 撤销}, from: [noted, fined], stay: true, by: clerk}
  check:
    title: {en: Check, zh: 复核}
    from: [noted, fined]
    stay: true
    by: clerk
    other_than: {did: [find], is: [who]}
  close: {title: {en: Close, zh: 结案}, from: [noted, fined], to: closed, by: clerk}
deadlines:
  settling:
    title: {en: Settle it, zh: 处理期限}
    starts: [{entered: noted}, {entered: fined}]
    met: {entered: closed}
    within: 3 calendar days
    missed:
      - {does: again, when: 'count("breaches") < 6'}
permissions: {correct: any_staff}
counters:
  breaches:
    title: {en: Breaches, zh: 违规次数}
    of: who
    adds: [{act: find}, {act: again}]
    takes_back: clear
    per: calendar month
"""


def definition() -> Definition:
    return loads(CONDUCT, "conduct.yaml")
