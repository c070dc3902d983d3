"""A house in which letters lead to repairs: two definitions, and who works there."""

from collections.abc import Mapping
from pathlib import Path

from workflow import Workflow
from workflow.definition.model import Definition
from workflow.definition.parse import loads
from workflow.service.publishing import put_edition

FOLDER = Path(__file__).parent / "related"
LETTER, MEND = FOLDER / "letter.yaml", FOLDER / "mend.yaml"
SENT: Mapping[str, object] = {
    "writer": "李雷",
    "phone": "13800138000",
    "flat": 12,
    "matter": "Lift",
}


def changed(path: Path, *changes: tuple[str, str]) -> Definition:
    """Read another edition of a definition, with some of its text put differently."""
    text = path.read_text(encoding="utf-8")
    newer = ('edition: "1"', 'edition: "2"'), ("effective: 2026-01-01", "effective: 2026-06-01")
    for old, new in (*newer, *changes):
        assert old in text, old
        text = text.replace(old, new)
    return loads(text, str(path))


def slipped_in(flow: Workflow, *definitions: Definition) -> None:
    """Put editions into the database behind the checks of publishing."""
    with flow.transactions.writing() as connection:
        for one in definitions:
            put_edition(connection, one, flow.now())


def furnish(flow: Workflow) -> None:
    """Publish the definitions and give the house its people."""
    flow.publish(MEND)
    flow.publish(LETTER)
    flow.add_staff("ma", roles=["manager"])
    flow.add_staff("mei", roles=["clerk"], superior="ma")
    flow.add_staff("wu", roles=["fitter"], superior="ma")


def sent(flow: Workflow, **more: object) -> str:
    """Receive a letter; return the number of its case."""
    return flow.open("letter", {**SENT, **more}, actor="mei").case


def ordered(flow: Workflow, case: str, thing: str = "lift") -> str:
    """Order a repair for a letter; return the number of its case."""
    (child,) = flow.trigger(case, "order_repair", {"thing": thing}, actor="mei").opened
    return child
