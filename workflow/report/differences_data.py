"""The difference between two definitions for programs: plain data with stable keys."""

from collections.abc import Sequence

from workflow.definition.difference import Change
from workflow.definition.model import Definition
from workflow.definition.resolved import edition_hash, encoded
from workflow.report.data import Data


def differences(old: Definition, new: Definition, changes: Sequence[Change]) -> Data:
    """Return what is different between two definitions."""
    return {
        "old": _edition(old),
        "new": _edition(new),
        "changes": [_change(one) for one in changes],
    }


def _edition(definition: Definition) -> Data:
    return {
        "definition": definition.workflow,
        "edition": definition.edition,
        "hash": edition_hash(definition),
    }


def _change(change: Change) -> Data:
    data: Data = {"change": change.kind, "part": change.part, "name": change.name or None}
    match change.kind:
        case "changed":
            values = (getattr(one, change.member) for one in (change.old, change.new))
            old, new = (encoded(one, wording=False) for one in values)
            return {**data, "member": change.member, "old": old, "new": new}
        case "renamed":
            return {**data, "old": change.old}
        case "reordered":
            return {**data, "old": list(change.old), "new": list(change.new)}
    return data
