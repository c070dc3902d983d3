"""What an act is answered with on the screen."""

from typing import TYPE_CHECKING

from workflow.cli.options import Settings
from workflow.cli.output import print_blocks, print_json

if TYPE_CHECKING:
    from workflow.service.facade import Workflow
    from workflow.service.views import Receipt


def print_receipt(
    settings: Settings, workflow: "Workflow", receipt: "Receipt", done: str = ""
) -> None:
    """Print what a case is now, after what was ``done``."""
    from workflow.report import cases, data

    if settings.json:
        print_json(data.receipt(receipt))
        return
    if done and not receipt.repeated:
        print_blocks([done])
    print_blocks(cases.receipt(receipt, workflow.show(receipt.case, actor=settings.who)))
