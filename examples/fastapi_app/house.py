"""What the studio brings to the engine, for its own process and for the daemon."""

import os
from pathlib import Path

from sqlalchemy import Engine, create_engine

from fastapi_app.directory import UserDirectory
from fastapi_app.rules import registry
from workflow import prepare


class House:
    """The studio's database, and what the engine needs to know of the studio."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.engine = _engine(database)
        self.registry = registry
        self.directory = UserDirectory(_engine(database))

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self.directory.close()


def _engine(database: Path) -> Engine:
    engine = create_engine(f"sqlite:///{database}")
    prepare(engine)
    return engine


house = House(Path(os.environ.get("STUDIO_DB", "studio.db")))
