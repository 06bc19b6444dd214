"""Erasing at the keyboard, and putting a backup back."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from bot.clock import SystemClock
from storage import replicas
from storage.database import Database
from storage.people import Person
from tests import factories
from tests.cli.conftest import Run


def with_bob(folder: Path, partner_bot: Run) -> Database:
    partner_bot("migrate")
    database = Database(f"sqlite:///{folder / 'bot.db'}")
    with database.across_workspaces.transaction() as session:
        factories.make_person(session, factories.make_workspace(session), name="Bob Vance")
    return database


def names(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "bot.db")) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person")]


def test_nothing_goes_without_yes_and_everything_can_be_kept_first(
    partner_bot: Run, tmp_path: Path
) -> None:
    with_bob(tmp_path, partner_bot).close()

    asked = partner_bot("erase", "bob vance", "--export", "bob.json")

    assert "Nothing is erased yet. Bob Vance is named in " in asked.said
    assert json.loads((tmp_path / "bob.json").read_text())["person"][0]["name"] == "Bob Vance"
    assert names(tmp_path) == ["Bob Vance"]

    done, again = partner_bot("erase", "bob vance", "--yes"), partner_bot("erase", "bob vance")

    assert "Bob Vance is erased" in done.said
    assert names(tmp_path) == ["Erased person"]
    assert "Nobody here is called" in again.sentence


def test_namesakes_are_told_apart_by_their_ids(partner_bot: Run, tmp_path: Path) -> None:
    database = with_bob(tmp_path, partner_bot)
    with database.across_workspaces.transaction() as session:
        first = session.exec(select(Person)).one()
        session.add(Person(**first.model_dump(exclude={"id", "slack_user_id"})))
    database.close()

    ended = partner_bot("erase", "Bob Vance", "--yes")

    assert ended.code == 2
    assert str(first.id) in ended.sentence
    assert partner_bot("erase", str(first.id), "--yes").code == 0
    assert sorted(names(tmp_path)) == ["Bob Vance", "Erased person"]


def test_a_restored_backup_does_not_revive_an_erased_person(
    partner_bot: Run, tmp_path: Path
) -> None:
    with_bob(tmp_path, partner_bot).close()
    partner_bot("backup", "yesterday.db")
    partner_bot("erase", "Bob Vance", "--yes")

    ended = partner_bot("restore", "yesterday.db")

    assert ended.code == 0, ended.complained
    assert "The one it replaced is kept as" in ended.said
    assert names(tmp_path) == ["Erased person"]
    assert not list(tmp_path.glob("*.restoring*"))


def test_nothing_is_restored_under_a_running_bot(partner_bot: Run, tmp_path: Path) -> None:
    database = with_bob(tmp_path, partner_bot)
    partner_bot("backup", "yesterday.db")
    with database.across_workspaces.transaction() as session:
        replicas.keep_alive(
            session, holder="host:1", until=SystemClock().now() + timedelta(seconds=600)
        )
    database.close()

    ended = partner_bot("restore", "yesterday.db")

    assert ended.code == 2
    assert ended.sentence == "A bot is running on this database; stop it first."
    assert names(tmp_path) == ["Bob Vance"]
