"""A backup of PostgreSQL by the bot's own role, which is an ordinary one, holds every workspace."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, func, select

from bot.cli import backup, restore
from storage import migrations, row_security
from storage.database import Database
from storage.workspaces import Workspace
from tests.conftest import fresh_postgres_url
from tests.factories import make_partner, make_person, make_workspace


def _programs(server_url: str) -> Path:
    """Return where the programs of the server's own version are."""
    database = Database(server_url)
    with database.engine.connect() as connection:
        folder = connection.execute(text("SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
        found = Path(folder.scalar_one())
    database.close()
    return found


@pytest.fixture
def installed(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the URL of a migrated PostgreSQL, which the settings name, with its programs."""
    url = fresh_postgres_url(postgres_server, "backed_up")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PATH", str(_programs(postgres_server)), prepend=":")
    database = Database(url)
    migrations.upgrade(database.engine)
    database.close()
    return url


def _workspaces(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Workspace)).one()


def test_all_workspaces_come_back_with_their_walls(installed: str, tmp_path: Path) -> None:
    database = Database(installed)
    with database.across_workspaces.transaction() as session:
        for _ in range(2):
            workspace = make_workspace(session)
            make_partner(session, workspace, owner=make_person(session, workspace))
    database.close()

    file = tmp_path / "backup"
    backup.run(file)
    with database.across_workspaces.transaction() as session:
        make_workspace(session)
    database.close()
    restore.run(file)

    with database.across_workspaces.reading() as session:
        assert _workspaces(session) == 2
        assert row_security.without_policy(session.connection()) == []
        assert row_security.keeps_trail(session.connection())
    database.close()
