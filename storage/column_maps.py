"""Saved column maps: how a file's columns become ours."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from storage.columns import Scoped


class ColumnMap(Scoped, table=True):
    """A named map for one kind of file."""

    __table_args__ = (UniqueConstraint("workspace_id", "kind", "name"),)

    kind: str
    name: str
    columns: dict[str, str] = Field(sa_type=JSON)  # our column -> theirs
    saved_at: datetime
