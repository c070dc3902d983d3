"""A time that nobody owes: whoever asked is to answer within fifteen days, or it is over."""

TEXT = """\
language: 1
workflow: appeal
edition: "1"
effective: 2026-01-01
title: {en: Appeal, zh: 申诉}
prefix: AP
roles:
  clerk: {title: {en: Clerk, zh: 办事员}}
  chief: {title: {en: Chief, zh: 主管}}
fields:
  answer: {type: text, title: {en: Answer, zh: 答复}}
states:
  asked:     {title: {en: Asked, zh: 已询问}}
  at_work:   {title: {en: At work, zh: 办理中}}
  withdrawn: {title: {en: Counts as withdrawn, zh: 视为撤回}, final: true}
  decided:   {title: {en: Decided, zh: 已决定}, final: true}
transitions:
  ask:    {title: {en: Ask, zh: 询问}, from: new, to: asked, by: [clerk]}
  reply:  {title: {en: Reply, zh: 答复}, from: asked, to: at_work, by: [clerk], needs: [answer]}
  lapse:  {title: {en: Nobody replied, zh: 无人答复}, from: asked, to: withdrawn, by: [system]}
  decide: {title: {en: Decide, zh: 决定}, from: [asked, at_work], to: decided, by: [clerk]}
deadlines:
  replying:
    title: {en: Time to reply, zh: 答复期}
    starts: {entered: asked}
    met: {left: asked}
    within: 15 calendar days
    remind: [{before: 3 calendar days, to: owner}]
    over:
      - {to: owner}
      - {after: 2 calendar days, to: {role: chief}, does: lapse}
  deciding:
    title: {en: Decide, zh: 决定期限}
    starts: {entered: asked}
    met: [{entered: decided}, {entered: withdrawn}]
    within: 30 calendar days
    missed: [{to: {role: chief}}]
permissions: {record_late: [chief, clerk]}
"""
STAFF = {"林晓": "clerk", "周主任": "chief"}
MONDAY = "2026-11-02 10:00"
OWED = TEXT.replace("    over:\n", "    missed:\n").replace('edition: "1"', 'edition: "2"')
"""The same as a promise that can be missed."""
