"""`partner-bot rotate-key`: the first key seals everything, and the old ones can go."""

import base64
from pathlib import Path
from uuid import UUID

import pytest

from bot.flows.workspace import installations
from bot.flows.workspace.installations import BOT_TOKEN, REFRESH_TOKEN
from bot.oauth import Grant, Tokens
from bot.sealing import Keyring
from storage import installations as rows
from storage.database import Database
from tests.cli.conftest import Run
from tests.factories import NOW

OLD, NEW = b"o" * 32, b"n" * 32
TOKENS = Tokens("xoxe.xoxb-plain", "xoxe-1-plain", 3600)


def text(*keys: bytes) -> str:
    return ",".join(base64.b64encode(key).decode() for key in keys)


@pytest.fixture
def database(tmp_path: Path, partner_bot: Run) -> Database:
    """Return the command's database with two installations, sealed with the old key."""
    partner_bot("migrate")
    opened = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    for slack_id in ("T0NORTH", "T0SOUTH"):
        install(opened, slack_id, Keyring([OLD]))
    return opened


def install(database: Database, slack_id: str, keyring: Keyring) -> UUID:
    grant = Grant(slack_id, None, slack_id, "A0", "U0BOT", "B0BOT", "commands", "U0NADIA", TOKENS)
    with database.across_workspaces.transaction() as session:
        return installations.install(session, grant, keyring, wall=NOW, now=NOW).id


def test_every_token_is_sealed_anew_and_the_old_key_can_go(
    partner_bot: Run, database: Database
) -> None:
    ended = partner_bot("rotate-key", TOKEN_KEYS=text(NEW, OLD))

    assert ended.code == 0
    assert ended.said.startswith("2 of 2 installations were sealed anew with key ")
    new = Keyring([NEW])
    with database.across_workspaces.reading() as session:
        for row, _ in rows.all_of_them(session):
            of = row.workspace_id
            opened = [
                new.open(sealed or "", workspace_id=of, purpose=purpose)
                for sealed, purpose in (
                    (row.sealed_token, BOT_TOKEN),
                    (row.sealed_refresh_token, REFRESH_TOKEN),
                )
            ]
            assert opened == [TOKENS.bot, TOKENS.refresh]
    assert partner_bot("rotate-key", TOKEN_KEYS=text(NEW)).said.startswith("0 of 2 ")
    database.close()


def test_what_another_process_seals_meanwhile_with_the_old_key_is_sealed_by_the_next_run(
    partner_bot: Run, database: Database
) -> None:
    partner_bot("rotate-key", TOKEN_KEYS=text(NEW, OLD))
    install(database, "T0NORTH", Keyring([OLD]))

    assert partner_bot("rotate-key", TOKEN_KEYS=text(NEW, OLD)).said.startswith("1 of 2 ")
    database.close()


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        pytest.param({}, "TOKEN_KEYS is not set", id="none"),
        pytest.param({"TOKEN_KEYS": text(NEW)}, "is not in TOKEN_KEYS", id="the old one missing"),
        pytest.param({"TOKEN_KEYS": "x"}, "must be keys of 32 bytes", id="not a key"),
    ],
)
def test_a_key_that_is_missing_or_wrong_is_one_sentence_and_changes_nothing(
    partner_bot: Run, database: Database, keys: dict[str, str], sentence: str
) -> None:
    with database.across_workspaces.reading() as session:
        before = rows.seals(session)

    ended = partner_bot("rotate-key", **keys)

    assert ended.code == 2
    assert sentence in ended.complained.strip().splitlines()[-1]
    with database.across_workspaces.reading() as session:
        assert rows.seals(session) == before
    database.close()
