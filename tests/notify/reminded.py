"""Somebody to be reminded by mail, and rounds by the settings of a house that do it."""

from house import Clock

from workflow import Workflow
from workflow.daemon.record import Record
from workflow.daemon.relay import InTurn, Relay
from workflow.daemon.rounds import Rounds
from workflow.notify.settings import Settings

RECEIVED = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service",
}  # fmt: skip


def reminded(flow: Workflow, clock: Clock, address: str) -> Workflow:
    """Open a case of which ann is to be reminded, by mail to an address, and let it be time."""
    flow.add_staff("ann", reach={"mail": address})
    flow.open("complaint", RECEIVED, actor="rita")
    clock.advance(days=1, hours=8)
    return flow


def rounds(flow: Workflow, settings: Settings) -> Rounds:
    """Rounds that send on every channel of some settings, one after the other."""
    routes, record = settings.routes, Record()
    relays = [Relay(flow, one, routes, lambda: False, record) for one in settings.senders]
    return Rounds(flow, InTurn(relays), routes, lambda: False, record)
