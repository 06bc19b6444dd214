"""People: ours and the partners'."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.columns import Scoped, words


class Side(StrEnum):
    """Who a promise or a person belongs to."""

    OURS = "ours"
    THEIRS = "theirs"


class Person(Scoped, table=True):
    """Someone who owns, promises or acts; without a Slack id while known only by name."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "slack_user_id"),
        UniqueConstraint("workspace_id", "partner_id", "name_key"),
    )

    name: str
    name_key: str  # normalised name, see storage.partners.name_key
    side: Side = Field(sa_type=words(Side))
    partner_id: UUID | None = Field(default=None, foreign_key="partner.id", index=True)  # theirs
    slack_user_id: str | None = None
    is_internal: bool = False  # verified by users.info at checked_at; False until then
    is_admin: bool = False
    is_active: bool = True
    checked_at: datetime | None = None
    zone: str = "UTC"  # IANA name
    working_days: str = "12345"  # ISO weekdays, 1 = Monday
    country: str | None = None  # ISO 3166-1 alpha-2, for holidays
    daily_hour: int = 9  # local hour of the daily message
    away_from: date | None = None  # local dates, both ends included
    away_to: date | None = None
    dm_channel_id: str | None = None  # the D... channel chat.postMessage returned
    last_daily_on: date | None = None  # local date of the newest daily message
    last_daily_at: datetime | None = None
