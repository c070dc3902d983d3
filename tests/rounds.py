"""A definition of rounds that the tests of schedules begin with."""

from workflow.definition.model import Definition
from workflow.definition.parse import loads

ROUND = """
language: 1
workflow: round
edition: "1"
effective: 2026-01-01
title: {en: Round, zh: 巡查}
prefix: RD
calendar: always

roles:
  guard: {title: {en: Guard, zh: 保安}}

fields:
  place: {type: choice, of: {lobby: {en: Lobby, zh: 大堂}, garden: {en: Garden, zh: 花园}}}

states:
  due: {title: {en: To be walked, zh: 待巡查}, owner: {role: guard}}
  walked: {title: {en: Walked, zh: 已巡查}, final: true}
  missed: {title: {en: Not walked, zh: 未巡查}, final: true}

transitions:
  set_out: {from: new, to: due, by: [guard, system], needs: [place]}
  walk: {from: due, to: walked, by: [guard]}
  lapse: {from: due, to: missed, by: [system], when: 'place == "lobby"'}

deadlines:
  walking: {starts: {entered: due}, met: {left: due}, within: 1 hour}

schedules:
  lobby: {title: {en: Lobby, zh: 大堂巡查}, every: 10 minutes, opens: set_out, sets: {place: lobby}}
"""
LAPSING = '  closing: {on: every_day, at: "22:00", does: lapse}\n'
MONTHLY = """
  monthly:
    title: {en: Garden, zh: 花园月检}
    on: {day: 1}
    at: "09:00"
    calendar: office-cn
    closed_day: next_open
    opens: set_out
    sets: {place: garden}
"""


def rounds(
    schedules: str = "", *, edition: str = "1", changed: tuple[str, str] = ("", "")
) -> Definition:
    """The definition, with other schedules, as another edition, or changed otherwise."""
    text = ROUND.replace('edition: "1"', f'edition: "{edition}"')
    if schedules:
        text = text[: text.index("schedules:")] + f"schedules:\n{schedules}"
    return loads(text.replace(*changed) if changed[0] else text, "round.yaml")
