"""The database of the replicas: workspaces with people and a channel, and messages to send."""

import random
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from bot.clock import SystemClock
from bot.delivery.outbox import InsideDM, Intent, InternalChannel, post_internal
from messages.audience import InternalMessage
from messages.parts import section
from storage import tables
from storage.database import Database
from storage.outbox import Outbox, OutboxState, SendingLease
from storage.workspaces import Workspace
from tests.factories import make_channel, make_partner, make_person, make_workspace
from tests.replicas import slack

CHANNEL_SHARE = 6  # every sixth message goes to the channel


@dataclass(frozen=True)
class Office:
    """One workspace and whom to write to in it."""

    workspace_id: UUID
    places: list[InsideDM | InternalChannel]


def settle(database: Database, workspaces: int, direct: dict[str, str]) -> list[Office]:
    """Make all tables and the workspaces of the local Slack; ``direct`` is by Slack user id.

    Everybody was written to before, so the bot knows where their messages stand.
    """
    tables.metadata.create_all(database.engine)
    with database.across_workspaces.transaction() as session:
        return [_office(session, number, direct) for number in range(workspaces)]


def fill(database: Database, offices: list[Office], messages: int, seed: int) -> int:
    """Write intents, numbered in the order they are meant; return how many."""
    rng, now = random.Random(seed), SystemClock().now()
    with database.across_workspaces.transaction() as session:
        for number in range(messages):
            _intend(session, rng.choice(offices), number, rng, now)
    return messages


def unsettled(database: Database) -> int:
    """Return how many messages are not known to be sent, nor given up for unknown."""
    with database.across_workspaces.reading() as session:
        open_ = col(Outbox.finished_at).is_(None)
        return session.exec(select(func.count()).select_from(Outbox).where(open_)).one()


def keys(database: Database) -> dict[str, OutboxState]:
    """Return the state of each message by the key it carries in Slack."""
    with database.across_workspaces.reading() as session:
        rows = session.exec(select(Outbox.id, Outbox.state)).all()
    return {str(row): OutboxState(state) for row, state in rows}


def holders(database: Database) -> dict[UUID, str]:
    """Return which process sends for each workspace."""
    with database.across_workspaces.reading() as session:
        rows = session.exec(select(SendingLease.workspace_id, SendingLease.holder)).all()
    return dict(rows)


def _office(session: Session, number: int, direct: dict[str, str]) -> Office:
    workspace: Workspace = make_workspace(
        session,
        name=f"Northwind {number}",
        slack_team_id=slack.team(number),
        bot_user_id=f"U{number:02d}BOT",
    )
    users = [slack.user(number, each) for each in range(slack.PEOPLE)]
    people = [
        make_person(
            session, workspace, name=each, slack_user_id=each, dm_channel_id=direct.get(each)
        )
        for each in users
    ]
    partner = make_partner(session, workspace, owner=people[0])
    channel = make_channel(session, partner, slack_channel_id=slack.channel(number))
    places = [InsideDM(person.id) for person in people]
    return Office(workspace.id, [*places, InternalChannel(channel.id)])


def _intend(
    session: Session, office: Office, number: int, rng: random.Random, now: datetime
) -> None:
    to_channel = rng.randrange(CHANNEL_SHARE) == 0
    to = office.places[-1] if to_channel else rng.choice(office.places[:-1])
    text = f"{number:05d}"
    intent = Intent(office.workspace_id, text, "replicas", "A test asked for it.", now)
    post_internal(session, InternalMessage(text=text, blocks=[section(text)]), to, intent=intent)
