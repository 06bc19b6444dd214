"""Reminders around kickoffs, as the clock starts them."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.kickoff import reminders as kickoff_reminders
from bot.flows.kickoff.due import Subject
from bot.jobs.health import UNREADABLE
from storage.database import Transaction

log = logging.getLogger(__name__)


def remind_of_kickoffs(transaction: Transaction, *, workspace_id: UUID, now: datetime) -> int:
    """Note kickoffs not held, topics due and partners who hold back; return how many.

    All at once; where a record cannot be read, ever smaller parts, so that it stops no other.
    """
    with transaction() as session:
        about = kickoff_reminders.may_be_due(session, workspace_id=workspace_id, now=now)
        return _note(session, about, workspace_id=workspace_id, now=now) if about else 0


def _note(session: Session, about: Sequence[Subject], *, workspace_id: UUID, now: datetime) -> int:
    try:
        with session.begin_nested():  # a savepoint: what fails spoils no other part
            return kickoff_reminders.note(session, about, workspace_id=workspace_id, now=now)
    except UNREADABLE:
        if len(about) == 1:
            [(kind, subject_id)] = about
            log.exception("a kickoff's reminder failed", extra={kind: str(subject_id)})
            return 0
    half = len(about) // 2
    return sum(
        _note(session, part, workspace_id=workspace_id, now=now)
        for part in (about[:half], about[half:])
    )
