"""A daemon on a disk of its own that fills up, then cannot be written to, and is mended each time.

``unshare -rm python small_disk.py DATABASE FOLDER`` mounts it on FOLDER, for itself alone.
"""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from daemon_in_trouble import Trouble, fired_once, got_over
from daemon_process import Daemon


def mount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)


def fill(file: Path) -> None:
    """Write until there is no room at all."""
    with suppress(OSError), file.open("ab", buffering=0) as growing:
        while True:
            growing.write(bytes(4096))


def main(furnished: Path, folder: Path) -> None:
    mount(folder, "size=16m")
    database, filling = folder / "errands.db", folder / "filling"
    database.write_bytes(furnished.read_bytes())
    full = Trouble("the disk is full", lambda: fill(filling), filling.unlink)
    read_only = Trouble(
        "and that it and its folder may be written to",
        lambda: mount(folder, "remount,ro,size=16m"),
        lambda: mount(folder, "remount,rw,size=16m"),
    )
    with Daemon(database, "--debug") as daemon:
        daemon.wait_for("next round wanted")
        cases = [got_over(database, daemon, one) for one in (full, read_only)]
        assert daemon.stop()[0] == 0
    assert fired_once(database, cases)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
