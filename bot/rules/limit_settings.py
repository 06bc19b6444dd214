"""Every default of the rules as something a workspace can set, and what fits together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.setting import Group, Kind, Setting, Value

_D = Decimal


def _days(field: str, group: Group, label: str, *, least: int = 0, most: int = 365) -> Setting:
    return Setting(field, group, label, Kind.COUNT, _D(least), _D(most), unit="day")


def _working_days(field: str, group: Group, label: str, *, least: int = 0) -> Setting:
    return Setting(field, group, label, Kind.COUNT, _D(least), _D(60), unit="working day")


def _ratio(field: str, label: str) -> Setting:
    return Setting(field, Group.PACE, label, Kind.RATIO, _D("0.01"), _D(3))


def _count(field: str, group: Group, label: str, least: int, most: int, unit: str = "") -> Setting:
    return Setting(field, group, label, Kind.COUNT, _D(least), _D(most), unit=unit)


SETTINGS: tuple[Setting, ...] = (
    Setting("daily_hour", Group.HOURS, "The daily message comes at", Kind.HOUR),
    Setting("day_opens", Group.HOURS, "Quiet hours end at", Kind.CLOCK),
    Setting("day_closes", Group.HOURS, "Quiet hours begin at", Kind.CLOCK),
    _count("digest_spread_minutes", Group.HOURS, "Daily messages are spread over", 0, 60, "minute"),
    _count("digest_lines", Group.HOURS, "Lines of a daily message", 1, 12),
    _count("zone_change_hours", Group.HOURS, "After a move to another zone, wait", 0, 48, "hour"),
    _ratio("ahead_from", "Ahead from (ratio to what is expected)"),
    _ratio("on_track_from", "On track from"),
    _ratio("at_risk_from", "At risk from; below it is off track"),
    _ratio("recovered_from", "One reading is enough to recover from"),
    _count("recovery_readings", Group.PACE, "Else recovered after readings in a better band", 1, 6),
    _days("too_early_days", Group.PACE, "No verdict in the first", most=90),
    _count("too_early_percent", Group.PACE, "Nor in this share of the window (%)", 0, 50),
    _working_days("stale_working_days", Group.READINGS, "A number is stale, when overdue by"),
    _count("dark_rhythms", Group.READINGS, "Unknown after this many rhythms without one", 1, 12),
    _count("reading_asks", Group.READINGS, "Asks before the partner's owner is told", 1, 10),
    Setting(
        "ladder_days",
        Group.PROMISES,
        "Working days late: owner, owner again, partner's owner, sponsor",
        Kind.DAYS,
        _D(1),
        _D(60),
        many=4,
    ),
    _count("nudges_per_person", Group.PROMISES, "Most nudges to one person about one thing", 1, 4),
    _working_days("due_soon_working_days", Group.PROMISES, "Due soon is within"),
    _days("kept_window_days", Group.PROMISES, "Kept rate looks back", least=7),
    _count("kept_percent_from", Group.PROMISES, "Kept rate as a percentage from (promises)", 1, 50),
    _days("same_fact_days", Group.REPEATS, "The same fact again after", least=1, most=90),
    _days("quiet_days", Group.REPEATS, "People have gone quiet after", least=7, most=120),
    _count("snoozes", Group.REPEATS, "A thing can be put off (times)", 0, 10),
    _count("snooze_hours", Group.REPEATS, "“Later today” is in", 1, 8, "hour"),
    _working_days("snooze_working_days", Group.REPEATS, "“In some working days” is in", least=1),
    _count(
        "channel_nudge_hours",
        Group.OUTAGE,
        "Nothing goes to a channel that is older than",
        1,
        168,
        "hour",
    ),
    _count("posts_per_minute", Group.OUTAGE, "Messages a minute at most", 1, 10_000),
    Setting(
        "kickoff_reminder_days",
        Group.KICKOFF,
        "Reminders of a kickoff not held, days after signature",
        Kind.DAYS,
        _D(1),
        _D(180),
        many=2,
    ),
    _count("declined_topics_warning", Group.KICKOFF, "Declined topics that raise a warning", 1, 10),
    _days("open_topic_warning_days", Group.KICKOFF, "A topic open for longer is a warning"),
    _days("qbr_chase_days", Group.KICKOFF, "Numbers are chased before a review by", least=2),
    _days("qbr_draft_days", Group.KICKOFF, "The draft comes before a review by", least=1),
    _days("qbr_summary_days", Group.KICKOFF, "The summary is posted before a review by"),
    _days("qbr_followup_days", Group.KICKOFF, "New promises are asked for after a review by"),
    _days("qbr_followup_until_days", Group.KICKOFF, "And no later than"),
    _count("health_fall_points", Group.HEALTH, "A fall is told of from (points)", 1, 100),
    _days("health_fall_days", Group.HEALTH, "Within", least=1, most=90),
    _days("health_trend_days", Group.HEALTH, "The trend looks back", least=1),
    _days("kickoff_days", Group.HEALTH, "Kickoff after signature within", least=1),
    _days("plan_days", Group.HEALTH, "Plan after signature within", least=1),
    _days("first_pipeline_days", Group.HEALTH, "First pipeline after the kickoff within", least=1),
    _days("active_days", Group.HEALTH, "Active means a deal within", least=1),
    _days("dormant_days", Group.HEALTH, "Dormant is proposed without joint activity for", least=1),
    _count(
        "off_track_readings",
        Group.HEALTH,
        "Headline off track this often in a row is at risk",
        1,
        6,
    ),
    _days("touch_days", Group.HEALTH, "Contacts with people are kept for", least=120, most=3650),
)
BY_FIELD: Mapping[str, Setting] = {each.field: each for each in SETTINGS}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The limits of a workspace, and a sentence for each override that could not be used."""

    limits: Limits
    faults: tuple[str, ...] = ()


