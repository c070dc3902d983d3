"""What a fragment says, read by itself: what is wrong with it, whichever definition uses it.

What it names and does not declare (a role under ``permissions``, a field in a blank) the definition
may declare; that is looked at there.
"""

from workflow.calendars.amounts import Count
from workflow.definition.calendar_names import named
from workflow.definition.documents import read_documents
from workflow.definition.lengths import read_count
from workflow.definition.nodes import Node
from workflow.definition.scripts import read_avoid, read_script
from workflow.definition.vocabulary import read_fields, read_parties, read_permissions, read_roles


def read_parts(root: Node) -> None:
    """Read all that a fragment can hold, and note what is wrong with it."""
    found = root.named()

    def part(key: str) -> Node:
        return found.get(key) or root.child(key, None)

    if "calendar" in found:
        named(found["calendar"])
    if "count" in found:
        read_count(found["count"], Count())
    read_parties(part("parties"), read_roles(part("roles")))
    read_fields(part("fields"))
    read_documents(part("documents"))
    read_permissions(part("permissions"))
    read_script(found.get("script"))
    read_avoid(found.get("avoid"))
    if "checks" in found:
        found["checks"].names("field")
