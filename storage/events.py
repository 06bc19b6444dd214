"""Slack events already taken, so that each has one effect."""

from datetime import datetime

from sqlalchemy import UniqueConstraint

from storage.columns import Scoped


class SlackEvent(Scoped, table=True):
    """One event_id, written with the event's effect."""

    __table_args__ = (UniqueConstraint("workspace_id", "event_id"),)

    event_id: str
    kind: str
    received_at: datetime
