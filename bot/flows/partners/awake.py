"""The line of the daily message that says a parked partner is awake again, and why."""

from sqlmodel import Session

from bot.rules.nudging import DigestSection
from bot.rules.stages import SILENT_STAGES
from messages.internal import daily
from messages.internal.daily import DailyLine
from messages.internal.daily_buttons import Topic
from storage import partners
from storage.nudges import Nudge

AWAKE = "awake"


def stays_awake(session: Session, nudge: Nudge) -> bool:
    """Say whether the partner was not put to sleep again meanwhile."""
    partner = partners.of_id(session, workspace_id=nudge.workspace_id, partner_id=nudge.subject_id)
    return partner is not None and partner.stage not in SILENT_STAGES


def awake_line(session: Session, nudge: Nudge) -> DailyLine | None:
    """Return what is said of the partner; None when it is gone."""
    partner = partners.of_id(session, workspace_id=nudge.workspace_id, partner_id=nudge.subject_id)
    if partner is None:
        return None
    return DailyLine(
        section=DigestSection.AWAKE,
        subject=f"{AWAKE}:{partner.id}",  # beside the line of a kickoff that was not held
        topic=Topic.AWAKE,
        said=daily.awake_line(partner.name, partner.stage.words, partner.stage_reason),
        partner_id=partner.id,
    )
