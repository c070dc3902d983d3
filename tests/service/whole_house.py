"""A house in which everything happened that leaves a row somewhere: what must not get lost."""

from datetime import timedelta
from pathlib import Path

import conduct
import floods
from every_kind import rich
from house import MONDAY, Clock
from promises import announced
from rounds import rounds
from stories import opened, resolved

from workflow import Workflow, attachment
from workflow.definition.migration import Plan
from workflow.definition.parse import loads
from workflow.service import forming, health, outboxing
from workflow.service.delivery import Routes
from workflow.store.daemons import Heartbeat, Rest

ROUTES = Routes(("log",), ("log",), ("log",))
CLAIM = rich("both", "carry", "restart", "all")
SKILLED = ("owner: {role: clerk}", "owner: {role: clerk, choose: skill, skill: french}")
WALKED = "  lobby: {every: 12 hours, opens: set_out, sets: {place: lobby}, sites: [main]}\n"
BEAT = Heartbeat(
    "守护",
    "服务器",
    17,
    "1",
    MONDAY,
    MONDAY,
    channels=("log",),
    resting=(Rest("log", MONDAY, "坏了"),),
)


def lived(flow: Workflow, clock: Clock, file: Path) -> None:
    """Let it all happen; ``file`` is attached to a case."""
    staffed(flow)
    health.begin(flow, BEAT)
    erased = resolved(flow)
    flow.note(erased, "请勿打扰", actor="ann")
    flow.erase(erased, actor="max", reason="顾客要求")
    opened(flow, content="隔壁太吵：“睡不着” 🛎️ Zoë")
    flow.open("conduct", {"who": "ann"}, actor="cai", key="同一请求")
    flood = flow.open("flood", {"guest": "韩梅梅"}, actor="dan").case
    flow.set(flood, {"photos": [attachment(file)], "items": ["地毯", "lamp"]}, actor="dan")
    claim = flow.open("claim", {}, actor="ann").case
    flow.trigger(claim, "ask", {"kind": "small"}, actor="ann")
    flow.publish(loads(CLAIM.replace('edition: "1"', 'edition: "2"'), "claim.yaml"))
    flow.migrate("claim", "1", "2", Plan(reason="新规定"), actor="max")
    flow.adopt_revision("CN", announced=announced(), actor="max")
    clock.advance(seconds=30)
    flow.fire_due()
    clock.advance(days=2, microseconds=1)
    flow.fire_due()
    forming.form(flow, ROUTES)
    first, second, *_others = outboxing.claim(flow)
    outboxing.settle(flow, sent=[first])
    outboxing.settle(flow, failed=[(second, LookupError("没有人"))], routes=ROUTES)
    gone = BEAT._replace(
        seen_at=clock.now, swept_at=clock.now, late_seconds=0.1, stopped_at=clock.now
    )
    health.beat(flow, gone)


def staffed(flow: Workflow) -> None:
    """Publish what the cases follow, and give the house everybody it needs."""
    for text in (CLAIM, floods.TEXT, conduct.CONDUCT.replace(*SKILLED)):
        flow.publish(loads(text, "published.yaml"))
    flow.publish(rounds(WALKED))
    flow.add_site("分店", zone="Asia/Urumqi")
    for name, roles in {"cai": ["clerk"], "dan": ["desk", "guard"], "lea": ["lead"]}.items():
        flow.add_staff(name, site="main", roles=roles)
    flow.add_staff("李娜", site="分店", roles=["manager"], skills=["french"], capacity=3)
    flow.add_staff("李娜", reach={"log": "李娜@example.com"}, quiet="22:00-07:00")
    flow.set_head("客房部", "max")
    flow.set_away("ben", start=MONDAY + timedelta(days=30), delegate="ann")
