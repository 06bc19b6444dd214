"""What the record shows of many partners' health, gathered in a few statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from bot.rules.commitments import KeptRate, Promise, kept_rate
from bot.rules.defaults import DEFAULTS
from bot.rules.pace import Band, Judgement, judge, parse_curve, parse_guardrail
from bot.rules.readings import Rhythm, after_rhythms
from storage import health_facts
from storage.health_facts import GoalRow, ReadingRow
from storage.kickoffs import KickoffState
from storage.partners import Partner
from storage.people import Side

LOOK_BACK_DAYS = 90
NOT_JUDGED = frozenset({Band.UNMEASURED, Band.TOO_EARLY, Band.NOT_ALIGNED, Band.STALE})
SLIPPED = frozenset({Band.OFF_TRACK, Band.MISSED})
COUNT = "count"


@dataclass(frozen=True, slots=True)
class JudgedGoal:
    """A goal with its judgement; ``is_dark`` when its number is too old to say anything."""

    row: GoalRow
    judgement: Judgement
    is_dark: bool


@dataclass(slots=True)
class Evidence:
    """One partner's record. Dates of None are of what never happened."""

    partner: Partner
    goals: list[JudgedGoal] = field(default_factory=list)
    kept: dict[Side, KeptRate] = field(default_factory=dict)
    active_days: set[date] = field(default_factory=set)
    last_touch_on: date | None = None
    last_deal_on: date | None = None
    had_pipeline: bool = False
    kickoffs: set[KickoffState] = field(default_factory=set)
    headline_off_track: int = 0

    @property
    def last_activity_on(self) -> date | None:
        """The last day of anything joint."""
        return max(filter(None, (self.last_touch_on, self.last_deal_on)), default=None)

    @property
    def headline(self) -> JudgedGoal | None:
        """The headline goal, if it is agreed and judged."""
        wanted = self.partner.headline_goal_id
        return next((goal for goal in self.goals if goal.row.id == wanted), None)


def gather(
    session: Session, *, workspace_id: UUID, partner_ids: Sequence[UUID], today: date
) -> list[Evidence]:
    """Return the evidence of each partner, in the order of their ids."""
    found = {
        partner.id: Evidence(partner)
        for partner in health_facts.partners(
            session, workspace_id=workspace_id, partner_ids=partner_ids
        )
    }
    since = today - timedelta(days=LOOK_BACK_DAYS)
    _add_goals(session, found, workspace_id, since, today)
    _add_kept(session, found, workspace_id, today)
    _add_activity(session, found, workspace_id, since, today)
    for partner_id, states in health_facts.kickoffs(
        session, workspace_id=workspace_id, partner_ids=list(found)
    ).items():
        found[partner_id].kickoffs = states
    return list(found.values())


def _add_goals(
    session: Session, found: dict[UUID, Evidence], workspace_id: UUID, since: date, today: date
) -> None:
    for row in health_facts.goals(
        session, workspace_id=workspace_id, partner_ids=list(found), since=since
    ):
        is_dark = row.newest_as_of is not None and today > after_rhythms(
            row.newest_as_of, Rhythm(row.rhythm), DEFAULTS.dark_rhythms
        )
        judgement = _judged(row, row.newest_value, row.newest_as_of)
        found[row.partner_id].goals.append(JudgedGoal(row, judgement, is_dark))
    slipping = {
        evidence.headline.row.id: evidence
        for evidence in found.values()
        if evidence.headline is not None and evidence.headline.judgement.band in SLIPPED
    }
    if slipping:
        _count_off_track(session, slipping, workspace_id)


def _count_off_track(session: Session, slipping: dict[UUID, Evidence], workspace_id: UUID) -> None:
    """Count the newest readings in a row that found the headline off track."""
    readings: dict[UUID, list[ReadingRow]] = defaultdict(list)
    for one in health_facts.readings(session, workspace_id=workspace_id, goal_ids=list(slipping)):
        readings[one.goal_id].append(one)
    for goal_id, evidence in slipping.items():
        headline = evidence.headline
        for one in readings[goal_id] if headline else ():
            if headline and _judged(headline.row, one.value, one.as_of).band not in SLIPPED:
                break
            evidence.headline_off_track += 1


def _judged(row: GoalRow, value: Decimal | None, as_of: date | None) -> Judgement:
    return judge(
        baseline=row.baseline,
        start=row.start_on,
        target=row.target,
        due=row.due_on,
        value=value,
        as_of=as_of,
        curve=parse_curve(row.curve),
        counts=row.unit == COUNT,
        guardrail=parse_guardrail(row.guardrail) if row.guardrail else None,
    )


def _add_kept(
    session: Session, found: dict[UUID, Evidence], workspace_id: UUID, today: date
) -> None:
    promised: dict[tuple[UUID, Side], list[Promise]] = defaultdict(list)
    for row in health_facts.promises(
        session,
        workspace_id=workspace_id,
        partner_ids=list(found),
        since=today - timedelta(days=DEFAULTS.kept_window_days),
        until=today,
    ):
        promise = Promise(row.state, row.due_on, row.done_on, row.dropped_by_agreement)
        promised[row.partner_id, row.side].append(promise)
    for (partner_id, side), promises in promised.items():
        found[partner_id].kept[side] = kept_rate(promises, today)


def _add_activity(
    session: Session, found: dict[UUID, Evidence], workspace_id: UUID, since: date, today: date
) -> None:
    ids = list(found)
    for partner_id, days in health_facts.active_days(
        session, workspace_id=workspace_id, partner_ids=ids, since=since, until=today
    ).items():
        found[partner_id].active_days = days
    for partner_id, on in health_facts.last_touches(
        session, workspace_id=workspace_id, partner_ids=ids
    ).items():
        found[partner_id].last_touch_on = on
    for partner_id, last in health_facts.last_deals(
        session, workspace_id=workspace_id, partner_ids=ids, until=today
    ).items():
        found[partner_id].last_deal_on, found[partner_id].had_pipeline = last, True
