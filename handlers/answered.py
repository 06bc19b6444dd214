"""What a press comes to when somebody else answered the message first."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.nudges import settling as nudges
from handlers.call import Call
from messages.audience import InternalMessage


def answered_meanwhile(call: Call, session: Session, subject_id: UUID) -> InternalMessage | None:
    """Return the clicked message with who answered and how; None while its question stands."""
    if not call.actor.is_internal:
        return None
    return nudges.as_answered(
        session,
        workspace_id=call.workspace_id,
        message_ref=call.message_ref,
        subject_id=subject_id,
        now=call.now,
    )
