"""What becomes of an outbox row, and who is told, once the outcome of a letter is known."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.delivery.carrier import Closed, Delivered, Failed, NotOurs, Result
from bot.delivery.deletions import tell_when_done
from bot.delivery.letters import Letter, Unsent
from bot.delivery.notices import hand_over, tell_admin, tell_given_up
from bot.delivery.pausing import GONE, pause, tell_paused
from bot.delivery.put_back import SETTLED, put_back
from bot.delivery.troubles import Trouble
from storage import destinations, installations, outcomes
from storage.outbox import OutboxKind, OutboxState
from storage.people import Person
from storage.workspaces import Workspace, WorkspaceState

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 24  # with what is waited between them about five hours of Slack being away
FEW_ATTEMPTS = 8  # less than an hour: what waits behind a rewrite is worth more than it
REMOVED = frozenset({"token_revoked", "account_inactive"})  # what else ends a token may be mended
CHANNEL_REASONS = {
    "channel_not_found": GONE,
    "not_in_channel": "I'm not in the channel.",
    "is_archived": "The channel is archived.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of what ``tick`` prints: to whom, by which rule, why, and what became of it."""

    recipient: str
    rule: str
    why: str
    state: OutboxState
    reason: str | None = None


def record(session: Session, letter: Letter, result: Result, *, now: datetime) -> Line | None:
    """Write down the outcome. Returns None when the letter will be tried again.

    Also when it is no longer ours: who found out meanwhile what became of it knows better.
    """
    if not _is_ours(session, letter, result):
        log.warning("somebody else finished a message", extra={"outbox_id": str(letter.id)})
        return None
    if isinstance(result, Delivered):
        return _delivered(session, letter, result, now)
    if isinstance(result, Closed):
        return _closed(session, letter, result.reason, now)
    if isinstance(result, NotOurs):
        return _person_gone(session, letter, result.reason, now)
    return _failed(session, letter, result, now)


def record_unsent(session: Session, outbox_id: UUID, unsent: Unsent, *, now: datetime) -> Line:
    """Write down why a row was not sent, and hand it over when its reader is gone."""
    row, _, channel, _ = destinations.with_target(session, outbox_id)
    finished_at = None if unsent.state is OutboxState.HELD else now
    outcomes.change(
        session, outbox_id, state=unsent.state, reason=unsent.reason, finished_at=finished_at
    )
    if unsent.state is OutboxState.HELD and channel is not None:
        tell_paused(session, channel, now=now)
    if unsent.person_gone:
        hand_over(session, row, now)
    return Line(
        str(row.person_id or row.channel_id), row.rule, row.why, unsent.state, unsent.reason
    )


def _is_ours(session: Session, letter: Letter, result: Result) -> bool:
    """Say whether the claim still stands; that a message is in Slack counts in any case."""
    state, claimed_at = outcomes.claim_of(session, letter.id)
    claimed_by_us = state is OutboxState.SENDING and claimed_at == letter.claimed_at
    return claimed_by_us or (isinstance(result, Delivered) and state is not OutboxState.SENDING)


def _delivered(session: Session, letter: Letter, sent: Delivered, now: datetime) -> Line:
    _finish(session, letter, OutboxState.SENT, None, now, sent)
    if letter.person_id is not None and letter.kind is OutboxKind.POST:
        outcomes.answered_in(session, person_id=letter.person_id, channel=sent.channel)
        if letter.rule == outcomes.DAILY:
            outcomes.daily_went(session, person_id=letter.person_id, at=now)
    return _line(letter, OutboxState.SENT, None)


def _closed(session: Session, letter: Letter, reason: str, now: datetime) -> Line:
    state = _put_back(session, letter, OutboxState.HELD, now, reason=reason)
    if letter.channel_id is not None:
        pause(session, channel_id=letter.channel_id, reason=reason, now=now)
    return _line(letter, state, reason)


def _person_gone(session: Session, letter: Letter, reason: str, now: datetime) -> Line:
    _finish(session, letter, OutboxState.SKIPPED, reason, now)
    person = session.get_one(Person, letter.person_id)
    person.is_internal, person.is_active = False, False
    session.add(person)
    session.flush()
    hand_over(session, destinations.with_target(session, letter.id)[0], now)
    return _line(letter, OutboxState.SKIPPED, reason)


