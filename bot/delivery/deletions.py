"""Taking out of a channel what was written there for our own people, and saying what came of it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, delete, post_internal
from messages.internal.channels import deleted
from storage import watched_channels
from storage.partners import Channel, Partner
from storage.stewards import steward

RULE = "channel_cleared"


def ask(session: Session, channel: Channel, *, now: datetime) -> int:
    """Have all of it deleted, each message once; return how many deletions are new.

    What Slack refused to delete before is asked for again.
    """
    posts = watched_channels.standing(
        session, workspace_id=channel.workspace_id, channel_id=channel.id
    )
    asked = (
        delete(
            session,
            of=post.id,
            intent=Intent(
                workspace_id=channel.workspace_id,
                key=f"delete|{post.id}|{post.tries}",
                rule=RULE,
                why="It was written for our own people, and others may read it now.",
                now=now,
                subject=("channel", channel.id),
            ),
        )
        for post in posts
        if not post.is_going
    )
    return sum(each is not None for each in asked)


def tell_when_done(session: Session, *, channel_id: UUID, last: UUID, now: datetime) -> None:
    """Tell who takes care of the partner what was deleted, after the ``last`` of them."""
    if watched_channels.deletions_under_way(session, channel_id=channel_id):
        return
    channel = session.get_one(Channel, channel_id)
    partner = session.get_one(Partner, channel.partner_id)
    told = steward(session, workspace_id=channel.workspace_id, partner_id=partner.id)
    if told is None:
        return
    left = watched_channels.standing(
        session, workspace_id=channel.workspace_id, channel_id=channel.id
    )
    intent = Intent(
        workspace_id=channel.workspace_id,
        key=f"cleared|{last}",
        rule=RULE,
        why=f"What I wrote for our people in {partner.name}'s channel was to be deleted.",
        now=now,
        subject=("channel", channel.id),
    )
    refused = sorted({post.refused for post in left if post.refused})
    message = deleted(channel.id, channel.slack_channel_id, partner.name, len(left), refused)
    post_internal(session, message, InsideDM(told.id), intent=intent)
