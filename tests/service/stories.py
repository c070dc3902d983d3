"""Steps in the life of a complaint, to begin tests from."""

from workflow import Workflow

# Looked for wherever no personal value may be.
MARKER = "张三丰甲乙丙"
RECEIVED = {
    "complainant": "李雷", "phone": "13800138000", "content": "空调太冷", "kind": "service",
}  # fmt: skip
JUDGED = {"grounds": "sufficient", "demand": "reasonable", "department": "客房部"}
INVESTIGATED = {"cause": "温控器坏了", "responsible": "ben"}


def opened(flow: Workflow, **changes: str) -> str:
    """A complaint that ann owns."""
    return flow.open("complaint", {**RECEIVED, **changes}, actor="rita").case


def investigated(flow: Workflow) -> str:
    case = opened(flow)
    flow.trigger(case, "judge", JUDGED, actor="ann")
    flow.trigger(case, "investigate", INVESTIGATED, actor="ann")
    return case


def resolved(flow: Workflow) -> str:
    case = investigated(flow)
    for proposal in ("换房", "退款"):
        flow.trigger(case, "propose", {"proposal": proposal}, actor="ann")
    flow.trigger(case, "approve", {"chosen": 2, "review": "可以"}, actor="max")
    flow.trigger(
        case,
        "carry_out",
        {"compensation": "refund", "amount": "20.50", "consent_customer": flow.now()},
        actor="ann",
    )
    return case
