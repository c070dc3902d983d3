"""What an act is answered with on the screen."""

from typing import TYPE_CHECKING

from workflow.cli.options import Settings
from workflow.cli.output import print_blocks, print_json
from workflow.translation import gettext

if TYPE_CHECKING:
    from workflow.service.facade import Workflow
    from workflow.service.views import Receipt


def print_receipt(
    settings: Settings, workflow: "Workflow", receipt: "Receipt", done: str = ""
) -> None:
    """Print what a case is now, after what was ``done``."""
    from workflow.errors import NotAuthorised
    from workflow.report import cases, data
    from workflow.report.glossary import glossary

    if settings.json:
        print_json(data.receipt(receipt))
        return
    if done and not receipt.repeated:
        print_blocks([done])
    try:
        view = workflow.show(receipt.case, actor=settings.reader)
    except NotAuthorised:  # who writes something down need not be among those who read it
        print_blocks([gettext("{case} is written down.").format(case=receipt.case)])
    else:
        print_blocks(cases.receipt(receipt, view))
        if receipt.stands:
            print_blocks(cases.stands(receipt, glossary(workflow, view)))
