"""What every backend of the store must do. One subclass per backend."""

from abc import ABC, abstractmethod
from pathlib import Path

import pytest
from cases_contract import CasesContract
from events_contract import EventsContract
from lists_contract import ListsContract
from outbox_contract import OutboxContract
from records import edition

from workflow.store.database import Database


class StoreContract(CasesContract, EventsContract, ListsContract, OutboxContract, ABC):
    """The whole contract. A subclass says how its database comes into being."""

    @abstractmethod
    def created(self, folder: Path) -> Database:
        """A database of the present version with nothing in it."""

    @pytest.fixture
    def database(self, tmp_path: Path):
        database = self.created(tmp_path)
        with database.writing() as connection:
            edition(connection)
        yield database
        database.close()
