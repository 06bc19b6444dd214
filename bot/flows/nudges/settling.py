"""Settling: whoever acted on a thing is asked about it no more, wherever they were asked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import Intent, update_internal, update_shared
from bot.flows.actors import Actor
from bot.flows.daily import message as daily
from bot.flows.goals import slip_message
from bot.flows.nudges import answered
from bot.flows.partners import week as partner_week
from bot.rules.audience import Audience
from messages.audience import Block, InternalMessage, Message, SharedMessage
from messages.internal import ledger as internal_ledger
from messages.shared import ledger as shared_ledger
from storage import asked, outbox, trail
from storage import nudges as stored
from storage.columns import new_id
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState

SETTLED = "settled"


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
    ours_only: bool = False,
    below: Sequence[Block] = (),
) -> None:
    """End the nudges about a thing and rewrite the messages that asked about it.

    What was not sent yet is skipped. What was sent is rewritten to ``outcome``, one sentence
    that both sides may read, with ``below`` under it; a message about several things is
    rendered anew as a whole. ``clicked`` (channel and ts) is left alone because the listener
    rewrites it. With ``ours_only`` what the partner reads, or is to read, stays as it is.
    """
    subject = (subject_kind, subject_id)
    traces = asked.traces(session, workspace_id=workspace_id, subject=subject)
    carrying: set[UUID] = set()
    if traces.nudged:
        for nudge in asked.open_nudges(session, workspace_id=workspace_id, subject=subject):
            nudge.acted_at, nudge.action = now, action
            session.add(nudge)
            carrying |= {nudge.outbox_id} if nudge.outbox_id else set()
    if traces.waiting and not ours_only:
        asked.skip_waiting(
            session, workspace_id=workspace_id, subject=subject, reason=SETTLED, now=now
        )
    if not carrying and not traces.posted:
        return
    session.flush()
    rows = asked.posts(session, workspace_id=workspace_id, subject=subject, carrying=carrying)
    for row in rows if not ours_only else _ours(rows):
        if row.state in asked.WAITING:
            render_waiting(session, row, now=now)
        elif clicked is None or (row.slack_channel_id, row.slack_ts) != clicked:
            _rewrite(session, row, outcome, below, by=by, now=now)
        else:
            # An older rewrite that still waits would overwrite what the listener puts there now.
            outbox.supersede(session, updates_id=row.id, by=row.id, now=now)


def _ours(rows: Sequence[Outbox]) -> list[Outbox]:
    return [row for row in rows if row.audience is not Audience.SHARED]


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
) -> Message | None:
    """Return the clicked message as it reads now, if it is one about several things."""
    row = _at(session, workspace_id, message_ref)
    return None if row is None else _whole(session, row, now=now)


def as_answered(
    session: Session,
    *,
    workspace_id: UUID,
    message_ref: tuple[str, str] | None,
    subject_id: UUID,
    now: datetime,
) -> InternalMessage | None:
    """Return the clicked message as it reads now, if what it asked about a thing was answered.

    None while the question stands, and for a message that asked nothing about it.
    """
    row = _at(session, workspace_id, message_ref)
    if row is None or row.audience is Audience.SHARED:
        return None
    about = _asked(session, row, subject_id)
    if not about or any(one.acted_at is None for one in about):
        return None
    whole = _whole(session, row, now=now)
    if isinstance(whole, InternalMessage):
        return whole
    titles = trail.titles(session, workspace_id=workspace_id, subject_ids=[subject_id])
    said = answered.line(session, about[-1], titles.get(subject_id, ""))
    return None if said is None else internal_ledger.settled(said)


def asks_about(
    session: Session,
    *,
    workspace_id: UUID,
    message_ref: tuple[str, str] | None,
    subject_id: UUID,
) -> bool:
    """Say whether a message asks about a thing, and so is rewritten once that is answered."""
    row = _at(session, workspace_id, message_ref)
    return row is not None and bool(_asked(session, row, subject_id))


def _at(session: Session, workspace_id: UUID, message_ref: tuple[str, str] | None) -> Outbox | None:
    if message_ref is None:
        return None
    return stored.message_at(session, workspace_id=workspace_id, ref=message_ref)


def _asked(session: Session, row: Outbox, subject_id: UUID) -> list[Nudge]:
    carried = stored.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
    return [one for one in carried if one.subject_id == subject_id]


def _whole(session: Session, row: Outbox, *, now: datetime) -> Message | None:
    if row.rule == partner_week.RULE:
        return partner_week.rewritten(session, row, now=now)
    if row.rule in {daily.RULE, slip_message.RULE}:
        return daily.rewrite(session, outbox_id=row.id, now=now)
    return None


def _rewrite(
    session: Session,
    row: Outbox,
    outcome: str,
    below: Sequence[Block],
    *,
    by: Actor,
    now: datetime,
) -> None:
    intent = Intent(
        workspace_id=row.workspace_id,
        key=f"{SETTLED}|{row.id}|{new_id()}",
        rule=SETTLED,
        why=f"{by.name} acted on it, so the message that asked says so.",
        now=now,
        subject=_subject(row),
    )
    whole = _whole(session, row, now=now)
    if isinstance(whole, SharedMessage):
        update_shared(session, whole, of=row.id, intent=intent)
    elif whole is not None:
        update_internal(session, whole, of=row.id, intent=intent)
    elif row.audience is Audience.SHARED:
        update_shared(session, shared_ledger.settled(outcome, below), of=row.id, intent=intent)
    else:
        update_internal(session, internal_ledger.settled(outcome, below), of=row.id, intent=intent)


def _subject(row: Outbox) -> tuple[str, UUID] | None:
    if row.subject_kind is None or row.subject_id is None:
        return None
    return row.subject_kind, row.subject_id
