"""A lifecycle in which one of two must stay: nobody leaves unless the other is still there."""

from workflow import Registry
from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.service.registry import GuardContext

DUTY = """
language: 1
workflow: duty
edition: "1"
effective: 2026-01-01
title: {en: Duty, zh: 值班}
prefix: D
requires: {guards: [other_stays]}
roles:
  clerk: {title: {en: Clerk, zh: 文员}}
fields:
  other: {type: text, personal: false, title: {en: The other, zh: 另一人}}
states:
  there: {title: {en: There, zh: 在岗}}
  gone:  {title: {en: Gone, zh: 离岗}, final: true}
transitions:
  come:  {title: {en: Come, zh: 到岗}, from: new, to: there, by: [clerk], needs: [other]}
  leave: {title: {en: Leave, zh: 离岗}, from: there, to: gone, by: [clerk], when: 'other_stays()'}
deadlines:
  shift:
    title: {en: Shift, zh: 班次}
    starts: {entered: there}
    met: {left: there}
    within: 30 calendar days
    missed: [{to: {role: clerk}}]
"""


def definition() -> Definition:
    return loads(DUTY, "duty.yaml")


def registry_with(looked) -> Registry:
    """A registry whose guard calls ``looked`` once it has read the other case."""
    registry = Registry()

    @registry.guard("other_stays")
    def other_stays(context: GuardContext) -> bool:
        other = context.other(context.fields["other"])
        looked()
        return not other.final

    return registry
