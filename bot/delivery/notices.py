"""Who is told when a message cannot go where it was meant to."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.letters import Letter
from bot.delivery.outbox import InsideDM, Intent, post_internal
from messages.internal.delivery import forbidden, given_up, handed_over
from storage.outbox import Outbox, OutboxKind
from storage.people import Person
from storage.stewards import partner_of, steward

GIVEN_UP = "given_up"


def tell_given_up(session: Session, row: Letter | Outbox, code: str, now: datetime) -> None:
    """Tell the workspace's admin, once a day, that a message failed for good."""
    admin = steward(session, workspace_id=row.workspace_id, partner_id=None)
    if admin is None or row.rule == GIVEN_UP:
        return
    intent = Intent(
        workspace_id=row.workspace_id,
        key=f"{GIVEN_UP}:{code}:{now.date().isoformat()}",
        rule=GIVEN_UP,
        why="Slack did not take a message, however often it was tried.",
        now=now,
    )
    post_internal(session, given_up(code), InsideDM(admin.id), intent=intent)


def tell_admin(
    session: Session, workspace_id: UUID, slack_channel_id: str | None, code: str, now: datetime
) -> None:
    """Tell the workspace's admin, once a day, what Slack does not let the bot do."""
    admin = steward(session, workspace_id=workspace_id, partner_id=None)
    if admin is None:
        return
    intent = Intent(
        workspace_id=workspace_id,
        key=f"forbidden:{slack_channel_id}:{code}:{now.date().isoformat()}",
        rule="forbidden",
        why="Slack does not allow something the bot needs.",
        now=now,
    )
    post_internal(session, forbidden(slack_channel_id, code), InsideDM(admin.id), intent=intent)


def hand_over(session: Session, row: Outbox, now: datetime) -> None:
    """Give what a person can no longer be told to who takes care of the partner."""
    person = session.get(Person, row.person_id) if row.person_id else None
    if person is None or row.rule == "handed_over" or row.kind is OutboxKind.UPDATE:
        return
    subject = (row.subject_kind, row.subject_id) if row.subject_kind and row.subject_id else None
    partner_id = partner_of(session, subject=subject) if subject else None
    to = steward(session, workspace_id=row.workspace_id, partner_id=partner_id)
    if to is None or to.id == person.id:
        return
    intent = Intent(
        workspace_id=row.workspace_id,
        key=f"handed_over:{row.id}",
        rule="handed_over",
        why=f"{person.name} can't be messaged any more. {row.why}",
        now=now,
        expires_at=row.expires_at,
        subject=subject,
    )
    post_internal(session, handed_over(person.name, row.payload), InsideDM(to.id), intent=intent)
