"""A paused channel: what stands there, deleting it, and going on, by consent of its owner."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery import deletions, pausing
from bot.delivery.letters import SHARED_NOW
from bot.delivery.watch import why_not
from bot.flows.access import NOT_FOUND, owner_only, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.nudges import rule_words
from bot.rules.audience import Audience, ChannelFacts, may_post
from messages.internal import channels as words
from messages.internal.channels import PausedChannel, StandingPost
from messages.render import Safe
from storage import audit, watched_channels
from storage.partners import Channel, ChannelKind, ChannelState, Partner


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """What is shown of a channel; ``partner_id`` is whose it is."""

    partner_id: UUID
    its: PausedChannel
    posts: tuple[StandingPost, ...]


def page(session: Session, actor: Actor, channel_id: UUID | None) -> ChannelPage:
    """Return what stands in a channel of what only our people may read.

    Raises Refusal for anybody but the partner's owner or an admin, as all here do.
    """
    channel, partner = _held(session, actor, channel_id)
    posts = watched_channels.standing(
        session, workspace_id=channel.workspace_id, channel_id=channel.id
    )
    return ChannelPage(
        partner.id,
        pausing.paused_channel(channel, partner.name),
        tuple(
            StandingPost(
                at=post.at,
                rule=rule_words.about(post.rule).removeprefix("it was "),
                words=post.words,
                is_going=post.is_going,
                refused=post.refused,
            )
            for post in posts
        ),
    )


def slack_id(session: Session, actor: Actor, channel_id: UUID | None) -> str:
    """Return the channel's Slack id, to look at it before ``look_again``."""
    return _held(session, actor, channel_id)[0].slack_channel_id


def delete_all(session: Session, actor: Actor, channel_id: UUID | None, *, now: datetime) -> Safe:
    """Have all of it deleted, and say how much that is; asked twice it is deleted once."""
    channel, partner = _held(session, actor, channel_id)
    count = deletions.ask(session, channel, now=now)
    if count:
        _record(session, channel, actor, now, "channel.clearing_asked", after={"posts": count})
    return words.deleting(pausing.paused_channel(channel, partner.name), count)


def look_again(
    session: Session, actor: Actor, channel_id: UUID | None, facts: ChannelFacts, *, now: datetime
) -> Safe:
    """Go on in the channel if what it looks like now allows it, else say why not.

    That somebody asked is the consent: the trail names them.
    """
    channel, partner = _held(session, actor, channel_id)
    reason = why_not(facts) if channel.kind is ChannelKind.INTERNAL else _cannot_write(facts)
    if reason is not None:
        if channel.state is ChannelState.PAUSED:
            channel.paused_reason = reason
            session.add(channel)
        _record(session, channel, actor, now, "channel.looked_at", after={"reason": reason})
        return words.still_closed(pausing.paused_channel(channel, partner.name), reason)
    pausing.resume(session, channel_id=channel.id, now=now, by=actor.label)
    channel.looked_at = now
    session.add(channel)
    return words.resumed(pausing.paused_channel(channel, partner.name))


def make_shared(session: Session, actor: Actor, channel_id: UUID | None, *, now: datetime) -> Safe:
    """Let the channel be the one shared with the partner: nothing INTERNAL goes there again.

    What waited for our own people is dropped. A second time changes nothing.
    """
    channel, partner = _held(session, actor, channel_id)
    skipped = 0
    if channel.kind is ChannelKind.INTERNAL:
        before = {"kind": channel.kind.value}
        channel.kind = ChannelKind.SHARED
        session.add(channel)
        session.flush()
        skipped = watched_channels.skip_internal(
            session, channel_id=channel.id, reason=SHARED_NOW, now=now
        )
        after = {"kind": channel.kind.value, "dropped": skipped}
        _record(session, channel, actor, now, "channel.class_changed", before=before, after=after)
        pausing.resume(session, channel_id=channel.id, now=now, by=actor.label)
    return words.made_shared(pausing.paused_channel(channel, partner.name), skipped)


def _held(session: Session, actor: Actor, channel_id: UUID | None) -> tuple[Channel, Partner]:
    """Return a channel of the actor's workspace and its partner, to its owner or an admin."""
    channel = session.get(Channel, channel_id) if channel_id else None
    if channel is None or channel.workspace_id != actor.workspace_id or not actor.is_internal:
        raise Refusal(NOT_FOUND)
    partner = partner_for(session, actor, channel.partner_id)
    owner_only(actor, partner)
    return channel, partner


def _cannot_write(facts: ChannelFacts) -> str | None:
    verdict = may_post(Audience.SHARED, facts)
    if not verdict.allowed:
        return verdict.reason
    return None if facts.looked_up else "The channel could not be looked up."


def _record(
    session: Session,
    channel: Channel,
    actor: Actor,
    now: datetime,
    action: str,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str | int],
) -> None:
    audit.record(
        session,
        workspace_id=channel.workspace_id,
        now=now,
        actor=actor.label,
        action=action,
        subject=("channel", channel.id),
        before=before,
        after=after,
    )
