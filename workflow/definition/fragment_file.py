"""A fragment's file by itself, without a definition that uses it."""

from pathlib import Path

from workflow.definition.fragment_parts import read_parts
from workflow.definition.nodes import Node
from workflow.definition.origin import Origin
from workflow.definition.reuse import assembled, origin_of
from workflow.definition.source import Source, read
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
    read_parts(root)
    return True
