"""A PostgreSQL server to measure on: the one that is named, or one of our own for a while."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.statements import raw_server
from tests.postgresql_server import DURABLE, Databases, Server

_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def databases(url: str | None) -> Iterator[Databases]:
    """Databases on a server that loses nothing; one of our own is set as it is by itself.

    It lies in the folder for temporary files and is gone afterwards, and so are its databases.
    """
    with _own_server() if url is None else _named(url) as known:
        _check_durable(known)
        with closing(Databases(known)) as made:
            yield made


@contextmanager
def database(made: Databases, template: str | None = None) -> Iterator[str]:
    """A database on a server, gone afterwards."""
    url = made.made(template)
    try:
        yield url
    finally:
        made.drop(url)


@contextmanager
def _own_server() -> Iterator[str]:
    with TemporaryDirectory(prefix="benchmarks-server-") as name:
        server = Server(Path(name), DURABLE)
        try:
            yield server.url()
        finally:
            server.stop()


@contextmanager
def _named(url: str) -> Iterator[str]:
    yield url


def _check_durable(url: str) -> None:
    with closing(raw_server(url)) as connection:
        for one in _SETTINGS:
            (value,) = connection.execute(f"SHOW {one}").fetchone()
            assert value == "on", f"{one} is {value}: the server would lose what it has written"
