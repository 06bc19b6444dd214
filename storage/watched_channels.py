"""The channels that only our people may read: which is looked at next, and what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from bot.rules.audience import Audience
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Channel, ChannelKind, ChannelState, Partner
from storage.workspaces import Workspace, WorkspaceState

UNDER_WAY = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Post:
    """An INTERNAL message that stands in a channel; ``words`` is how it reads now."""

    id: UUID
    at: datetime
    rule: str
    words: str
    tries: int  # deletions asked for and refused
    refused: str | None  # Slack's code for the last of them
    is_going: bool  # its deletion is under way


def workspaces(session: Session) -> list[UUID]:
    """Return the active workspaces that have a channel to watch."""
    statement = (
        select(col(Channel.workspace_id))
        .join(Workspace, col(Workspace.id) == col(Channel.workspace_id))
        .where(col(Workspace.state) == WorkspaceState.ACTIVE)
        .where(col(Channel.kind) == ChannelKind.INTERNAL, col(Channel.state) == ChannelState.OPEN)
        .distinct()
    )
    return list(session.execute(statement).scalars())


def next_ones(session: Session, *, workspace_id: UUID, limit: int) -> list[tuple[UUID, str]]:
    """Return the channels that nobody looked at for longest, with their Slack ids."""
    statement = (
        select(col(Channel.id), col(Channel.slack_channel_id))
        .where(col(Channel.workspace_id) == workspace_id)
        .where(col(Channel.kind) == ChannelKind.INTERNAL, col(Channel.state) == ChannelState.OPEN)
        .order_by(col(Channel.looked_at).asc().nulls_first(), col(Channel.id))
        .limit(limit)
    )
    return [(channel_id, slack_id) for channel_id, slack_id in session.execute(statement)]


def looked(session: Session, *, channel_id: UUID, at: datetime) -> None:
    """Note that a channel was looked at."""
    session.execute(update(Channel).where(col(Channel.id) == channel_id).values(looked_at=at))


def look_next(session: Session, *, workspace_id: UUID) -> None:
    """Have all of a workspace's channels looked at as soon as can be."""
    session.execute(
        update(Channel).where(col(Channel.workspace_id) == workspace_id).values(looked_at=None)
    )


def paused_of(
    session: Session,
    *,
    workspace_id: UUID,
    owner_id: UUID | None = None,
    partner_id: UUID | None = None,
) -> list[tuple[Channel, str]]:
    """Return the paused channels of one partner, or of all a person owns, with its name."""
    statement = (
        select(Channel, col(Partner.name))
        .join(Partner, col(Partner.id) == col(Channel.partner_id))
        .where(col(Channel.workspace_id) == workspace_id)
        .where(col(Channel.state) == ChannelState.PAUSED)
        .order_by(col(Channel.paused_at), col(Channel.id))
    )
    if owner_id is not None:
        statement = statement.where(col(Partner.owner_id) == owner_id)
    if partner_id is not None:
        statement = statement.where(col(Partner.id) == partner_id)
    return [(channel, name) for channel, name in session.execute(statement)]


def standing(session: Session, *, workspace_id: UUID, channel_id: UUID) -> list[Post]:
    """Return what stands in a channel of what only our people may read, the newest first."""
    here = (col(Outbox.workspace_id) == workspace_id, col(Outbox.channel_id) == channel_id)
    posts = session.execute(
        select(Outbox)
        .where(*here, col(Outbox.kind) == OutboxKind.POST)
        .where(col(Outbox.audience) == Audience.INTERNAL)
        .where(col(Outbox.state) == OutboxState.SENT, col(Outbox.slack_ts).is_not(None))
        .order_by(col(Outbox.finished_at).desc(), col(Outbox.id).desc())
    ).scalars()
    later = session.execute(
        select(Outbox)
        .where(*here, col(Outbox.kind) != OutboxKind.POST, col(Outbox.updates_id).is_not(None))
        .order_by(col(Outbox.id))
    ).scalars()
    after: dict[UUID | None, list[Outbox]] = {}
    for row in later:
        after.setdefault(row.updates_id, []).append(row)
    found = (_post(row, after.get(row.id, [])) for row in posts)
    return [post for post in found if post is not None]


def _post(row: Outbox, after: Sequence[Outbox]) -> Post | None:
    """Return a message as it stands, or None once it is deleted."""
    deletions = [each for each in after if each.kind is OutboxKind.DELETE]
    if any(each.state is OutboxState.SENT for each in deletions):
        return None
    rewrites = [
        each for each in after if each.kind is OutboxKind.UPDATE and each.state is OutboxState.SENT
    ]
    refused = [each for each in deletions if each.state is OutboxState.FAILED]
    newest = rewrites[-1] if rewrites else row
    return Post(
        id=row.id,
        at=row.finished_at or row.due_at,
        rule=row.rule,
        words=str(newest.payload.get("text", "")),
        tries=len(refused),
        refused=refused[-1].reason if refused else None,
        is_going=any(each.state in UNDER_WAY for each in deletions),
    )


def deletions_under_way(session: Session, *, channel_id: UUID) -> int:
    """Return how many deletions are asked for and not done yet."""
    statement = (
        select(func.count())
        .select_from(Outbox)
        .where(col(Outbox.channel_id) == channel_id, col(Outbox.kind) == OutboxKind.DELETE)
        .where(col(Outbox.state).in_(UNDER_WAY))
    )
    return int(session.execute(statement).scalar_one())


def skip_internal(session: Session, *, channel_id: UUID, reason: str, now: datetime) -> int:
    """Skip what waits for a channel and only our people may read; return how much."""
    statement = (
        update(Outbox)
        .where(col(Outbox.channel_id) == channel_id)
        .where(col(Outbox.audience) == Audience.INTERNAL, col(Outbox.kind) != OutboxKind.DELETE)
        .where(col(Outbox.state).in_((OutboxState.PENDING, OutboxState.HELD)))
        .values(state=OutboxState.SKIPPED, reason=reason, finished_at=now)
        .returning(col(Outbox.id))
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(statement).all())
