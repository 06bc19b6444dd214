"""Every number the rules use, in one place, so that a workspace can override any of them."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of docs/rules.md; each section there names the fields it speaks of."""

    # docs/rules.md, "Pace"
    ahead_from: Decimal = Decimal("1.10")
    on_track_from: Decimal = Decimal("0.95")
    at_risk_from: Decimal = Decimal("0.75")
    recovered_from: Decimal = Decimal("1.0")
    recovery_readings: int = 2
    too_early_days: int = 7
    too_early_percent: int = 10

    # docs/rules.md, "Readings"
    stale_working_days: int = 2
    dark_rhythms: int = 2
    reading_asks: int = 3

    # docs/rules.md, "Commitments"
    due_soon_working_days: int = 2
    kept_window_days: int = 90
    kept_percent_from: int = 4

    # docs/rules.md, "Health"
    health_fall_points: int = 10
    health_fall_days: int = 14
    health_trend_days: int = 30

    # docs/rules.md, "Stages"
    kickoff_days: int = 14
    plan_days: int = 21
    first_pipeline_days: int = 90
    active_days: int = 90
    dormant_days: int = 90
    off_track_readings: int = 2

    # docs/rules.md, "Nudges": working days late for owner, owner again, partner's owner, sponsor
    ladder_days: tuple[int, ...] = (1, 3, 5, 8)
    nudges_per_person: int = 3
    snoozes: int = 2
    snooze_hours: int = 3
    snooze_working_days: int = 3
    same_fact_days: int = 7
    daily_hour: int = 9  # local hour, for everybody who chose none
    digest_lines: int = 7
    quiet_days: int = 60  # without a touch
    digest_spread_minutes: int = 5
    zone_change_hours: int = 20
    channel_nudge_hours: int = 24
    posts_per_minute: int = 200  # the process's own setting, where the workspace says nothing
    day_opens: time = time(9)
    day_closes: time = time(18)

    # docs/rules.md, "QBR pack": calendar days before the QBR, and after it
    qbr_chase_days: int = 14
    qbr_draft_days: int = 7
    qbr_summary_days: int = 1
    qbr_followup_days: int = 1
    qbr_followup_until_days: int = 7

    # docs/rules.md, "Kickoff"
    kickoff_reminder_days: tuple[int, ...] = (7, 14)
    declined_topics_warning: int = 3
    open_topic_warning_days: int = 14

    # docs/rules.md, "Keeping"
    touch_days: int = 730


DEFAULTS = Limits()