def _failed(session: Session, letter: Letter, failed: Failed, now: datetime) -> Line | None:
    trouble, code = failed.fault.trouble, failed.fault.code
    if trouble is Trouble.WORKSPACE:
        return _stop_workspace(session, letter, code, now)
    if trouble is Trouble.UNKNOWN and failed.called and letter.kind is OutboxKind.POST:
        outcomes.change(session, letter.id, state=OutboxState.UNKNOWN, reason=code)
        return _line(letter, OutboxState.UNKNOWN, code)
    if trouble in {Trouble.LATER, Trouble.WAIT, Trouble.UNKNOWN}:
        return _again(session, letter, failed, now)
    if trouble in {Trouble.CHANNEL, Trouble.PERSON}:
        return _unreachable(session, letter, code, now)
    return _refused(session, letter, trouble, code, now)


def _unreachable(session: Session, letter: Letter, code: str, now: datetime) -> Line:
    if letter.person_id is not None:
        return _person_gone(session, letter, code, now)
    if letter.kind is OutboxKind.DELETE:
        return _refused(session, letter, Trouble.REFUSED, code, now)
    return _closed(session, letter, CHANNEL_REASONS.get(code, "I can't post there."), now)


def _again(session: Session, letter: Letter, failed: Failed, now: datetime) -> Line | None:
    waited = failed.fault.trouble is Trouble.WAIT
    attempts = letter.attempts + (0 if waited else 1)
    refused = failed.called and failed.fault.trouble is Trouble.UNKNOWN
    rewrites = letter.kind is not OutboxKind.POST
    if attempts >= (FEW_ATTEMPTS if rewrites and refused else MOST_ATTEMPTS):
        return _refused(session, letter, Trouble.REFUSED, failed.fault.code, now)
    code = failed.fault.code
    state = _put_back(
        session, letter, OutboxState.PENDING, now, reason=code, attempts=attempts, claimed_at=None
    )
    return None if state is OutboxState.PENDING else _line(letter, state, SETTLED)


def _refused(session: Session, letter: Letter, trouble: Trouble, code: str, now: datetime) -> Line:
    if trouble is Trouble.MESSAGE:
        _finish(session, letter, OutboxState.SKIPPED, code, now)
        return _line(letter, OutboxState.SKIPPED, code)
    log.error(
        "a message could not be delivered",
        extra={"outbox_id": str(letter.id), "rule": letter.rule, "code": code},
    )
    _finish(session, letter, OutboxState.FAILED, code, now)
    if trouble is Trouble.FORBIDDEN:
        where = letter.target if letter.channel_id else None
        tell_admin(session, letter.workspace_id, where, code, now)
    else:
        tell_given_up(session, letter, code, now)
    return _line(letter, OutboxState.FAILED, code)


def _stop_workspace(session: Session, letter: Letter, code: str, now: datetime) -> Line:
    """Stop the workspace; the letter waits in case it is connected again."""
    pending = OutboxState.PENDING
    state = _put_back(session, letter, pending, now, reason=code, claimed_at=None)
    workspace = session.get_one(Workspace, letter.workspace_id)
    workspace.state, workspace.stopped_at = WorkspaceState.STOPPED, now
    session.add(workspace)
    if code in REMOVED:
        installations.note_left(session, workspace.id, now=now)
    log.error(
        "a workspace's token is dead", extra={"workspace_id": str(workspace.id), "code": code}
    )
    return _line(letter, state, code)


def _put_back(
    session: Session, letter: Letter, state: OutboxState, now: datetime, **values: Any
) -> OutboxState:
    put = put_back(session, letter.id, was=OutboxState.SENDING, now=now, state=state, **values)
    return put or state


def _finish(
    session: Session,
    letter: Letter,
    state: OutboxState,
    reason: str | None,
    now: datetime,
    sent: Delivered | None = None,
) -> None:
    outcomes.change(
        session,
        letter.id,
        state=state,
        reason=reason,
        finished_at=now,
        slack_channel_id=sent.channel if sent else None,
        slack_ts=sent.ts if sent else None,
    )
    if letter.kind is OutboxKind.DELETE and letter.channel_id is not None:
        tell_when_done(session, channel_id=letter.channel_id, last=letter.id, now=now)


def _line(letter: Letter, state: OutboxState, reason: str | None) -> Line:
    return Line(letter.recipient, letter.rule, letter.why, state, reason)
