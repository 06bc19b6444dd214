"""What only we read of a QBR, as values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from messages.internal.health_content import HealthFacts
from messages.shared.qbr_content import QbrPage


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """How much contact there was in 90 days. Ours alone."""

    touches: int
    people: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What one of ours said last about what slipped, or of where the sides differ on a number."""

    subject_id: UUID
    about: str
    said: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QbrPack:
    """The page with what only we read beside it."""

    partner_id: UUID
    page: QbrPage
    health: HealthFacts
    contact: ContactFacts
    remarks: tuple[Remark, ...] = ()

    @property
    def unexplained(self) -> list[str]:
        """What slipped without a word anywhere on why."""
        told = {remark.subject_id for remark in self.remarks}
        behind = [one.name for one in self.page.goals if one.is_behind and one.id not in told]
        slipped = [one for one in self.page.slipped if not one.says_why]
        return [*behind, *(one.title for one in slipped if one.id not in told)]
