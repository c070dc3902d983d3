"""Requests to a house, in one edition and in others: what the tests of migrations are about."""

from world import World

from workflow.definition.migration import Plan, Treated, Treatment
from workflow.definition.parse import loads
from workflow.engine.edition import Edition

OLD = """\
language: 1
workflow: request
edition: "1"
effective: 2026-01-01
title: {en: Request, zh: 请求}
prefix: R
roles:
  specialist: {title: {en: Specialist, zh: 专员}}
  supervisor: {title: {en: Supervisor, zh: 主管}}
parties:
  guest: {title: {en: Guest, zh: 客人}}
fields:
  kind: {type: choice, of: [small, large], title: {en: Kind, zh: 种类}}
  amount: {type: number}
  wish: {type: text}
  until: {type: moment, refusable: true}
permissions: {set: [specialist], correct: [specialist], record_late: [specialist]}
states:
  open: {editable: [kind, amount, wish, until], title: {en: Open, zh: 处理中}}
  waiting: {editable: [kind, amount, wish, until], title: {en: Waiting, zh: 等待中}}
  ended: {final: true, title: {en: Ended, zh: 已结束}}
documents:
  notice: {title: {en: Notice, zh: 通知}, text: {en: "{deadline}, {kind}", zh: "{deadline}"}}
transitions:
  come: {from: new, to: open, by: [specialist]}
  wait: {from: open, to: waiting, by: [specialist], at_most: 2}
  go_on: {from: waiting, to: open, by: [specialist]}
  look: {from: any_open, stay: true, by: [specialist]}
  ask:
    from: any_open
    by: [specialist]
    first_of:
      - {when: 'kind == "small"', to: waiting}
      - {otherwise: open}
  finish: {from: any_open, to: ended, by: [specialist]}
deadlines:
  answer:
    title: {en: Answer, zh: 答复}
    starts: {act: come}
    met: {entered: ended}
    within:
      first_of:
        - {when: 'kind == "large"', amount: 9 calendar days}
        - {otherwise: 3 calendar days}
    agreed: until
    remind: [{before: 1 calendar day, to: owner}]
    missed:
      - {to: owner}
      - {after: 1 calendar day, to: {role: supervisor}}
  watch:
    title: {en: Watch, zh: 照看}
    starts: {act: come}
    met: {entered: ended}
    within: 50 weeks
"""
REASON = "新规定"


def edition(text: str) -> Edition:
    """An edition, whose fingerprint is its name."""
    definition = loads(text, "request.yaml")
    return Edition(definition, f"fingerprint of {definition.edition}")


def otherwise(*changes: tuple[str, str], text: str = OLD, name: str = "2") -> Edition:
    """The edition with some words changed."""
    for old, new in (('edition: "1"', f'edition: "{name}"'), *changes):
        assert old in text
        text = text.replace(old, new)
    return edition(text)


LONGER = ("otherwise: 3 calendar days", "otherwise: 5 calendar days")


def plan(*, allow: tuple[str, ...] = (), **how: Treatment) -> Plan:
    """A plan by which deadlines of the same name become something."""
    return Plan(
        deadlines={name: Treated(one, name) for name, one in how.items()},
        allowed=frozenset(allow),
        reason=REASON,
    )


def opened(now: str = "2026-11-02 10:00") -> World:
    """A world with one request, which ann owns."""
    world = World(edition(OLD), now)
    world.open({}, "ann")
    return world
