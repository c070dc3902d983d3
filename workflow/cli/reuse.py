"""Telling who uses a fragment."""

from typing import TYPE_CHECKING

from workflow.cli.exit_codes import DONE
from workflow.cli.options import Settings
from workflow.cli.output import print_blocks, print_json

if TYPE_CHECKING:
    from workflow.definition.origin import Origin


def tell_users(settings: Settings, fragment: "Origin") -> int:
    """Tell which editions were made with a fragment, which is not published itself."""
    from workflow.report import reuse

    with settings.connected() as workflow:
        found = workflow.users_of((fragment,))
    if settings.json:
        print_json({"fragment": fragment.name, **reuse.data(found)})
    else:
        print_blocks(reuse.users(fragment.name, found))
    return DONE
