"""The whole bot between a database and a local Slack."""

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from bot.app import Bot, build
from bot.delivery.pace import Limits
from bot.sandbox import Sandbox
from bot.settings import read_settings
from storage.database import Database

SECRET = "shh"
BRISK = Limits(posts_per_minute=1_000_000, conversation_gap_s=0.0, per_minute={})


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(retry_scale=0.001)
    world = sandbox.world
    world.add_workspace("T0HOME", "Northwind")
    world.add_user("U0NADIA", team="T0HOME", name="nadia", real_name="Nadia Brooks")
    world.install_app(
        team="T0HOME",
        scopes=("commands", "chat:write", "users:read", "channels:read", "im:history"),
        commands={"/partner": "Partners"},
        signing_secret=SECRET,
    )
    world.add_channel("C0INT", team="T0HOME", name="acme-internal", members=["U0NADIA", "U0BOT"])
    with sandbox:
        yield sandbox


@pytest.fixture
def make_bot(sandbox: Sandbox, sqlite_database: Database) -> Callable[..., Bot]:
    """Return how to build the bot; words are environment variables, None leaves one out."""

    def make(**environment: str | None) -> Bot:
        given = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_API_URL": sandbox.api_url,
            **environment,
        }
        settings = read_settings({name: value for name, value in given.items() if value})
        return build(settings, sqlite_database, limits=BRISK)

    return make


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], object], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)
