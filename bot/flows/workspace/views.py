"""Who looked at our INTERNAL pages: once a person, page, partner and day in the audit trail."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from bot.flows.actors import Actor
from storage import audit, trail
from storage.database import Transaction

MOST_REMEMBERED = 10_000


class Page(StrEnum):
    """A page that only our people see."""

    HOME = "home"
    HEALTH = "health"
    QBR = "qbr page"
    WHY = "why"
    AUDIT = "audit"
    CHANNEL = "channel"  # what stands in a paused channel of ours


@dataclass
class Views:
    """Notes who looks at what. It remembers the day's views, so that most cost nothing."""

    _noted: set[tuple[UUID, Page, UUID]] = field(default_factory=set, init=False)
    _day: date | None = field(default=None, init=False)

    def note(
        self,
        transaction: Transaction,
        actor: Actor,
        page: Page,
        *,
        partner_id: UUID | None,
        now: datetime,
    ) -> None:
        """Write the view into the trail, unless the day (in UTC) has it already."""
        about = partner_id or actor.person_id
        if self._day != now.date() or len(self._noted) >= MOST_REMEMBERED:
            self._noted, self._day = set(), now.date()
        key = (actor.person_id, page, about)
        if key in self._noted:
            return
        with transaction() as session:
            since = datetime.combine(now.date(), time(), tzinfo=now.tzinfo)
            if not trail.was_viewed(
                session,
                workspace_id=actor.workspace_id,
                actor=actor.label,
                page=page.value,
                subject_id=about,
                since=since,
            ):
                audit.record(
                    session,
                    workspace_id=actor.workspace_id,
                    now=now,
                    actor=actor.label,
                    action=trail.VIEWED,
                    subject=("person" if partner_id is None else "partner", about),
                    after={"page": page.value},
                )
        self._noted.add(key)
