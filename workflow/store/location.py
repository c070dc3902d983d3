"""Where a database lies: files on network shares, and URLs as people may see them."""

import re
import sys
from pathlib import Path

from workflow.errors import StoreUnusable
from workflow.translation import gettext

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.rclone"}
)
_REMOTE_DRIVE = 4
# One letter is a drive of Windows. What stands after a folder is the name of a file.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9_+]+):")
_PASSWORD = re.compile(r"([?&](?:ssl)?password=)[^&]*", re.IGNORECASE)


def is_url(name: str) -> bool:
    """Whether a name is a URL, or meant as one, and not a path.

    >>> is_url("oracle:cases"), is_url("C:\\\\cases.db"), is_url("./oracle:cases")
    (True, False, False)
    """
    return "://" in name or _SCHEME.match(name) is not None


def check_place(url: str, path: Path) -> None:
    """Raise ``StoreUnusable``, naming ``url``, for a place where no file can be."""
    if not path.parent.is_dir():
        reason = gettext("the folder {folder} does not exist; make it, or name another place.")
        raise StoreUnusable(url, reason.format(folder=path.parent))
    if path.is_dir():
        raise StoreUnusable(url, gettext("it is a folder, not a file; name a file in it."))


def on_network_share(folder: Path) -> bool:
    """Whether ``folder`` is known to lie on a network share; False where that cannot be told."""
    if sys.platform == "win32":
        return _on_windows_share(folder)
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return False
    kinds: dict[str, str] = {}
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, place, kind, *_rest = line.split(" ")
        kinds[place.replace("\\040", " ")] = kind
    resolved = folder.resolve()
    for part in (resolved, *resolved.parents):
        if str(part) in kinds:
            return kinds[str(part)] in _NETWORK
    return False


def _on_windows_share(folder: Path) -> bool:  # pragma: no cover - tried on Windows only
    anchor = folder.resolve().anchor
    if anchor.startswith("\\\\"):
        return True
    import ctypes  # noqa: PLC0415 - exists for this on Windows only

    windll = getattr(ctypes, "windll")  # noqa: B009 - unknown to type checkers elsewhere
    return bool(windll.kernel32.GetDriveTypeW(anchor) == _REMOTE_DRIVE)


def shown(url: str) -> str:
    """Return a URL or a path for people to see, without a password.

    >>> shown("postgresql://lin:secret@server/complaints?sslmode=require&password=secret")
    'postgresql://lin:***@server/complaints?sslmode=require&password=***'
    """
    scheme, separator, rest = url.partition("://")
    if not separator and (meant := _SCHEME.match(url)):
        return f"{meant[1]}:***"  # what follows can be anything
    if not separator or scheme.startswith("sqlite"):
        return url
    who, at, where = rest.rpartition("@")
    user, colon, _password = who.partition(":")
    hidden = f"{user}:***" if colon else user
    return _PASSWORD.sub(r"\1***", f"{scheme}://{hidden}{at}{where}")
