"""Settling: whoever acted on a thing is asked about it no more, wherever they were asked."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select, update

from bot.delivery.outbox import Intent, update_internal, update_shared
from bot.flows import daily, slip_message
from bot.flows.actors import Actor
from bot.rules.audience import Audience
from messages.audience import InternalMessage
from messages.internal import ledger as internal_ledger
from messages.shared import ledger as shared_ledger
from storage import nudges as stored
from storage.columns import new_id
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxKind, OutboxState

SETTLED = "settled"
_WAITING = (OutboxState.PENDING, OutboxState.HELD)
_GONE_OUT = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNKNOWN)


def settle(  # noqa: PLR0913 - what was settled, how, by whom, and where it was clicked
    session: Session,
    *,
    workspace_id: UUID,
    subject_kind: str,
    subject_id: UUID,
    outcome: str,
    by: Actor,
    now: datetime,
    action: str = SETTLED,
    clicked: tuple[str, str] | None = None,
) -> None:
    """End the nudges about a thing and rewrite the messages that asked about it.

    What was not sent yet is skipped. What was sent is rewritten to ``outcome``, one sentence
    that both sides may read; a message about several things is rendered anew as a whole.
    ``clicked`` (channel and ts) is left alone because the listener rewrites it.
    """
    subject = (subject_kind, subject_id)
    asked = _open_nudges(session, workspace_id, subject)
    for nudge in asked:
        nudge.acted_at, nudge.action = now, action
        session.add(nudge)
    _skip_waiting(session, workspace_id, subject, now)
    posted = {nudge.outbox_id for nudge in asked if nudge.outbox_id is not None}
    session.flush()
    for row in _to_rewrite(session, workspace_id, subject, posted):
        if row.state in _WAITING:
            render_waiting(session, row, now=now)
        elif clicked is None or (row.slack_channel_id, row.slack_ts) != clicked:
            _rewrite(session, row, outcome, by=by, now=now)


def render_waiting(session: Session, row: Outbox, *, now: datetime, reason: str = SETTLED) -> None:
    """Take what was answered out of a message that waits; with nothing left it does not go.

    The row has to be locked, so that no dispatcher claims it meanwhile.
    """
    carried = stored.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
    message = _whole(session, row, now=now)
    if message is None or all(one.acted_at is not None for one in carried):
        row.state, row.reason, row.finished_at = OutboxState.SKIPPED, reason, now
    else:
        row.payload = {"text": message.text, "blocks": message.blocks}
    session.add(row)


def rendered_anew(
    session: Session,
    *,
    workspace_id: UUID,
    message_ref: tuple[str, str] | None,
    now: datetime,
) -> InternalMessage | None:
    """Return the clicked message as it reads now, if it is one about several things."""
    if message_ref is None:
        return None
    statement = select(Outbox).where(
        col(Outbox.workspace_id) == workspace_id,
        col(Outbox.slack_channel_id) == message_ref[0],
        col(Outbox.slack_ts) == message_ref[1],
        col(Outbox.kind) == OutboxKind.POST,
    )
    row = session.exec(statement).first()
    return None if row is None else _whole(session, row, now=now)


def _whole(session: Session, row: Outbox, *, now: datetime) -> InternalMessage | None:
    if row.rule in {daily.RULE, slip_message.RULE}:
        return daily.rewrite(session, outbox_id=row.id, now=now)
    return None


def _open_nudges(session: Session, workspace_id: UUID, subject: tuple[str, UUID]) -> list[Nudge]:
    statement = select(Nudge).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.subject_id) == subject[1],
        col(Nudge.subject_kind) == subject[0],
        col(Nudge.acted_at).is_(None),
    )
    return list(session.exec(statement))


def _skip_waiting(
    session: Session, workspace_id: UUID, subject: tuple[str, UUID], now: datetime
) -> None:
    session.exec(
        update(Outbox)
        .where(
            col(Outbox.workspace_id) == workspace_id,
            col(Outbox.subject_id) == subject[1],
            col(Outbox.subject_kind) == subject[0],
            col(Outbox.state).in_(_WAITING),
        )
        .values(state=OutboxState.SKIPPED, reason=SETTLED, finished_at=now)
    )


def _to_rewrite(
    session: Session, workspace_id: UUID, subject: tuple[str, UUID], posted: set[UUID]
) -> list[Outbox]:
    """Return the posts that asked about the thing and were not rewritten before."""
    rewritten = select(Outbox.updates_id).where(
        col(Outbox.workspace_id) == workspace_id,
        col(Outbox.subject_id) == subject[1],
        col(Outbox.updates_id).is_not(None),
    )
    first_time = (
        (col(Outbox.subject_id) == subject[1])
        & (col(Outbox.subject_kind) == subject[0])
        & col(Outbox.id).not_in(rewritten)
    )
    statement = (
        select(Outbox)
        .where(
            col(Outbox.workspace_id) == workspace_id,
            col(Outbox.kind) == OutboxKind.POST,
            or_(
                col(Outbox.id).in_(posted) & col(Outbox.state).in_(_GONE_OUT + _WAITING),
                first_time & col(Outbox.state).in_(_GONE_OUT),
            ),
        )
        .order_by(col(Outbox.id))
        .with_for_update()
    )
    return list(session.exec(statement))


def _rewrite(session: Session, row: Outbox, outcome: str, *, by: Actor, now: datetime) -> None:
    intent = Intent(
        workspace_id=row.workspace_id,
        key=f"{SETTLED}|{row.id}|{new_id()}",
        rule=SETTLED,
        why=f"{by.name} acted on it, so the message that asked says so.",
        now=now,
        subject=_subject(row),
    )
    whole = _whole(session, row, now=now)
    if whole is not None:
        update_internal(session, whole, of=row.id, intent=intent)
    elif row.audience is Audience.SHARED:
        update_shared(session, shared_ledger.settled(outcome), of=row.id, intent=intent)
    else:
        update_internal(session, internal_ledger.settled(outcome), of=row.id, intent=intent)


def _subject(row: Outbox) -> tuple[str, UUID] | None:
    if row.subject_kind is None or row.subject_id is None:
        return None
    return row.subject_kind, row.subject_id
