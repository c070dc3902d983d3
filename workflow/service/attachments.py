"""References to files: made from the file once, so that later it can be known again."""

import hashlib
from pathlib import Path

from workflow.definition.attachments import is_file_name
from workflow.definition.kinds import Attachment
from workflow.errors import InputInvalid
from workflow.translation import gettext

LARGEST_READ = 2**30
UNKNOWN_TYPE = "application/octet-stream"
_PIECE = 2**20


def attachment(path: Path | str) -> Attachment:
    """Return a reference to a file, as a value for a field of type ``attachment``.

    It is read to the end and copied nowhere. Raises ``InputInvalid`` unless it is a file of at most
    1 GiB, and ``OSError`` if it cannot be read.
    """
    from mimetypes import guess_type  # noqa: PLC0415 - few commands are given files

    file = Path(path)
    if not file.is_file() or not is_file_name(file.name):
        raise InputInvalid(str(path), gettext("a file that is there"))
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            if size > LARGEST_READ:
                raise InputInvalid(str(path), gettext("a file of at most 1 GiB"))
    kind = guess_type(file.name)[0] or UNKNOWN_TYPE
    return {"name": file.name, "size": size, "sha256": digest.hexdigest(), "type": kind}
