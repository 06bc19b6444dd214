"""Whether each job may have something to do in a workspace, as parts of one statement.

Each is named as its job. Their parameters are given by ``storage.due``, which asks them at once.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import bindparam, col

from bot.rules.commitments import OPEN
from bot.rules.kickoff import TopicState
from bot.rules.stages import Stage
from storage.commitments import Commitment
from storage.consents import Consent
from storage.daily_facts import asked_since
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

_NOW: ColumnElement[datetime] = bindparam("now")
_TODAY: ColumnElement[date] = bindparam("today")
_TOMORROW: ColumnElement[date] = bindparam("tomorrow")
_JUDGED = col(Goal.state) == GoalState.ACTIVE


def stale() -> ColumnElement[bool]:
    """Return whether a message was lost, or waits past its time, or never said what it should."""
    lost = and_(
        col(Outbox.state) == OutboxState.UNKNOWN,
        col(Outbox.finished_at).is_not(None),
        exists().where(col(Nudge.outbox_id) == col(Outbox.id), col(Nudge.acted_at).is_(None)),
    )
    too_old = and_(
        col(Outbox.state) == OutboxState.PENDING,
        col(Outbox.due_at) <= _NOW,
        col(Outbox.expires_at) <= _NOW,
    )
    never_said = unsaid(
        col(Nudge.rule).in_(bindparam("said_once", expanding=True)),
        col(Outbox.reason) == bindparam("too_old"),
    )
    return or_(_of(Outbox, lost), _of(Outbox, too_old), _of(Nudge, *never_said))


def departures() -> ColumnElement[bool]:
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


def opportunity_readings() -> ColumnElement[bool]:
    """Return whether a goal is counted from the opportunities."""
    return _of(Goal, _JUDGED, col(Goal.source) == COUNTED)


def sweep() -> ColumnElement[bool]:
    """Return whether a goal is to be judged, or was put off until now."""
    snoozes_over = (
        col(Nudge.rule) == SNOOZE,
        col(Nudge.acted_at).is_(None),
        col(Nudge.local_on) <= _TOMORROW,
    )
    return or_(_of(Goal, _JUDGED, col(Goal.judge_at) <= _NOW), _of(Nudge, *snoozes_over))


def late() -> ColumnElement[bool]:
    """Return whether a commitment may climb the ladder."""
    return _of(
        Commitment,
        col(Commitment.state).in_(UNDER_WAY),
        col(Commitment.due_on) <= _TOMORROW,
        col(Commitment.ladder_at) <= _NOW,
    )


def reading_asks() -> ColumnElement[bool]:
    """Return whether a goal's number may be asked for."""
    return or_(
        _of(Goal, _JUDGED, col(Goal.stale_on).is_(None), *_may_be_asked_about()),
        _of(Goal, _JUDGED, col(Goal.stale_on) <= bindparam("stale_by"), *_may_be_asked_about()),
    )


def waking() -> ColumnElement[bool]:
    """Return whether a parked partner may wake."""
    return _of(Partner, *may_wake(_TOMORROW))


def kickoff_reminders() -> ColumnElement[bool]:
    """Return whether a kickoff may be asked for, or a topic of one is due or in doubt."""
    return or_(
        _of(
            Partner,
            col(Partner.stage) == Stage.SIGNED,
            col(Partner.signed_on).between(bindparam("signed_from"), bindparam("signed_to")),
        ),
        _of(
            KickoffTopic,
            col(KickoffTopic.state).in_(UNSETTLED),
            col(KickoffTopic.due_on) <= _TOMORROW,
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
    )


def partner_week() -> ColumnElement[bool]:
    """Return whether a side agreed to reminders in the shared channel."""
    return _of(Consent, col(Consent.withdrawn_at).is_(None))


def health() -> ColumnElement[bool]:
    """Return whether a partner's health was not looked at today."""
    looked_at = exists().where(
        col(HealthSnapshot.partner_id) == col(Partner.id), col(HealthSnapshot.taken_on) == _TODAY
    )
    return _of(Partner, col(Partner.stage).in_(SCORED_STAGES), ~looked_at)


def qbrs() -> ColumnElement[bool]:
    """Return whether a QBR is near and not followed up."""
    return _of(
        Qbr,
        col(Qbr.held_on).between(bindparam("first"), bindparam("last")),
        col(Qbr.followed_up_at).is_(None),
        col(Qbr.called_off_at).is_(None),
    )


def _of(table: type[Any], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the workspace has such a row."""
    return exists().where(col(table.workspace_id) == bindparam("workspace_id"), *which)


def _may_be_asked_about() -> tuple[ColumnElement[bool], ...]:
    asked = exists().where(
        col(Nudge.subject_id) == col(Goal.id),
        asked_since(bindparam("asked_by")),
    )
    return (
        col(Goal.source) != COUNTED,
        col(Goal.unanswered_asks) < bindparam("most_asks"),
        or_(col(Goal.newest_as_of).is_(None), col(Goal.newest_as_of) < col(Goal.due_on)),
        ~asked,
    )
