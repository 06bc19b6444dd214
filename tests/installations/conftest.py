"""One bot on HTTP, a local Slack of two companies and an organisation, an app to install."""

import base64
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlmodel import select

from bot.app import Bot, build
from bot.clock import MovableClock
from bot.delivery.pace import Limits
from bot.sandbox import Sandbox
from bot.sandbox.entities import App
from bot.sandbox.oauth import Published
from bot.scopes import SCOPES
from bot.service import Service
from bot.settings import read_settings
from storage.database import Database
from storage.installations import Installation

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)  # a Tuesday
KEY = base64.b64encode(b"k" * 32).decode()
BRISK = Limits(posts_per_minute=1_000_000, conversation_gap_s=0.0, per_minute={})
NORTH, SOUTH, ORG, EAST = "T0NORTH", "T0SOUTH", "E0ORG", "T0EAST"
NADIA, SAM, EVE = "U0NADIA", "U0SAM", "U0EVE"
HOME = {NADIA: "C0NORTH", SAM: "C0SOUTH", EVE: "C0EAST"}


@dataclass
class Host:
    """The bot, running, and what people and browsers do to it."""

    sandbox: Sandbox
    bot: Bot
    clock: MovableClock
    database: Database
    port: int
    service: Service

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> tuple[str, str]:
        """Follow "Install"; return Slack's page and the cookie the browser keeps."""
        answer = httpx.get(f"{self.address}/slack/install")
        assert answer.status_code == 302, answer.text
        flags = answer.headers["set-cookie"]
        assert all(flag in flags for flag in ("HttpOnly", "Secure", "SameSite=lax"))
        return answer.headers["location"], flags.split(";")[0]

    def back(self, to: str, cookie: str | None) -> httpx.Response:
        """Come back from Slack to the bot."""
        return httpx.get(to, headers={"cookie": cookie} if cookie else {})

    def install(self, user: str, *, place: str | None = None) -> App:
        """Install the app as a person does in a browser; the bot joins the person's channel."""
        page, cookie = self.begin()
        answer = self.back(self.sandbox.oauth.allow(page, user=user, place=place), cookie)
        assert answer.status_code == 200, answer.text
        app = self.app_of(place or self.sandbox.world.users[user].team)
        self.sandbox.world.join(HOME[user], app.bot_user)
        return app

    def app_of(self, place: str) -> App:
        return next(app for app in self.sandbox.world.apps if app.team == place)

    def types(self, user: str, words: str) -> str:
        """Type ``/partner words``; return the private answer."""
        outcome = self.sandbox.acts.command(user, HOME[user], "/partner", words)
        assert outcome.ok, outcome.error
        seen = self.sandbox.world.messages(HOME[user], viewer=user)
        return ([each.text for each in seen if each.ephemeral_to == user] or [""])[-1]

    def row(self, place: str) -> Installation:
        with self.database.across_workspaces.reading() as session:
            return session.exec(select(Installation).where(Installation.slack_id == place)).one()


def people(sandbox: Sandbox) -> None:
    world = sandbox.world
    world.add_workspace(NORTH, "Northwind")
    world.add_workspace(SOUTH, "Southwind")
    world.add_workspace(ORG, "Eastern Group")
    world.add_workspace(EAST, "Eastern Sales", org=ORG)
    for user, team in ((NADIA, NORTH), (SAM, SOUTH), (EVE, EAST)):
        world.add_user(user, team=team, name=user[2:].lower(), admin=True)
        world.add_channel(HOME[user], team=team, name=f"acme-{team[2:].lower()}", members=[user])


def published(port: int, at: str = "", **more: object) -> Published:
    return Published(
        client_id="123.456",
        client_secret="client-secret",
        app_id="A0PARTNER",
        signing_secret="signing-secret",
        redirect_url=f"{at or f'http://127.0.0.1:{port}'}/slack/oauth_redirect",
        commands={"/partner": "Partners"},
        scopes=SCOPES,
        **more,  # type: ignore[arg-type]
    )


def environment(sandbox: Sandbox, port: int, **more: str) -> dict[str, str]:
    return {
        "SLACK_CLIENT_ID": "123.456",
        "SLACK_CLIENT_SECRET": "client-secret",
        "SLACK_SIGNING_SECRET": "signing-secret",
        "SLACK_API_URL": sandbox.api_url,
        "TOKEN_KEYS": KEY,
        "PORT": str(port),
        **more,
    }


@pytest.fixture
def host(sqlite_database: Database, caplog: pytest.LogCaptureFixture) -> Iterator[Host]:
    caplog.set_level(logging.DEBUG)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    clock = MovableClock(NOW, stands_still=True)
    sandbox = Sandbox(retry_scale=0.001)
    people(sandbox)
    sandbox.oauth.publish(published(port))
    with sandbox:
        bot = build(
            read_settings(environment(sandbox, port)), sqlite_database, clock=clock, limits=BRISK
        )
        service = Service(bot)
        service.start()
        sandbox.deliver_over_http(f"http://127.0.0.1:{port}/slack/events")
        wait_until_open(port)
        try:
            yield Host(sandbox, bot, clock, sqlite_database, port, service)
        finally:
            service.stop()
    assert_nothing_leaked(sandbox, sqlite_database, caplog)


def wait_until_open(port: int) -> None:
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(transport=transport) as http:
        assert http.get(f"http://127.0.0.1:{port}/healthz").text == "ok"


def assert_nothing_leaked(
    sandbox: Sandbox, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """No token stands in the database's files or in a log line, after whatever a test did."""
    path = urlsplit(str(database.engine.url)).path
    secrets = {app.bot_token for app in sandbox.world.apps}
    secrets |= {app.refresh_token for app in sandbox.world.apps if app.refresh_token}
    kept = b"".join(file.read_bytes() for file in Path(path).parent.glob("partner-bot.db*"))
    said = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for secret in {*secrets, "client-secret", KEY}:
        assert secret.encode() not in kept
        assert secret not in said
