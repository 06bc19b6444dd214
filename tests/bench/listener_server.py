"""The servers a press is measured against, each in a process of its own."""

import logging
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import fields, replace
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import app
from bot.app import Bot
from bot.delivery.dispatcher import writing_client
from bot.doors import HttpDoor
from bot.service import Service
from bot.settings import read_settings
from storage.database import Database
from tests.bench.local_slack import PROCESSES, SECRET, TOKEN

OURS = "ours"
STUCK = "ours, its background blocked"
NO_OP = "no-op in our server"
STOCK = "stock Bolt"
ANYTHING = re.compile(".*")


@contextmanager
def serving(kind: str, *, api_url: str, database_url: str) -> Iterator[int]:
    """Serve one kind until the block ends; yields the port."""
    port = free_port()
    ours, theirs = PROCESSES.Pipe()
    serve = _serve_stock if kind == STOCK else _serve_in_our_server
    process = PROCESSES.Process(
        target=serve, args=(theirs, kind, port, api_url, database_url), daemon=True
    )
    process.start()
    try:
        ours.recv()
        yield port
    finally:
        process.terminate()
        process.join(10)


def free_port() -> int:
    """Return a port nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def build(database: Database, *, api_url: str, port: int) -> Bot:
    """Build the whole bot as the command line does."""
    settings = read_settings(
        {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api_url,
            "PORT": str(port),
        }
    )
    return app.build(settings, database)


def _serve_in_our_server(
    pipe: Connection, kind: str, port: int, api_url: str, database_url: str
) -> None:
    logging.disable(logging.WARNING)
    bot = build(Database(database_url), api_url=api_url, port=port)
    if kind == STUCK:
        bot = stuck(bot)
        Service(bot).start()
    else:
        if kind == NO_OP:
            bot = replace(bot, bolt=_no_op(bot, api_url))
        HttpDoor(bot, SECRET, lambda: None).start()
    pipe.send("ready")
    pipe.recv()  # until the process is ended


def stuck(bot: Bot) -> Bot:
    """Return the bot with every background worker blocked for good: its ticker, its senders."""

    class Stuck(Bot):
        def tick(self, *_: Any, **__: Any) -> None:
            Event().wait()

    class Silent(WebClient):
        def api_call(self, *_: Any, **__: Any) -> Any:
            Event().wait()

    given = {each.name: getattr(bot, each.name) for each in fields(bot)}
    silent = Silent(TOKEN)
    given["dispatcher"] = replace(bot.dispatcher, slack=lambda _workspace_id: silent)
    return Stuck(**given)


def _no_op(bot: Bot, api_url: str) -> App:
    def authorize() -> Any:
        return bot.installation.authorize()

    bolt = App(
        process_before_response=True,
        signing_secret=SECRET,
        client=writing_client(TOKEN, api_url=api_url),
        authorize=authorize,
    )
    bolt.action(ANYTHING)(_acknowledge)
    bolt.command("/partner")(_acknowledge)
    bolt.event(ANYTHING)(_acknowledge)
    return bolt


def _serve_stock(pipe: Connection, _kind: str, port: int, api_url: str, _database: str) -> None:
    bolt = App(client=writing_client(TOKEN, api_url=api_url), signing_secret=SECRET)
    bolt.action(ANYTHING)(_acknowledge)
    pipe.send("ready")
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere), redirect_stdout(nowhere):
        bolt.start(port=port)  # it would print a line for each request


def _acknowledge(ack: Ack) -> None:
    ack()
