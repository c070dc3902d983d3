"""A definition with limits of minutes, and cases of it that fall due when a test wants them to."""

import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from workflow import Workflow
from workflow.daemon.record import Record
from workflow.daemon.relay import InTurn, Relay
from workflow.daemon.rounds import Rounds
from workflow.definition.parse import loads
from workflow.service.delivery import Routes, Sender

SECRET = "李雷 13800138000"
LIMIT = timedelta(minutes=1)

ERRAND = """\
language: 1
workflow: errand
edition: "1"
effective: 2024-01-01
title: {en: Errand, zh: 差事}
prefix: E
roles:
  clerk: {title: {en: Clerk, zh: 职员}}
  chief: {title: {en: Chief, zh: 主任}}
fields:
  content: {type: text, title: {en: Content, zh: 内容}}
states:
  open:  {title: {en: Open, zh: 待办}, owner: {role: clerk, choose: equal_load}}
  ended: {title: {en: Ended, zh: 完成}, final: true}
transitions:
  begin:
    title: {en: Begin, zh: 开始}
    from: new
    to: open
    by: [clerk]
    needs: [content]
  finish:
    title: {en: Finish, zh: 完成}
    from: open
    to: ended
    by: [clerk]
deadlines:
  answer:
    title: {en: Answer, zh: 答复期限}
    starts: {entered: open}
    met: {left: open}
    within: 1 minutes
    missed:
      - {to: [owner, {role: chief}]}
"""

LADDER = ERRAND.replace("workflow: errand", "workflow: ladder").replace(
    "    missed:\n      - {to: [owner, {role: chief}]}\n",
    """\
    remind: [{at: 50%, to: owner}]
    missed:
      - {to: owner}
      - {after: 1 minutes, to: [owner, {role: chief}]}
      - {after: 2 minutes, to: {role: chief}, repeat: {every: 1 minutes, times: 2}}
""",
)

# What the clock does here asks a guard of the application first.
GUARDED = (
    ERRAND.replace("workflow: errand", "workflow: guarded\nrequires: {guards: [is_allowed]}")
    .replace(
        "deadlines:\n",
        """\
  lapse:
    title: {en: Lapse, zh: 失效}
    from: open
    to: ended
    by: [system]
    when: 'is_allowed()'
    says: {en: it is not allowed, zh: 不允许}
deadlines:
""",
    )
    .replace("{to: [owner, {role: chief}]}", "{to: owner, does: lapse}")
)

_KEYS = itertools.count()


def house(path: Path, *definitions: str) -> Path:
    """Make a database with the definitions and two people, who were hired long ago."""
    long_ago = datetime.now(UTC) - timedelta(days=400)
    with Workflow.create(str(path), zone="Asia/Shanghai", clock=lambda: long_ago) as flow:
        for text in definitions:
            flow.publish(loads(text, "test.yaml"))
        flow.add_staff("老王", roles=["chief"])
        flow.add_staff("小林", roles=["clerk"], superior="老王")
    return path


def opened(database: Path, definition: str, *due: timedelta, number: int = 1) -> Sequence[str]:
    """Open cases whose limit is over so long from now (negative: it has been for so long)."""
    with Workflow(str(database)) as flow:
        return [
            flow.open(
                definition,
                {"content": f"{SECRET} {next(_KEYS)}"},
                actor="小林",
                at=datetime.now(UTC) - LIMIT + one,
            ).case
            for one in due
            for _time in range(number)
        ]


def in_turn(
    flow: Workflow,
    senders: Sequence[Sender],
    stopping: Callable[[], bool] = lambda: False,
    record: Record | None = None,
    **settings: Any,
) -> Rounds:
    """Rounds that send on every channel, one after the other."""
    channels = tuple(one.channel for one in senders)
    routes = Routes(**{**dict.fromkeys(("channels", "defaults", "alarms"), channels), **settings})
    record = record or Record()
    record.channels(channels)
    relays = InTurn([Relay(flow, one, routes, stopping, record) for one in senders])
    return Rounds(flow, relays, routes, stopping, record)
