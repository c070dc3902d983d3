"""What the tables have in common: a MetaData of their own, apart from the host's."""

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

PREFIX = "complaints_"
VERSION_TABLE = f"{PREFIX}version"
# Numbers that grow for ever; SQLite's are as large in any case, and number by themselves only so.
SERIAL: Any = BigInteger().with_variant(Integer(), "sqlite")
_registry = registry(
    metadata=MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
)


class Base(SQLModel, registry=_registry):
    """What our tables have in common: a MetaData apart from the host's.

    Rows are never validated, so what validating needs is not built at every start.
    """

    model_config = {"defer_build": True}


METADATA = _registry.metadata