def of_group(group: Group) -> tuple[Setting, ...]:
    """Return the settings that stand under one heading."""
    return tuple(each for each in SETTINGS if each.group is group)


def value_of(limits: Limits, setting: Setting) -> Value | None:
    """Return what the limits say of a setting."""
    value: Value | None = getattr(limits, setting.field)
    return value


def load(overrides: Mapping[str, Any]) -> Loaded:
    """Return the limits with a workspace's overrides, each as it is typed.

    One that cannot be read leaves its default, and so do those that do not fit together.
    """
    values: dict[str, Any] = {}
    faults = []
    for field, written in overrides.items():
        setting = BY_FIELD.get(field)
        if setting is None:
            faults.append(f"{field} is not a setting.")
            continue
        try:
            values[field] = setting.read(str(written))
        except ValueError as wrong:
            faults.append(f"{setting.label}: {wrong}")
    limits = replace(DEFAULTS, **values)
    clashes = misfits(limits)
    faults += [f"{BY_FIELD[field].label}: {sentence}" for field, sentence in clashes.items()]
    if clashes:
        groups = {BY_FIELD[field].group for field in clashes}
        kept = {
            field: value for field, value in values.items() if BY_FIELD[field].group not in groups
        }
        limits = replace(DEFAULTS, **kept)
    return Loaded(limits, tuple(faults))


def misfits(limits: Limits) -> dict[str, str]:
    """Return one sentence for each field that does not go with the others."""
    return {field: sentence for field, fits, sentence in _FITS if not fits(limits)}


_FITS: tuple[tuple[str, Callable[[Limits], bool], str], ...] = (
    (
        "day_closes",
        lambda its: its.day_opens < its.day_closes,
        "Quiet hours have to begin after they end in the morning.",
    ),
    (
        "daily_hour",
        lambda its: its.day_opens.hour <= its.daily_hour < its.day_closes.hour,
        "It has to lie outside the quiet hours.",
    ),
    (
        "ahead_from",
        lambda its: its.ahead_from > its.on_track_from,
        "Ahead has to begin above on track.",
    ),
    (
        "on_track_from",
        lambda its: its.on_track_from > its.at_risk_from,
        "On track has to begin above at risk.",
    ),
    (
        "recovered_from",
        lambda its: its.recovered_from >= its.on_track_from,
        "It cannot be below on track.",
    ),
    (
        "qbr_draft_days",
        lambda its: its.qbr_chase_days > its.qbr_draft_days > its.qbr_summary_days,
        "Chase first, then draft, then summary.",
    ),
    (
        "qbr_followup_until_days",
        lambda its: its.qbr_followup_until_days >= its.qbr_followup_days,
        "It cannot end before it begins.",
    ),
    (
        "plan_days",
        lambda its: its.plan_days >= its.kickoff_days,
        "The plan cannot be due before the kickoff.",
    ),
)
