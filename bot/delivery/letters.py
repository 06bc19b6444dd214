"""One message on its way: taken from the outbox, with all that sending it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.rules.audience import Audience
from storage import destinations, outcomes
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Channel, ChannelKind, ChannelState
from storage.people import Person

OpensAt = Callable[[Session, Outbox, datetime], datetime]  # now, or when a row may go
MERGED = "merged into the message before it went out"
TOO_OLD = "too old"
SHARED_NOW = "the channel is the one shared with the partner now"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, to whom and why; ``sending`` is committed before anybody holds one."""

    id: UUID
    workspace_id: UUID
    kind: OutboxKind
    audience: Audience
    rule: str
    why: str
    subject: tuple[str, UUID] | None
    payload: dict[str, Any]
    picture: dict[str, Any] | None
    attempts: int
    person_id: UUID | None
    channel_id: UUID | None
    recipient: str  # in words, for people
    target: str  # the Slack channel or user id that it is sent to
    reader: str | None  # the Slack user id of whoever alone reads it; None in a channel
    ts: str | None  # of the message to rewrite
    thread_ts: str | None  # of the message in whose thread it is posted
    original_id: UUID | None
    claimed_at: datetime  # in the wall's time; with it a claim is told from a later one

    @property
    def conversation(self) -> UUID:
        """Where it goes: within one conversation the order is kept."""
        found = self.person_id or self.channel_id
        if found is None:
            raise LookupError(f"outbox row {self.id} goes nowhere")
        return found

    @property
    def key(self) -> str:
        """The opaque key in the message's metadata, by which it is found again."""
        return str(self.original_id or self.id)


@dataclass(frozen=True, slots=True)
class Unsent:
    """Why a row is not sent, found without asking Slack."""

    state: OutboxState
    reason: str
    person_gone: bool = False


def at_once(_session: Session, _row: Outbox, now: datetime) -> datetime:
    """Let a row go at any hour."""
    return now


def open_letter(
    session: Session,
    outbox_id: UUID,
    *,
    now: datetime,
    holder: str,
    claimed_at: datetime,
    opens_at: OpensAt = at_once,
) -> Letter | Unsent | None:
    """Claim a row, after asking once more whether it still should go, and now.

    Returns None when it is no longer pending, because somebody settled or took it, and when
    its hour has passed: then it waits for the next.
    """
    row, person, channel, original = destinations.with_target(session, outbox_id)
    if row.state is not OutboxState.PENDING:
        return None
    unsent = _unsent(row, person, channel, original, now)
    if unsent is not None:
        return unsent
    if original is not None and original.state in {OutboxState.PENDING, OutboxState.HELD}:
        merge(session, row, original)
        return Unsent(OutboxState.SKIPPED, MERGED)
    opens = opens_at(session, row, now)
    if opens > now:
        _defer(session, row, opens, now)
        return None
    claimed = outcomes.change(
        session,
        outbox_id,
        was=OutboxState.PENDING,
        state=OutboxState.SENDING,
        claimed_by=holder,
        claimed_at=claimed_at,
    )
    thread_ts = destinations.thread_of(session, row)
    return _letter(row, person, channel, original, claimed_at, thread_ts) if claimed else None


def _defer(session: Session, row: Outbox, opens: datetime, now: datetime) -> None:
    """Let a row wait until ``opens``.

    What goes to a channel is fresh for as long as it was then; what goes to a person was
    written for a day, and is too old after it.
    """
    expires_at = row.expires_at
    if expires_at is not None and row.channel_id is not None:
        expires_at += opens - now
    was = OutboxState.PENDING
    outcomes.change(session, row.id, was=was, due_at=opens, expires_at=expires_at)


def merge(session: Session, newer: Outbox, original: Outbox) -> None:
    """Put the newer text into a message that has not gone out yet."""
    outcomes.change(
        session, original.id, payload=newer.payload, picture=newer.picture, audience=newer.audience
    )


def _unsent(
    row: Outbox,
    person: Person | None,
    channel: Channel | None,
    original: Outbox | None,
    now: datetime,
) -> Unsent | None:
    if row.expires_at is not None and row.expires_at <= now:
        return Unsent(OutboxState.SKIPPED, TOO_OLD)
    if row.kind is OutboxKind.DELETE:
        return None  # taking something out is right wherever it stands
    barred = _channel_bars(row, channel) if channel is not None else _person_bars(person)
    if barred is not None:
        return barred
    if original is not None and original.state in {
        OutboxState.SKIPPED,
        OutboxState.FAILED,
        OutboxState.UNKNOWN,
    }:
        return Unsent(OutboxState.SKIPPED, "the message to rewrite never went out")
    return None


def _channel_bars(row: Outbox, channel: Channel) -> Unsent | None:
    """Return why nothing goes to the channel now, or never this text, whatever Slack says."""
    if channel.kind is ChannelKind.SHARED and row.audience is Audience.INTERNAL:
        return Unsent(OutboxState.SKIPPED, SHARED_NOW)
    if channel.state is ChannelState.PAUSED:
        return Unsent(OutboxState.HELD, channel.paused_reason or "The channel is paused.")
    return None


def _person_bars(person: Person | None) -> Unsent | None:
    if person is not None and person.slack_user_id is None:
        return Unsent(OutboxState.SKIPPED, "no Slack account", person_gone=True)
    if person is not None and not person.is_active:
        return Unsent(OutboxState.SKIPPED, "no longer here", person_gone=True)
    return None


def _letter(
    row: Outbox,
    person: Person | None,
    channel: Channel | None,
    original: Outbox | None,
    claimed_at: datetime,
    thread_ts: str | None,
) -> Letter:
    slack_id = person.slack_user_id if person else channel.slack_channel_id if channel else None
    if original is not None and channel is None:  # a channel's id can change, a DM's does not
        slack_id = original.slack_channel_id
    return Letter(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=row.kind,
        audience=row.audience,
        rule=row.rule,
        why=row.why,
        subject=(row.subject_kind, row.subject_id) if row.subject_kind and row.subject_id else None,
        payload=row.payload,
        picture=row.picture,
        attempts=row.attempts,
        person_id=row.person_id,
        channel_id=row.channel_id,
        recipient=person.name if person else f"channel {slack_id}",
        target=slack_id or "",
        reader=person.slack_user_id if person else None,
        ts=original.slack_ts if original else None,
        thread_ts=thread_ts,
        original_id=original.id if original else None,
        claimed_at=claimed_at,
    )
