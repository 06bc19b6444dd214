"""A backup from before brings back neither an erased person nor what was sent since."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from bot.flows.people import carried_over
from bot.flows.people import data as people_data
from storage import erasures
from storage.database import Database
from storage.erasures import Tombstone
from storage.outbox import Outbox, OutboxState
from storage.people import Person
from tests import factories
from tests.factories import NOW
from tests.people.conftest import NAME, SLACK_ID, erase, everything


@pytest.fixture
def restored(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """Return the empty database that a backup is put into."""
    path = tmp_path / "restored.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


def test_a_tombstone_says_nothing_and_a_backup_does_not_bring_anybody_back(
    database: Database, restored: Database, metadata: MetaData
) -> None:
    with database.across_workspaces.transaction() as session:
        workspace = factories.make_workspace(session)
        person = factories.make_person(session, workspace, name=NAME, slack_user_id=SLACK_ID)
        backup = [(table, _rows(session, table)) for table in metadata.sorted_tables]
        erase(session, person)
    with database.across_workspaces.reading() as session:
        since = carried_over.read(session)
    assert SLACK_ID not in json.dumps(since.tombstones, default=str)

    with restored.across_workspaces.transaction() as session:
        for table, rows in backup:
            if rows:
                session.execute(insert(table), rows)
        carried_over.write(session, since, now=NOW)

    with restored.across_workspaces.reading() as session:
        assert NAME not in everything(session, metadata)
        assert len(session.exec(pick(Tombstone)).all()) == len(since.tombstones)
        back = session.exec(pick(Person)).one()
        assert not erasures.lies_under(back, []) and back.name == people_data.NOBODY  # noqa: PT018


def test_what_was_sent_after_the_backup_is_not_sent_again(
    session: Session, restored: Database, bob: Person, metadata: MetaData
) -> None:
    session.execute(update(Outbox).where(col(Outbox.key) == "ksent").values(key="daily|today"))
    since = carried_over.read(session)
    backup = [
        (table, [] if table.name == "outbox" else _rows(session, table))
        for table in metadata.sorted_tables
    ]
    with restored.across_workspaces.transaction() as writing:
        for table, rows in backup:
            if rows:
                writing.execute(insert(table), rows)
        carried_over.write(writing, since, now=NOW)

    with restored.across_workspaces.reading() as reading:
        [row] = reading.exec(pick(Outbox)).all()
    assert (row.key, row.state) == ("daily|today", OutboxState.SKIPPED)


def _rows(session: Session, table: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(table)).mappings()]
