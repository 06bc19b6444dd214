"""The way into the outbox: an intent to write, in the transaction of what caused it.

An INTERNAL text has no way into a shared channel: the types refuse it, and so does each
call. Nothing is sent here; ``bot.delivery.dispatcher`` does that later.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.letters import MERGED, merge
from bot.rules.audience import Audience
from messages.audience import InternalMessage, Message, SharedMessage
from messages.pictures.spec import INTERNAL_KINDS
from storage import outbox
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Channel, ChannelKind
from storage.people import Person, Side


class AudienceError(RuntimeError):
    """An INTERNAL text was about to go where partners read."""


@dataclass(frozen=True, slots=True)
class InternalChannel:
    """A partner's channel of kind INTERNAL."""

    channel_id: UUID


@dataclass(frozen=True, slots=True)
class SharedChannel:
    """A partner's channel of kind SHARED."""

    channel_id: UUID


@dataclass(frozen=True, slots=True)
class InsideDM:
    """One of our people, by direct message; verified with Slack before it is sent."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class Intent:
    """Why a message goes out, and when.

    The same ``key`` in a workspace is one message, whoever asks how often. ``why`` is one
    sentence for ``tick`` and "why am I getting this?". Not sent before ``due_at`` (``now``
    unless given) nor after ``expires_at``. It goes into the thread that begins with the message
    ``thread``, or begins one itself where none of that thread stands in Slack.
    """

    workspace_id: UUID
    key: str
    rule: str
    why: str
    now: datetime
    due_at: datetime | None = None
    expires_at: datetime | None = None
    subject: tuple[str, UUID] | None = None  # kind and id
    urgent: bool = False
    thread: UUID | None = None  # an outbox id


def post_internal(
    session: Session, message: InternalMessage, to: InternalChannel | InsideDM, *, intent: Intent
) -> UUID | None:
    """Write an INTERNAL message into the outbox. Returns None when the key was there before."""
    _must_be(InternalMessage, message)
    _must_be((InternalChannel, InsideDM), to)
    return _post(session, message, to, intent)


def post_shared(
    session: Session,
    message: SharedMessage,
    to: InternalChannel | SharedChannel | InsideDM,
    *,
    intent: Intent,
) -> UUID | None:
    """Write a SHARED message into the outbox. Returns None when the key was there before."""
    _must_be(SharedMessage, message)
    _no_internal_picture(message)
    return _post(session, message, to, intent)


def update_internal(
    session: Session, message: InternalMessage, *, of: UUID, intent: Intent
) -> UUID | None:
    """Rewrite a message that went out as INTERNAL; ``of`` is its outbox id.

    A message that is not out yet simply goes out with the new text; rewrites that still wait
    give way to this one.
    Returns None when the key was there before.
    """
    _must_be(InternalMessage, message)
    original = outbox.get(session, workspace_id=intent.workspace_id, outbox_id=of)
    if original.audience is not Audience.INTERNAL:
        raise AudienceError("an internal text cannot take the place of a shared one")
    return _update(session, message, original, intent)


def update_shared(
    session: Session, message: SharedMessage, *, of: UUID, intent: Intent
) -> UUID | None:
    """Rewrite a message with a SHARED text; otherwise as ``update_internal``."""
    _must_be(SharedMessage, message)
    _no_internal_picture(message)
    original = outbox.get(session, workspace_id=intent.workspace_id, outbox_id=of)
    return _update(session, message, original, intent)


def delete(session: Session, *, of: UUID, intent: Intent) -> UUID | None:
    """Take a message that stands in a channel out of it; ``of`` is its outbox id.

    Done even while the channel is paused. Returns None when the key was there before.
    """
    original = outbox.get(session, workspace_id=intent.workspace_id, outbox_id=of)
    row = _row(SharedMessage(text="", blocks=[]), intent)
    row.kind, row.audience, row.updates_id = OutboxKind.DELETE, original.audience, original.id
    row.person_id, row.channel_id = original.person_id, original.channel_id
    return outbox.add(session, row)


def _must_be(kinds: type | tuple[type, ...], given: object) -> None:
    """Raise AudienceError for what the types would have refused, had they been checked."""
    if not isinstance(given, kinds):
        raise AudienceError(f"{type(given).__name__} has no place here")


def _no_internal_picture(message: SharedMessage) -> None:
    """Raise AudienceError when the message's picture shows what is ours alone."""
    if message.picture is not None and message.picture.get("kind") in INTERNAL_KINDS:
        raise AudienceError("this picture is ours alone")


def _post(
    session: Session,
    message: Message,
    to: InternalChannel | SharedChannel | InsideDM,
    intent: Intent,
) -> UUID | None:
    row = _row(message, intent)
    if isinstance(to, InsideDM):
        row.person_id = _inside(session, to, intent.workspace_id).id
    else:
        row.channel_id = _channel(session, to, intent.workspace_id).id
    return outbox.add(session, row)


def _update(session: Session, message: Message, original: Outbox, intent: Intent) -> UUID | None:
    row = _row(message, intent)
    row.kind, row.updates_id = OutboxKind.UPDATE, original.id
    row.person_id, row.channel_id = original.person_id, original.channel_id
    if original.state in {OutboxState.PENDING, OutboxState.HELD}:
        row.state, row.reason, row.finished_at = OutboxState.SKIPPED, MERGED, intent.now
        merge(session, row, original)
    added = outbox.add(session, row)
    if added is not None:
        outbox.supersede(session, updates_id=original.id, by=added, now=intent.now)
    return added


def _row(message: Message, intent: Intent) -> Outbox:
    subject_kind, subject_id = intent.subject or (None, None)
    internal = isinstance(message, InternalMessage)
    return Outbox(
        workspace_id=intent.workspace_id,
        key=intent.key,
        audience=Audience.INTERNAL if internal else Audience.SHARED,
        rule=intent.rule,
        subject_kind=subject_kind,
        subject_id=subject_id,
        why=intent.why,
        payload={"text": message.text, "blocks": message.blocks},
        picture=message.picture,
        urgent=intent.urgent,
        thread_id=intent.thread,
        due_at=intent.due_at or intent.now,
        expires_at=intent.expires_at,
        created_at=intent.now,
    )


def _inside(session: Session, to: InsideDM, workspace_id: UUID) -> Person:
    person = session.get(Person, to.person_id)
    if person is None or person.workspace_id != workspace_id:
        raise LookupError(f"no person {to.person_id} in this workspace")
    if person.side is not Side.OURS:
        raise AudienceError("a direct message goes to our own people only")
    return person


def _channel(session: Session, to: InternalChannel | SharedChannel, workspace_id: UUID) -> Channel:
    channel = session.get(Channel, to.channel_id)
    if channel is None or channel.workspace_id != workspace_id:
        raise LookupError(f"no channel {to.channel_id} in this workspace")
    expected = ChannelKind.INTERNAL if isinstance(to, InternalChannel) else ChannelKind.SHARED
    if channel.kind is not expected:
        raise AudienceError(f"channel {channel.id} is {channel.kind}, not {expected}")
    return channel
