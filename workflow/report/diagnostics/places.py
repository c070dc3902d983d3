"""Where a file is, as other programs name it: from where the command runs, if it lies below."""

from pathlib import Path
from urllib.parse import quote


def below(file: str, folder: Path) -> str | None:
    """Return the path of a file from a folder, ``None`` if it does not lie in it.

    >>> below("definitions/complaint.yaml", Path())
    'definitions/complaint.yaml'
    """
    try:
        return Path(file).resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return None


def uri(file: str, folder: Path) -> str:
    """Return the reference of a file: relative to a folder if it lies in it, otherwise whole.

    >>> uri("流程/a b.yaml", Path())
    '%E6%B5%81%E7%A8%8B/a%20b.yaml'
    """
    found = below(file, folder)
    return Path(file).resolve().as_uri() if found is None else quote(found)
