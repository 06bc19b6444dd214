"""A link by which somebody without Slack answers: what both sides may read of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from messages.audience import SharedMessage
from messages.parts import section
from messages.render import render


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that can still be answered; its address is not kept."""

    id: UUID
    made_by: str
    made_at: datetime
    expires_at: datetime


def answered(partner: str, *, name: str, role: str, yes: bool, reason: str) -> SharedMessage:
    """Say what somebody answered by a link."""
    text = render(
        "confirm_link_answered", partner=partner, name=name, role=role, yes=yes, reason=reason
    )
    return SharedMessage(text=text, blocks=[section(text)])
