"""Column types and the base of every table."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, Enum
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel
from uuid_utils.compat import uuid7

from storage.scoping import WorkspaceId

DECIMAL_PLACES = 4
_SCALE = Decimal(10) ** DECIMAL_PLACES
LARGEST_DECIMAL = Decimal(2**63 - 1) / _SCALE
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # of what the clock is to look at again: by now

# Alembic needs a name for every constraint to alter it later, on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with four places, kept as a scaled integer.

    SQLite's NUMERIC is a float and would change large amounts; an integer is exact on
    both databases and sums in SQL. Raises ValueError for a value with more places or
    too large to hold.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Turn a decimal into its scaled integer."""
        del dialect
        if value is None:
            return None
        scaled = value * _SCALE
        if scaled != scaled.to_integral_value() or abs(value) > LARGEST_DECIMAL:
            raise ValueError(f"not a decimal of at most {DECIMAL_PLACES} places: {value}")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Turn a scaled integer back into its decimal."""
        del dialect
        return None if value is None else Decimal(value).scaleb(-DECIMAL_PLACES)


def words(kind: type[StrEnum]) -> Enum:
    """Return a text column type that stores the values, not the member names, of ``kind``."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


new_id: Callable[[], UUID] = uuid7


class Row(SQLModel):
    """Every table's key: a UUIDv7, so rows sort by when they were made."""

    # SQLModel makes rows without validating them, and building all the validators takes a
    # tenth of the start.
    model_config = {"defer_build": True}

    id: UUID = Field(default_factory=new_id, primary_key=True)


class Scoped(Row):
    """A business row: it belongs to one workspace, and every query says which."""

    workspace_id: UUID = Field(foreign_key="workspace.id", index=True, sa_type=WorkspaceId)


Json = dict[str, Any]
