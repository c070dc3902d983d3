"""References to files as values. The file itself is opened elsewhere, and kept elsewhere."""

import re
from collections.abc import Mapping

from workflow.definition.kinds import Attachment, ValueInvalid
from workflow.translation import gettext

MEMBERS = ("name", "size", "sha256", "type")
LONGEST_FILE_NAME = 255
LARGEST_FILE = 2**40
LONGEST_MEDIA_TYPE = 127
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][\w.+-]*/[A-Za-z0-9][\w.+-]*", re.ASCII)
_SHOWN_DIGITS = 12


def read_attachment(given: object) -> Attachment:
    """Return a reference to a file as it is kept.

    Raises ``ValueInvalid``, also for a path: whoever has the file makes the reference.
    """
    wanted = gettext("a file: with --attach NAME=FILE, in a program by workflow.attachment()")
    if not isinstance(given, Mapping) or set(given) != set(MEMBERS):
        raise ValueInvalid(wanted)
    name, size, digest, kind = (given[one] for one in MEMBERS)
    if not (isinstance(name, str) and is_file_name(name)):
        raise ValueInvalid(gettext("a file whose name is a name, without the folder it is in"))
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise ValueInvalid(wanted)
    if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size <= LARGEST_FILE:
        raise ValueInvalid(wanted)
    if not (isinstance(kind, str) and len(kind) <= LONGEST_MEDIA_TYPE):
        raise ValueInvalid(wanted)
    if not _MEDIA_TYPE.fullmatch(kind):
        raise ValueInvalid(wanted)
    return {"name": name, "size": size, "sha256": digest, "type": kind}


def is_file_name(name: str) -> bool:
    """Whether a text is the name of a file, on any system, and can be shown."""
    plain = name.isprintable() and not set(name) & {"/", "\\"}
    return plain and name not in {"", ".", ".."} and len(name) <= LONGEST_FILE_NAME


def show_attachment(value: Attachment) -> str:
    """Return a reference for people: the name, the size, and enough of the hash to tell it by."""
    digest = str(value["sha256"])[:_SHOWN_DIGITS]
    text = gettext("{name} ({size} bytes, SHA-256 {digest}…)")
    return text.format(name=value["name"], size=value["size"], digest=digest)
