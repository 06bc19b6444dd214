"""What a workspace may have to do now, asked in one statement before any job is started.

Each answer is a little more than what its job will find: never no where there is something to
do. A quiet tick asks this and is done.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel import Session, bindparam, col

from bot.rules.commitments import OPEN
from bot.rules.kickoff import TopicState
from bot.rules.stages import Stage
from storage.commitments import Commitment
from storage.consents import Consent
from storage.goals import Goal, GoalState
from storage.health import SCORED_STAGES, HealthSnapshot
from storage.kickoffs import UNSETTLED, KickoffTopic
from storage.ladder import UNDER_WAY
from storage.nudges import SNOOZE, Nudge
from storage.opportunity_counts import SOURCE as COUNTED
from storage.outbox import Outbox, OutboxState
from storage.parked import may_wake
from storage.partners import Partner
from storage.people import Person, Side
from storage.qbrs import Qbr
from storage.unheard import unsaid

# A day on either side of UTC's is somebody's today; asks reach a little further.
ONE_DAY, FEW_DAYS = timedelta(days=1), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the jobs go by: which days count for what, and who may be asked again."""

    reviews_from: date
    reviews_to: date
    signed_from: date  # whose kickoff may be asked for
    signed_to: date
    opened_by: datetime  # a kickoff's topic open since then is doubtful
    asked_by: date
    most_asks: int
    said_once: Collection[str]  # rules whose nudges wait again where their message never went
    too_old: str  # why a message was skipped that nobody sent in time


class Due(NamedTuple):
    """What there may be to do; each is named as the job that does it."""

    stale: bool
    departures: bool
    opportunity_readings: bool
    sweep: bool
    late: bool
    reading_asks: bool
    waking: bool
    kickoff_reminders: bool
    partner_week: bool
    health: bool
    qbrs: bool


class Morning(NamedTuple):
    """Of our people in one time zone, the day the last of them was looked at; None is never."""

    zone: str
    looked_at_on: date | None


def due(session: Session, *, workspace_id: UUID, now: datetime, bounds: Bounds) -> Due:
    """Return what there may be to do in a workspace."""
    today = now.date()
    row = session.execute(
        _DUE,
        {
            "workspace_id": workspace_id,
            "now": now,
            "today": today,
            "tomorrow": today + ONE_DAY,
            "stale_by": today + FEW_DAYS,
            "first": bounds.reviews_from,
            "last": bounds.reviews_to,
            "signed_from": bounds.signed_from,
            "signed_to": bounds.signed_to,
            "opened_by": bounds.opened_by,
            "asked_by": bounds.asked_by,
            "most_asks": bounds.most_asks,
            "said_once": list(bounds.said_once),
            "too_old": bounds.too_old,
        },
    ).one()
    return Due._make(map(bool, row))


def mornings(session: Session, *, workspace_id: UUID) -> Sequence[Morning]:
    """Return when the people who can be written to were looked at last, by their time zone."""
    rows = session.execute(_MORNINGS, {"workspace_id": workspace_id})
    return [Morning(zone, None if someone_never else day) for zone, day, someone_never in rows]


