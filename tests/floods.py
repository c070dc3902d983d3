"""A definition that writes down data of every kind, and keeps some of it to some."""

TEXT = """\
language: 1
workflow: flood
edition: "1"
effective: 2026-01-01
title: {en: Water damage, zh: 水浸}
prefix: F
roles:
  desk: {title: {en: Front desk, zh: 前台}}
  lead: {title: {en: Duty manager, zh: 值班经理}}
parties:
  insurer: {title: {en: Insurer, zh: 保险公司}}
fields:
  guest: {type: text, title: {en: Guest, zh: 客人}}
  phone: {type: phone, refusable: true, title: {en: Telephone, zh: 电话}}
  call_at: {type: time, title: {en: Call at, zh: 接听时间}}
  rooms:
    type: list
    of:
      bath: {en: Bathroom, zh: 浴室}
      hall: {en: Hall, zh: 走廊}
      cellar: {en: Cellar, zh: 地下室}
    at_most: 2
    title: {en: Rooms, zh: 受损房间}
  items: {type: list, of: text, personal: false, title: {en: Items, zh: 物品}}
  costs: {type: list, of: money, title: {en: Costs, zh: 费用}}
  helpers: {type: list, of: person, title: {en: Helpers, zh: 协助人}}
  photos: {type: list, of: attachment, title: {en: Photographs, zh: 照片}}
  bill: {type: attachment, personal: false, title: {en: Bill, zh: 账单}}
  culprit: {type: text, sees: [lead], title: {en: Who did it, zh: 肇事人}}
  guess: {type: number, sees: [lead, owner], secret_from: [insurer], title: {en: Guess, zh: 估损}}
  ground:
    type: choice
    title: {en: Ground, zh: 理由}
    of:
      old: {en: Too old, zh: 过期}
      trifle: {en: A trifle, zh: 轻微}
      done: {en: Repaired, zh: 已修}
  news: {type: text, title: {en: New facts, zh: 新的事实}}
states:
  open:
    title: {en: Open, zh: 处理中}
    editable: [call_at, rooms, items, costs, helpers, photos, bill, culprit, guess, phone]
  refused_it: {title: {en: Turned down, zh: 不予受理}, final: true}
  over: {title: {en: Over, zh: 已结案}, final: true}
transitions:
  report:
    title: {en: Report, zh: 登记}
    from: new
    to: open
    by: [desk, lead]
    needs: [guest]
  confirm:
    title: {en: Confirm, zh: 核对}
    from: open
    stay: true
    by: [desk]
    has: [{field: phone, if: '"bath" in rooms'}]
    reads_back: [guest, phone, rooms]
  turn_down:
    title: {en: Turn down, zh: 不予受理}
    from: open
    to: refused_it
    by: [lead]
    needs: [{field: ground, of: [old, trifle]}]
  settle:
    title: {en: Settle, zh: 结案}
    from: open
    to: over
    by: [desk, lead]
    when: 'guess < 100 and count("rooms") < 2'
  reopen:
    title: {en: Open again, zh: 重新受理}
    from: [refused_it, over]
    to: open
    by: [lead, insurer]
    needs: [news]
    not_after: {entered: refused_it, plus: 30 calendar days}
deadlines:
  answering:
    title: {en: Answer, zh: 答复期限}
    starts: {entered: open}
    met: [{entered: refused_it}, {entered: over}]
    within: 2 calendar days
    missed: [{to: [owner, {role: lead}], prints: sheet}]
documents:
  sheet:
    title: {en: Sheet, zh: 单据}
    text: {en: "{case}: {guess}, {rooms}", zh: "{case}：{guess}，{rooms}"}
permissions: {set: [any_staff], correct: [lead], erase: [lead]}
"""
MONDAY = "2026-11-02 10:00"
STAFF = {"dan": "desk", "eva": "desk", "lea": "lead"}
