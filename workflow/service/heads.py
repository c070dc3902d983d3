"""The heads of all chains, kept in a file elsewhere: the only thing that catches a whole chain
being rewritten."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from workflow.engine.case import Case
from workflow.errors import InputInvalid
from workflow.service.views import Finding
from workflow.store.events import StoredEvent
from workflow.translation import gettext

FORMAT = 1


class Head(NamedTuple):
    """Where a case's chain stood: how many events, and the hash of the last."""

    case: str
    version: int
    hash: str


def read_heads(file: Path) -> dict[str, Head]:
    """Return the heads in a file by the identity of the case; none if there is no file yet.

    Raises ``InputInvalid`` for a file that is something else.
    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        known = {FORMAT: found["heads"]}
        return {
            uuid: Head(str(one["case"]), int(one["version"]), str(one["hash"]))
            for uuid, one in known[found["format"]].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        expected = gettext("a file that `complaints verify --heads` wrote, or none yet")
        raise InputInvalid(str(file), expected) from error


def write_heads(file: Path, heads: dict[str, Head]) -> None:
    """Write the heads, the whole file or nothing of it."""
    text = json.dumps(
        {"format": FORMAT, "heads": {uuid: one._asdict() for uuid, one in heads.items()}},
        ensure_ascii=False,
        indent=1,
    )
    draft = file.with_name(f"{file.name}.new")
    try:
        draft.write_text(text + "\n", encoding="utf-8")
        os.replace(draft, file)  # noqa: PTH105 - atomic on every system
    except OSError as error:
        expected = gettext("a place where a file can be written")
        raise InputInvalid(str(file), expected) from error


def compare(head: Head | None, case: Case, chain: list[StoredEvent]) -> Iterator[Finding]:
    """Yield a finding if a chain is not a continuation of the head that was kept."""
    if head is None:
        return
    if len(chain) < head.version or chain[head.version - 1].hash != head.hash:
        text = gettext("The history is not the one the heads file knows (event {seq}).")
        yield Finding(case.number, "head_differs", text.format(seq=head.version))