def _of(table: type[Any], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the workspace has such a row."""
    return exists().where(col(table.workspace_id) == bindparam("workspace_id"), *which)


def _left_behind() -> ColumnElement[bool]:
    """Return whether somebody of ours who is gone still owns something open."""
    # From the people who are gone, who are few: what they own is found by an index.
    return _of(
        Person,
        col(Person.side) == Side.OURS,
        col(Person.is_active).is_(False),
        or_(
            _of(Partner, col(Partner.owner_id) == col(Person.id)),
            _of(
                Commitment,
                col(Commitment.owner_id) == col(Person.id),
                col(Commitment.state).in_(OPEN),
            ),
            _of(Goal, col(Goal.owner_id) == col(Person.id), col(Goal.state) != GoalState.CLOSED),
        ),
    )


def _may_be_asked_about() -> tuple[ColumnElement[bool], ...]:
    asked = exists().where(
        col(Nudge.subject_id) == col(Goal.id),
        col(Nudge.rule).startswith("ask") & (col(Nudge.local_on) > bindparam("asked_by")),
    )
    return (
        col(Goal.source) != COUNTED,
        col(Goal.unanswered_asks) < bindparam("most_asks"),
        or_(col(Goal.newest_as_of).is_(None), col(Goal.newest_as_of) < col(Goal.due_on)),
        ~asked,
    )


def _statement() -> Any:
    now: ColumnElement[datetime] = bindparam("now")
    today: ColumnElement[date] = bindparam("today")
    tomorrow: ColumnElement[date] = bindparam("tomorrow")
    judged = col(Goal.state) == GoalState.ACTIVE
    lost = and_(
        col(Outbox.state) == OutboxState.UNKNOWN,
        col(Outbox.finished_at).is_not(None),
        exists().where(col(Nudge.outbox_id) == col(Outbox.id), col(Nudge.acted_at).is_(None)),
    )
    too_old = and_(
        col(Outbox.state) == OutboxState.PENDING,
        col(Outbox.due_at) <= now,
        col(Outbox.expires_at) <= now,
    )
    never_said = unsaid(
        col(Nudge.rule).in_(bindparam("said_once", expanding=True)),
        col(Outbox.reason) == bindparam("too_old"),
    )
    looked_at = exists().where(
        col(HealthSnapshot.partner_id) == col(Partner.id), col(HealthSnapshot.taken_on) == today
    )
    snoozes_over = (
        col(Nudge.rule) == SNOOZE,
        col(Nudge.acted_at).is_(None),
        col(Nudge.local_on) <= tomorrow,
    )
    return select(
        or_(_of(Outbox, lost), _of(Outbox, too_old), _of(Nudge, *never_said)),
        _left_behind(),
        _of(Goal, judged, col(Goal.source) == COUNTED),
        or_(_of(Goal, judged, col(Goal.judge_at) <= now), _of(Nudge, *snoozes_over)),
        _of(
            Commitment,
            col(Commitment.state).in_(UNDER_WAY),
            col(Commitment.due_on) <= tomorrow,
            col(Commitment.ladder_at) <= now,
        ),
        or_(
            _of(Goal, judged, col(Goal.stale_on).is_(None), *_may_be_asked_about()),
            _of(Goal, judged, col(Goal.stale_on) <= bindparam("stale_by"), *_may_be_asked_about()),
        ),
        _of(Partner, *may_wake(tomorrow)),
        or_(
            _of(
                Partner,
                col(Partner.stage) == Stage.SIGNED,
                col(Partner.signed_on).between(bindparam("signed_from"), bindparam("signed_to")),
            ),
            _of(
                KickoffTopic,
                col(KickoffTopic.state).in_(UNSETTLED),
                col(KickoffTopic.due_on) <= tomorrow,
            ),
            _of(
                KickoffTopic,
                or_(
                    col(KickoffTopic.state) == TopicState.DECLINED,
                    and_(
                        col(KickoffTopic.state) == TopicState.OPEN,
                        col(KickoffTopic.opened_at) < bindparam("opened_by"),
                    ),
                ),
            ),
        ),
        _of(Consent, col(Consent.withdrawn_at).is_(None)),
        _of(Partner, col(Partner.stage).in_(SCORED_STAGES), ~looked_at),
        _of(
            Qbr,
            col(Qbr.held_on).between(bindparam("first"), bindparam("last")),
            col(Qbr.followed_up_at).is_(None),
        ),
    )


_DUE = _statement()  # built once: that takes longer than running it
_MORNINGS = (
    select(
        col(Person.zone),
        func.min(col(Person.last_daily_on)),
        func.count() > func.count(col(Person.last_daily_on)),
    )
    .where(
        col(Person.workspace_id) == bindparam("workspace_id"),
        col(Person.side) == Side.OURS,
        col(Person.is_active),
        col(Person.is_internal),
        col(Person.slack_user_id).is_not(None),
    )
    .group_by(col(Person.zone))
)
