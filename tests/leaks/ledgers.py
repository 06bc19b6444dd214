"""The things of one partner, by what they are."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from storage.columns import Row

AnyRow = TypeVar("AnyRow", bound=Row)

QBR_ON = date(2026, 12, 10)
SHARED_OF = {"a": "C0SHARED", "b": "C0BSHARED"}
TS = "1795600000.000100"  # of one of our messages, in every channel


@dataclass
class Ledger:
    """The ids of one partner's things, by what they are."""

    letter: str
    ids: dict[str, UUID] = field(default_factory=dict)

    def __getitem__(self, name: str) -> UUID:
        return self.ids[name]

    def put(self, name: str, row: AnyRow) -> AnyRow:
        self.ids[name] = row.id
        return row
