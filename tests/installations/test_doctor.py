"""The doctor lists every installation, and says what to do about each."""

from datetime import timedelta

from bot.cli.doctor_installations import AGAIN, findings
from bot.cli.finding import Finding
from bot.clock import SystemClock
from bot.settings import read_settings
from tests.installations.conftest import (
    EVE,
    NADIA,
    ORG,
    SAM,
    Host,
    environment,
    published,
)


def said(host: Host, **more: str) -> list[Finding]:
    settings = read_settings(environment(host.sandbox, host.port, **more))
    return list(findings(settings, host.database))


def test_every_installation_is_listed_with_what_is_wrong_with_it(host: Host) -> None:
    host.sandbox.oauth.publish(published(host.port, token_lives_s=3600))
    north = host.install(NADIA)
    south = host.install(SAM)
    host.install(EVE, place=ORG)
    host.sandbox.world.revoke(north)
    host.sandbox.settle()
    south.scopes.discard("files:write")
    host.sandbox.faults.fail("oauth.v2.access", "invalid_refresh_token", times=2)
    assert host.bot.many is not None
    host.bot.many.refresher.refresh_due(SystemClock().now() + timedelta(minutes=1))

    count, east, northern, southern, scopes = said(host)

    assert count.what == "3 workspaces and organisations have installed the app."
    assert east.what.startswith("Eastern Group (E0ORG): its token, which expires ")
    assert east.what.endswith("could not be refreshed (invalid_refresh_token).")
    assert east.fix is not None
    assert northern == Finding(
        "Northwind (T0NORTH) removed the app: its data is deleted on 2026-12-14 14:30 UTC, "
        "unless it installs it again."
    )
    assert southern.what.startswith("Southwind (T0SOUTH): its token")
    assert scopes == Finding("Southwind (T0SOUTH) did not grant files:write.", AGAIN)


def test_one_installation_is_said_as_one(host: Host) -> None:
    host.install(NADIA)

    count, *_ = said(host)

    assert count.what == "1 workspace or organisation has installed the app."


def test_a_missing_key_is_said_in_one_sentence(host: Host) -> None:
    host.install(NADIA)

    [found] = said(host, TOKEN_KEYS="A" * 43 + "=")

    assert "which is not in TOKEN_KEYS" in found.what
    assert found.fix is not None
