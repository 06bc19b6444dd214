"""What the database keeps of installations, and what many processes may do with it at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from bot.clock import MovableClock
from bot.flows.workspace import installations as flows
from bot.oauth import Grant, SlackOAuth, Tokens
from bot.refreshing import Refresher
from bot.sealing import Keyring
from bot.tenants import NotNowError, Tenants
from storage import installations
from storage.database import Database
from tests.factories import NOW
from tests.web.conftest import wait_for

KEYRING = Keyring([b"k" * 32])
API = "http://127.0.0.1:9/api/"
WALL = MovableClock(NOW, stands_still=True)  # tokens installed NOW are good


@dataclass(frozen=True)
class Answering(SlackOAuth):
    """A Slack that gives tokens numbered by how many it gave."""

    given: list[str] = field(default_factory=list)

    def refresh(self, refresh_token: str) -> Tokens:
        self.given.append(refresh_token)
        return Tokens(f"xoxe.xoxb-{len(self.given)}", f"xoxe-1-{len(self.given)}", 43_200)


def install(database: Database, slack_id: str, tokens: Tokens | None = None) -> UUID:
    grant = Grant(
        slack_id,
        None,
        slack_id,
        "A0",
        "U0BOT",
        "B0BOT",
        "commands",
        "U0NADIA",
        tokens or Tokens(f"xoxb-{slack_id}", f"xoxe-{slack_id}", 3600),
    )
    with database.across_workspaces.transaction() as session:
        return flows.install(session, grant, KEYRING, wall=NOW, now=NOW).id


def test_each_workspace_is_answered_with_its_own_token_and_nobody_with_another_s(
    database: Database,
) -> None:
    north, south = install(database, "T0NORTH"), install(database, "T0SOUTH")
    tenants = Tenants(database, KEYRING, api_url=API, wall=WALL)

    found = {each: tenants.find(each) for each in ("T0NORTH", "T0SOUTH", "T0NOBODY", north, south)}

    assert {key: each.token for key, each in found.items() if each} == {
        "T0NORTH": "xoxb-T0NORTH",
        "T0SOUTH": "xoxb-T0SOUTH",
        north: "xoxb-T0NORTH",
        south: "xoxb-T0SOUTH",
    }
    assert "xoxb" not in repr(found)
    assert tenants.client_of(north).token != tenants.client_of(south).token


def test_a_token_moved_into_another_workspace_s_row_is_of_no_use_there(database: Database) -> None:
    north, south = install(database, "T0NORTH"), install(database, "T0SOUTH")
    with database.across_workspaces.transaction() as session:
        sealed = dict(installations.seals(session))
        row = installations.locked(session, north)
        assert row is not None
        row.sealed_token = sealed[south]
        session.add(row)
    tenants = Tenants(database, KEYRING, api_url=API, wall=WALL)

    assert not tenants.serves(north)
    assert tenants.serves(south)


def test_another_process_sees_within_a_second_that_a_workspace_left(database: Database) -> None:
    north, south = install(database, "T0NORTH"), install(database, "T0SOUTH")
    other = Tenants(database, KEYRING, api_url=API, wall=WALL)
    assert other.serves(north)
    assert other.authorize("T0NORTH") is not None
    with database.within(north).transaction() as session:
        flows.leave(session, workspace_id=north, reason="app_uninstalled", said_at=None, now=NOW)

    wait_for(lambda: not other.serves(north))
    wait_for(lambda: other.authorize("T0NORTH") is None)
    with pytest.raises(NotNowError):
        other.client_of(north).auth_test()
    assert other.serves(south)


def test_of_many_processes_one_refreshes_each_token_once(database: Database) -> None:
    for slack_id in ("T0NORTH", "T0SOUTH"):
        install(database, slack_id)
    slack = Answering("1.2", "s", API, ())
    process = Refresher(database, KEYRING, slack)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(process.refresh_due, [NOW] * 4))

    assert sum(done) == 2
    assert sorted(slack.given) == ["xoxe-T0NORTH", "xoxe-T0SOUTH"]
    assert process.refresh_due(NOW + timedelta(hours=9)) == 0
    assert process.refresh_due(NOW + timedelta(hours=11)) == 2


def test_a_process_that_died_while_refreshing_is_followed_by_another(database: Database) -> None:
    north = install(database, "T0NORTH")
    with database.within(north).transaction() as session:
        until = NOW + timedelta(minutes=2)
        installations.claim_refresh(
            session, north, now=NOW, expiring=NOW + timedelta(hours=2), until=until
        )
    process = Refresher(database, KEYRING, Answering("1.2", "s", API, ()))

    assert process.refresh_due(NOW + timedelta(minutes=1)) == 0
    assert process.refresh_due(NOW + timedelta(minutes=2)) == 1


def test_attempts_are_kept_for_their_time_and_no_more_than_so_many(database: Database) -> None:
    def begin(state: str, minutes: int) -> bool:
        now = NOW + timedelta(minutes=minutes)
        with database.across_workspaces.transaction() as session:
            return installations.begin_attempt(
                session,
                state_hash=state,
                now=now,
                expires_at=now + timedelta(minutes=10),
                most=2,
            )

    assert [begin("a", 0), begin("b", 5), begin("c", 6)] == [True, True, False]
    assert begin("c", 10)  # the first one's time is over
    with database.across_workspaces.transaction() as session:
        now = NOW + timedelta(minutes=11)
        taken = [installations.take_attempt(session, state_hash=each, now=now) for each in "abbc"]
    assert taken == [False, True, False, True]
