"""A lifecycle that asks the host application, which keeps a table of its own."""

from sqlmodel import Field, SQLModel

from workflow.definition.model import Definition
from workflow.definition.parse import loads

VISIT = """
language: 1
workflow: visit
edition: "1"
effective: 2026-01-01
title: {en: Visit, zh: 探访}
prefix: V
requires: {guards: [other_is_open, may_lapse], reactions: [book]}
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
fields:
  other: {type: text, personal: false, title: {en: The other visit, zh: 另一次探访}}
  guest: {type: text, title: {en: Guest, zh: 来宾}}
states:
  planned: {title: {en: Planned, zh: 已安排}}
  lapsed:  {title: {en: Lapsed, zh: 已过期}}
  over:    {title: {en: Done, zh: 已完成}, final: true}
transitions:
  plan:
    title: {en: Plan, zh: 安排}
    from: new
    to: planned
    by: [clerk]
    needs: [other, guest]
    when: 'other == "none" or other_is_open()'
    says: {en: the other visit must be open, zh: 另一次探访必须未结束}
  finish:
    title: {en: Finish, zh: 完成}
    from: [planned, lapsed]
    to: over
    by: [clerk]
    when: 'other_is_open()'
    reactions: [book]
  lapse:
    title: {en: Lapse, zh: 过期}
    from: planned
    to: lapsed
    by: [system]
    when: 'may_lapse()'
deadlines:
  coming:
    title: {en: Come, zh: 到访}
    starts: {entered: planned}
    met: {left: planned}
    within: 1 calendar day
    missed: [{to: {role: clerk}, does: lapse}]
  settling:
    title: {en: Settle, zh: 了结}
    starts: {entered: lapsed}
    met: {left: lapsed}
    within: 1 calendar day
    missed: [{to: {role: clerk}}]
"""


def definition(text: str = VISIT) -> Definition:
    return loads(text, "visit.yaml")


class Booking(SQLModel, table=True):
    """A table of the host's."""

    id: int | None = Field(default=None, primary_key=True)
    visit: str = Field(unique=True)
