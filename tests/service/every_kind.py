"""A house in which every kind of promise is made: what a random life of all features lives in."""

RICH = """\
language: 1
workflow: claim
edition: "1"
effective: 2026-01-01
title: {en: Claim, zh: 索赔}
prefix: K
calendar: office-cn
count: {first_day: excluded, ends: end_of_day}
roles:
  specialist: {title: {en: Specialist, zh: 专员}, calendar: office-cn}
  supervisor: {title: {en: Supervisor, zh: 主管}, calendar: hotline-cn}
  manager: {title: {en: Manager, zh: 经理}}
parties:
  guest: {title: {en: Guest, zh: 客人}}
fields:
  kind: {type: choice, of: [small, large]}
  grade: {type: choice, of: [low, high]}
  hold: {type: flag}
  wanted: {type: flag}
  urgent: {type: flag}
  visit: {type: moment}
  promised: {type: moment, refusable: true}
  meeting: {type: moment}
  remark: {type: text}
permissions:
  set: [specialist]
  correct: [specialist, supervisor]
  assign: [supervisor]
  note: [specialist]
  erase: [supervisor]
  record_late: [specialist, supervisor]
states:
  open: {editable: [kind, hold, wanted, urgent, visit, promised, meeting, remark]}
  waiting: {editable: [kind, hold, wanted, urgent, visit, promised, meeting, remark]}
  settled: {editable: [remark, hold, wanted, visit]}
  closed: {final: true}
documents:
  notice: {title: {en: Notice, zh: 通知}, text: {en: "{case}", zh: "{case}"}}
duties:
  report:
    opens: [{act: ask}, {entered: waiting}]
    who: supervisor
    when: 'kind != "large" or hold'
  thank: {opens: {entered: settled}, who: owner, when: 'settled("report")'}
transitions:
  come: {from: new, to: open, by: [specialist]}
  wait: {from: open, to: waiting, by: [specialist, system]}
  go_on: {from: waiting, to: open, by: [specialist]}
  finish: {from: [open, waiting], to: settled, by: [specialist]}
  reopen: {from: settled, to: open, by: [specialist]}
  ask: {from: any_open, stay: true, by: [specialist]}
  arrange: {from: any_open, stay: true, by: [specialist], needs: [meeting]}
  give:
    from: any_open
    stay: true
    by: [supervisor]
    extends:
      answer: {by: 1 working day, at_most: 6 working days, times: 3, asked: {act: ask}}
      steps: {by: 3 hours}
  take: {from: any_open, stay: true, by: [supervisor], revokes: [answer]}
  call:
    from: any_open
    stay: true
    by: [specialist]
    not_after: {due: answer}
    during: {calendar: hotline-cn, unless: 'filled("visit")'}
  late_call: {from: any_open, stay: true, by: [specialist], not_before: {missed: answer}}
  pass_on: {from: any_open, stay: true, by: [specialist, system], owner: {role: manager}}
  tell: {from: any_open, stay: true, by: [whoever_owes, specialist, system], does: [report, thank]}
  spare: {from: any_open, stay: true, by: [supervisor], waives: all_open}
  close: {from: any_open, to: closed, by: [specialist], joins: thank, waives: report}
deadlines:
  answer:
    starts: [{act: come}, {act: ask}, {act: reopen}]
    met: {entered: settled}
    cancelled: {entered: closed}
    within:
      first_of:
        - {when: 'kind == "small"', amount: 6 working hours}
        - {otherwise: 2 working days}
    again: AGAIN
    pauses: [{in: waiting}, {when: hold}]
    applies: 'not filled("wanted") or wanted'
    factor: [{by: 150%, when: 'kind == "large"'}]
    agreed: promised
    on_resume: RESUME
    on_transfer: TRANSFER
    late: LATE
    urgent: urgent
    remind: [{at: 50%, to: owner}, {before: 2 working hours, to: owner, when: 'kind != "large"'}]
    missed:
      - {to: [owner, {party: guest}], prints: [notice]}
      - {after: 1 working day, to: {role: supervisor}, repeat: {every: 4 hours, times: 1}}
      - {after: 2 working days, to: {head_of: 客房部}, sets: {grade: high}, does: pass_on}
  steps:
    starts: [{entered: open}, {act: ask}]
    met: {entered: settled}
    cancelled: {entered: closed}
    within: {first_of: [{when: 'grade == "high"', amount: 4 hours}, {otherwise: 30 hours}]}
    again: AGAIN
    pauses: [{when: 'grade == "high"'}, {open: report}]
    remind:
      - {at: 25%, to: owner, sets: {kind: large}, repeat: {every: 3 hours, times: 2}}
      - {at: 75%, to: {above: owner}, does: wait}
    missed: [{after: 1 hour, to: {above: owner}, sets: {hold: true}}]
  second:
    starts: [{missed: answer}, {field: visit}]
    met: {entered: settled}
    cancelled: {entered: closed}
    within: 9 working hours
    pauses: {in: waiting}
    late: {skip_older_than: 1 calendar day}
    remind: [{at: 50%, to: owner}]
    missed: [{to: owner}]
  third:
    starts: [{missed: second}]
    met: {entered: settled}
    cancelled: {entered: closed}
    within: 3 calendar days
    on_revision: keep
    remind: [{before: 1 calendar day, to: {role: manager}}]
    missed: [{to: {role: manager}}]
  meet:
    starts: {act: arrange}
    met: {act: call}
    cancelled: {entered: closed}
    due: {field: meeting}
    again: keep
    applies: 'not filled("wanted") or wanted'
    remind: [{before: 2 hours, to: owner, repeat: {every: 30 minutes, times: 5}}]
    missed: [{to: owner}]
  reporting:
    starts: {opened: report}
    met: {settled: report}
    within: 5 working hours
    pauses: {when: hold}
    on_transfer: TRANSFER
    remind: [{at: 50%, to: {duty: report}}]
    missed: [{to: {duty: report}}, {after: 9 hours, does: tell}]
  thanking:
    starts: [{opened: thank}, {settled: report}]
    met: {settled: thank}
    cancelled: [{entered: closed}, {entered: open}]
    again: AGAIN
    within: 30 hours
    missed: [{to: [{duty: thank}, owner]}]
  watch:
    starts: [{entered: open}, {entered: waiting}, {entered: settled}]
    met: [{entered: closed}]
    again: keep
    within: 100 weeks
"""


def rich(again: str, resume: str, transfer: str, late: str) -> str:
    """The definition with what a deadline can say of being started, paused, transferred, late."""
    words = {"AGAIN": again, "RESUME": resume, "TRANSFER": transfer, "LATE": late}
    text = RICH
    for name, word in words.items():
        text = text.replace(name, word)
    return text
