"""One replica: the whole bot in a process of its own, until it is killed."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Event
from uuid import UUID

from slack_sdk import WebClient
from sqlmodel import select

from bot import app, service
from bot.delivery import sender
from bot.delivery.dispatcher import Dispatcher, writing_client
from bot.delivery.pace import Limits
from bot.settings import read_settings
from storage.database import Database
from storage.workspaces import Workspace
from tests.replicas.slack import APP_TOKEN, token

UNHURRIED = Limits(posts_per_minute=1_000_000, conversation_gap_s=0.0, per_minute={})
CALL_WITHIN_S = 2.0
SLACK_TIMEOUT_S = 3  # together less than ``lost_answer_s``, as in the product's own settings


@dataclass(frozen=True, slots=True)
class Means:
    """What a replica is given. ``lease_s`` shortens the product's lease, None leaves it."""

    database_url: str
    api_url: str
    lost_answer_s: float
    lease_s: float | None = None


def live(means: Means) -> None:
    """Run the service: Slack's socket, ticker and dispatcher."""
    logging.disable(logging.CRITICAL)
    if means.lease_s is not None:
        sender.LEASE = timedelta(seconds=means.lease_s)
        sender.RENEW_AFTER_S = means.lease_s / 4
    database = Database(means.database_url)
    settings = read_settings(
        {
            "SLACK_BOT_TOKEN": token(0),
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": means.api_url,
        }
    )
    bot = app.build(settings, database)
    clients = _clients(database, means.api_url)
    dispatcher = Dispatcher(
        database=database,
        slack=clients.__getitem__,
        clock=bot.clock,
        limits=UNHURRIED,
        lost_answer_s=means.lost_answer_s,
        call_within_s=CALL_WITHIN_S,
    )
    service.run(replace(bot, dispatcher=dispatcher), Event())


def _clients(database: Database, api_url: str) -> dict[UUID, WebClient]:
    with database.across_workspaces.reading() as session:
        rows = session.exec(select(Workspace.id, Workspace.slack_team_id)).all()
    return {
        workspace_id: writing_client(
            token(int(str(team)[1:])), api_url=api_url, timeout_s=SLACK_TIMEOUT_S
        )
        for workspace_id, team in rows
    }
