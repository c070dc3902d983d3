"""A hotel whose definition has words and papers: scripts, phrases to avoid, forms, messages."""

HOTEL = """
language: 1
workflow: hotel
edition: "1"
effective: 2026-01-01
title: {en: Hotel complaint, zh: 酒店投诉}
prefix: H
calendar: office-cn
roles:
  desk: {title: {en: Front desk, zh: 前台}}
  supervisor: {title: {en: Supervisor, zh: 主管}}
parties:
  guest: {title: {en: Guest, zh: 顾客}}
fields:
  name:      {type: text, title: {en: Name, zh: 姓名}}
  content:   {type: text, title: {en: Content, zh: 投诉内容}}
  reply:     {type: text, title: {en: Reply, zh: 答复}}
  room:      {type: text, personal: false, title: {en: Room, zh: 房号}}
  called_at: {type: moment, refusable: true, title: {en: Called at, zh: 来电时间}}
  told_at:   {type: moment, title: {en: Told at, zh: 答复时间}}
  outcome:
    type: choice
    of: {satisfied: {en: Satisfied, zh: 满意}, dissatisfied: {en: Dissatisfied, zh: 不满意}}
    title: {en: Outcome, zh: 结果}
script:
  opening: {en: "Hello, {me} speaking.", zh: "您好，{me}。"}
  apology: {en: "{name}, we are sorry.", zh: "{name}，非常抱歉。"}
avoid:
  - {phrase: [no way, 没办法], instead: {en: I will find a way., zh: 我马上想办法。}}
  - {phrase: [perhaps, 大概], instead: {en: Name a time., zh: 请说明确切时间。}, only: warn}
checks: reply
documents:
  register:
    title: {en: Register form, zh: 顾客投诉登记表}
    text:
      en: |
        {number}: {name}, {room}, {outcome}
        {state} {today} {owner}, due {due: answer}

        {sign: guest}
        {sign: desk}
        {sign: owner}
      zh: |
        {number}：{name}，{room}，{outcome}
        {sign: guest}
        {sign: supervisor}
  receipt:
    title: {en: Receipt, zh: 受理回执}
    text: {en: "{case}, {room}: by {due: answer}.", zh: "{case}，{room}：{due: answer}前答复。"}
states:
  open:
    title: {en: Open, zh: 处理中}
    editable: [room, reply]
    script:
      holding: {en: "Please hold, {room}.", zh: "{room}房请稍候。"}
      apology: {en: "Sorry, {name}.", zh: "{name}，对不起。"}
    avoid: {phrase: calm down, instead: {en: I understand., zh: 我理解。}}
  waiting:
    title: {en: Waiting, zh: 等候}
    owner: {role: supervisor}
  closed: {title: {en: Closed, zh: 已结案}, final: true}
transitions:
  receive:
    title: {en: Receive, zh: 受理}
    from: new
    to: open
    by: [desk]
    needs: [name, content, room, {field: called_at, if: 'room != "0"'}]
    happened: called_at
    script: {opening: {en: "Front desk, {me} speaking.", zh: "前台{me}，您好。"}}
    prints: register
    sends: {to: [{party: guest}, {role: supervisor}], document: receipt}
  answer:  # accepted S022: a guest may ask as often as they like
    title: {en: Answer, zh: 答复}
    from: [open, waiting]
    by: [owner, desk, supervisor]
    needs: [reply, outcome]
    prints: register
    script: {en: "We answer by {due: answer}, {outcome}.", zh: "我们将在{due: answer}前答复。"}
    avoid: {phrase: [perhaps, whatever], instead: {en: Say when., zh: 请说时间。}}
    first_of:
      - when: 'outcome == "satisfied"'
        to: closed
        script: {closing: {en: "Thank you, {name}.", zh: "谢谢您，{name}。"}}
        prints: [register, receipt]
        sends: {to: owner, document: receipt, urgent: true}
      - otherwise: waiting
        avoid: {phrase: goodbye, instead: {en: We will call you., zh: 我们会致电您。}}
        sends: {to: owner, document: receipt}
  tell:
    title: {en: Tell, zh: 转告}
    from: open
    stay: true
    by: [desk]
    needs: [told_at, content]
    happened: told_at
    checks: content
    script: {apology: {en: "Pardon, {name}.", zh: "{name}，请见谅。"}}
  lapse: {title: {en: Lapse, zh: 到期}, from: waiting, to: closed, by: [system], prints: receipt}
deadlines:
  answer:
    title: {en: Answer, zh: 答复期限}
    starts: {entered: open}
    met: [{left: open}]
    within: 6 hours
    remind:
      - {before: 1 hour, to: owner, sends: {to: {party: guest}, document: receipt}}
    missed:
      - {sends: [{to: {role: supervisor}, document: receipt}]}
      - {after: 1 hour, sends: {to: {party: guest}, document: receipt, urgent: true}}
  waiting:
    starts: {entered: waiting}
    met: {left: waiting}
    within: 2 hours
    missed: [{does: lapse}]
permissions:
  correct: [desk]
  record_late: [supervisor]
  erase: [supervisor]
"""
GUEST = {"name": "李雷", "content": "前台说没办法", "room": "301"}
ANSWERED = {"reply": "三点前送到", "outcome": "satisfied"}
CALLED = {**GUEST, "called_at": "2026-11-02 09:30"}
