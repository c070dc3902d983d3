"""A small definition to be tested, as a user would write one."""

TEXT = """\
language: 1
workflow: parcel
edition: "1"
effective: 2026-01-01
title: {en: Parcel, zh: 包裹}
prefix: P
roles:
  desk: {title: {en: Front desk, zh: 前台}}
  boss: {title: {en: Manager, zh: 经理}}
fields:
  guest: {type: text, title: {en: Guest, zh: 客人}}
states:
  kept:   {title: {en: Kept, zh: 保管中}}
  given:  {title: {en: Given, zh: 已交付}, final: true}
  sent_back: {title: {en: Sent back, zh: 已退回}, final: true}
transitions:
  store: {title: {en: Store, zh: 登记}, from: new, to: kept, by: [desk], needs: [guest]}
  give:  {title: {en: Give, zh: 交付}, from: kept, to: given, by: [desk]}
  again: {title: {en: Keep on, zh: 续存}, from: kept, to: kept, by: [desk], at_most: 1}
  send_back: {title: {en: Send back, zh: 退回}, from: kept, to: sent_back, by: [system]}
deadlines:
  pick_up:
    title: {en: Pick it up, zh: 领取期限}
    starts: {entered: kept}
    met: {left: kept}
    within: 3 calendar days
    remind: [{before: 14 hours, to: owner}]
    missed:
      - {to: [owner, {role: boss}]}
      - {after: 2 calendar days, does: send_back, to: {role: boss}}
"""
GUEST = {"guest": "李雷"}
STAFF = {"dan": "desk", "bea": ["boss"]}
MONDAY = "2026-11-02 10:00"
