"""Tokens that expire are refreshed before, by one process, and every process uses the new one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.many import Many, connect
from bot.sandbox.oauth import Published
from bot.settings import read_settings
from bot.tenants import NotNowError
from storage import installations
from tests.installations.conftest import (
    NADIA,
    NORTH,
    SAM,
    SOUTH,
    Host,
    environment,
    published,
)

HOUR_S = 3600


@pytest.fixture
def expiring(host: Host) -> Callable[[int], Published]:
    """Return how to let the app's tokens live so many seconds."""

    def publish(lives_s: int) -> Published:
        app = published(host.port, token_lives_s=lives_s)
        host.sandbox.oauth.publish(app)
        return app

    return publish


def another_process(host: Host) -> Many:
    return connect(read_settings(environment(host.sandbox, host.port)), host.database)


def refreshes(host: Host) -> int:
    return sum("grant_type" in call.args for call in host.sandbox.calls)


def test_a_token_is_refreshed_before_it_expires_and_used_at_once_everywhere(
    host: Host, expiring: Callable[[int], Published]
) -> None:
    expiring(HOUR_S)
    app = host.install(NADIA)
    other = another_process(host)
    workspace_id = host.row(NORTH).workspace_id
    assert other.tenants.client_of(workspace_id).auth_test()["team_id"] == NORTH
    before = app.bot_token

    assert other.refresher.refresh_due(SystemClock().now()) == 1

    assert app.bot_token != before
    # Within the second in which both still remember the old one.
    assert other.tenants.client_of(workspace_id).auth_test()["team_id"] == NORTH
    assert host.bot.connected.client_of(workspace_id).auth_test()["team_id"] == NORTH
    expires_at = host.row(NORTH).token_expires_at
    assert expires_at is not None
    assert expires_at > SystemClock().now() + timedelta(minutes=50)


def test_a_token_that_lives_long_enough_is_left_alone(
    host: Host, expiring: Callable[[int], Published]
) -> None:
    expiring(12 * HOUR_S)
    host.install(NADIA)
    host.bot.tick()

    assert refreshes(host) == 0


def test_a_refresh_token_is_used_once_however_many_processes_try(
    host: Host, expiring: Callable[[int], Published]
) -> None:
    expiring(HOUR_S)
    host.install(NADIA)
    expiring(12 * HOUR_S)  # the next one lives long enough, for whoever comes late as well
    now = SystemClock().now()
    replicas = [another_process(host) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda replica: replica.refresher.refresh_due(now), replicas))

    assert (sum(done), refreshes(host)) == (1, 1)


def test_a_refresh_that_fails_is_kept_for_the_doctor_and_tried_again(
    host: Host, expiring: Callable[[int], Published], caplog: pytest.LogCaptureFixture
) -> None:
    expiring(HOUR_S)
    host.install(NADIA)
    host.install(SAM)
    host.sandbox.faults.fail("oauth.v2.access", "internal_error")
    process, now = another_process(host), SystemClock().now()

    assert process.refresher.refresh_due(now) == 1  # the other one's went well
    faults = {place: host.row(place).refresh_fault for place in (NORTH, SOUTH)}
    assert sorted(faults.values(), key=str) == [None, "internal_error"]
    assert "a token could not be refreshed" in caplog.text
    failed = next(place for place, fault in faults.items() if fault)
    assert process.tenants.serves(host.row(failed).workspace_id)  # the old one still works

    process.refresher.refresh_due(now + timedelta(minutes=1))
    assert host.row(failed).refresh_fault == "internal_error"
    process.refresher.refresh_due(now + timedelta(minutes=3))
    assert host.row(failed).refresh_fault is None


def test_an_installation_made_anew_while_a_refresh_is_under_way_keeps_its_own_tokens(
    host: Host, expiring: Callable[[int], Published], monkeypatch: pytest.MonkeyPatch
) -> None:
    expiring(HOUR_S)
    host.install(NADIA)
    process = another_process(host)
    really = type(process.oauth).refresh

    def slowly(oauth: object, token: str) -> object:
        late = really(process.oauth, token)
        host.install(NADIA)
        return late

    monkeypatch.setattr(type(process.oauth), "refresh", slowly)

    assert process.refresher.refresh_due(SystemClock().now()) == 0
    assert process.tenants.client_of(host.row(NORTH).workspace_id).auth_test()["ok"]


def test_nothing_is_called_with_a_token_whose_time_is_over(
    host: Host, expiring: Callable[[int], Published]
) -> None:
    expiring(0)
    host.install(NADIA)
    workspace_id = host.row(NORTH).workspace_id
    calls = len(host.sandbox.calls)

    assert not host.bot.connected.serves(workspace_id)
    with pytest.raises(NotNowError):
        host.bot.connected.client_of(workspace_id).auth_test()
    assert len(host.sandbox.calls) == calls


def test_while_a_token_is_refreshed_the_old_one_s_death_stops_nothing(
    host: Host, expiring: Callable[[int], Published]
) -> None:
    expiring(HOUR_S)
    app = host.install(NADIA)
    workspace_id, now = host.row(NORTH).workspace_id, SystemClock().now()
    client = host.bot.connected.client_of(workspace_id)
    with host.database.within(workspace_id).transaction() as session:
        installations.claim_refresh(
            session,
            workspace_id,
            now=now,
            expiring=now + timedelta(hours=2),
            until=now + timedelta(minutes=2),
        )
    another_process(host).oauth.refresh(app.refresh_token or "")  # and not written down yet

    with pytest.raises(NotNowError):
        client.auth_test()
