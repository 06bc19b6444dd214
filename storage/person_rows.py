"""Everything the database holds on one person, found from the tables' own definitions."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Enum, String, Table, Text, cast, or_, select, update
from sqlmodel import AutoString, Session

from storage.tables import metadata  # whole, whoever asks: no table may be left out

# People without a foreign key: partner and person would need each other to exist first.
_UNDECLARED = {("partner", "owner_id"), ("partner", "sponsor_id")}
# What a company or a workspace is called is not a person's, even where the words agree.
_NOT_FREE = {
    ("partner", "name"),
    ("partner", "name_key"),
    ("outbox", "key"),
    ("nudge", "key"),
    ("audit", "actor"),
    ("audit", "salt"),
    ("audit", "digest"),
    ("audit", "hash"),
}
# The chain still holds: of an entry without its salt, only what is left is verified.
_ALSO = {"audit": {"salt": None}}
# What somebody says of themselves alone: whose it is, and what is left of it.
_OF_THEMSELVES = {
    ("pulseanswer", "word"): ("person_id", ""),
    ("confirmlink", "role"): ("answered_by", None),
}
# The person's own row is emptied field by field.
_ELSEWHERE = {"person", "tombstone"}


def references() -> Mapping[str, list[str]]:
    """Return, by table, the columns that hold a person's id."""
    return _references()


@cache
def _references() -> dict[str, list[str]]:
    found = {}
    for table in metadata.sorted_tables:
        names = [
            column.name
            for column in table.columns
            if (table.name, column.name) in _UNDECLARED
            or any(key.column.table.name == "person" for key in column.foreign_keys)
        ]
        if names:
            found[table.name] = names
    return found


def of_person(
    session: Session, *, workspace_id: UUID, person_id: UUID
) -> dict[str, list[dict[str, Any]]]:
    """Return every row that names the person, by table, as plain values; their own row too."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        columns = [table.c[name] for name in references().get(table.name, [])]
        conditions = [column == person_id for column in columns]
        if table.name == "person":
            conditions.append(table.c.id == person_id)
        if table.name == "audit":
            conditions += [table.c.actor == str(person_id), table.c.subject_id == person_id]
        if not conditions:
            continue
        statement = (
            select(table)
            .where(table.c.workspace_id == workspace_id, or_(*conditions))
            .order_by(table.c.id)
        )
        rows = [dict(row) for row in session.execute(statement).mappings()]
        if rows:
            found[table.name] = rows
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """What is taken out of every text, and what stands there afterwards."""

    given: tuple[str, ...]
    instead: str

    def out_of(self, value: Any) -> Any:
        """Return the value without the words, in all texts that it holds."""
        if isinstance(value, str):
            return self._pattern().sub(self.instead, value)
        if isinstance(value, list):
            return [self.out_of(each) for each in value]
        if isinstance(value, dict):
            return {key: self.out_of(each) for key, each in value.items()}
        return value

    def spellings(self) -> Iterator[str]:
        """Go through the words as they stand in a text and in JSON, where letters are escaped."""
        for word in self.given:
            yield word
            escaped = json.dumps(word)[1:-1]
            if escaped != word:
                yield escaped

    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.given, key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def take_out(session: Session, *, workspace_id: UUID, words: Words) -> int:
    """Take the words out of every free text of the workspace; return how many rows changed."""
    session.flush()
    tables = metadata.sorted_tables
    changed = sum(
        _take_out_of(session, table, workspace_id, words)
        for table in tables
        if table.name not in _ELSEWHERE and "workspace_id" in table.c
    )
    session.expire_all()
    return changed


def forget_own_words(session: Session, *, workspace_id: UUID, person_id: UUID) -> None:
    """Empty what the person said of themselves and nobody else needs."""
    for (table_name, column), (whose, nothing) in _OF_THEMSELVES.items():
        table = metadata.tables[table_name]
        session.execute(
            update(table)
            .where(table.c.workspace_id == workspace_id, table.c[whose] == person_id)
            .values({column: nothing})
        )


def _take_out_of(session: Session, table: Table, workspace_id: UUID, words: Words) -> int:
    columns = [column for column in table.columns if _is_free(table, column)]
    if not columns:
        return 0
    holds = [
        cast(column, Text).contains(spelling, autoescape=True)
        for column in columns
        for spelling in words.spellings()
    ]
    statement = select(table.c.id, *columns).where(
        table.c.workspace_id == workspace_id, or_(*holds)
    )
    changed = 0
    for row in session.execute(statement).mappings().all():
        before = {column.name: row[column.name] for column in columns}
        after = {name: words.out_of(value) for name, value in before.items()}
        differs = {name: value for name, value in after.items() if value != before[name]}
        if differs:
            session.execute(
                update(table)
                .where(table.c.workspace_id == workspace_id, table.c.id == row["id"])
                .values(differs | _ALSO.get(table.name, {}))
            )
            changed += 1
    return changed


def _is_free(table: Table, column: Column[Any]) -> bool:
    if (table.name, column.name) in _NOT_FREE or column.primary_key:
        return False
    return isinstance(column.type, AutoString | String | JSON) and not isinstance(column.type, Enum)
