"""A fragment by itself: what can be wrong with it, whichever definition uses it.

What it names and does not declare (a role under ``permissions``, a field in a blank) the definition
may declare; that is looked at there.
"""

from pathlib import Path

from workflow.calendars.amounts import Count
from workflow.definition.calendar_names import named
from workflow.definition.documents import read_documents
from workflow.definition.lengths import read_count
from workflow.definition.nodes import Node
from workflow.definition.origin import Origin
from workflow.definition.reuse import assembled, origin_of
from workflow.definition.scripts import read_avoid, read_script
from workflow.definition.source import Source, read
from workflow.definition.vocabulary import read_fields, read_parties, read_permissions, read_roles
from workflow.definition.whole import refused_as, whole
from workflow.errors import FragmentInvalid


def origin(path: Path) -> Origin:
    """Return what those that use or extend a file keep of it, checked if it is a fragment.

    Raises ``FragmentInvalid``, and ``DefinitionError`` where it cannot be read.
    """
    source = read(path)
    if source.is_fragment:
        check(source)
    return origin_of(source)


def load(path: Path) -> None:
    """Read and check a fragment's file. Raises ``FragmentInvalid``."""
    with refused_as(FragmentInvalid):
        check(read(path))


def check(source: Source) -> None:
    """Check a fragment. Raises ``FragmentInvalid`` with all problems, in the order they stand."""
    with refused_as(FragmentInvalid):
        whole(assembled(source), _checked)


def _checked(root: Node) -> bool:
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
    return True
