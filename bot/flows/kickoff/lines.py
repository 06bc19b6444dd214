"""Kickoffs in the daily message: what a nudge about one says, and whether it still holds."""

from datetime import datetime

from sqlmodel import Session

from bot.flows.kickoff.due import NOT_HELD, TOPIC_DUE, standings
from bot.flows.nudges.receivers import Receivers
from bot.rules.kickoff import BoughtInWarning, bought_in_warning
from bot.rules.nudging import DigestSection
from bot.rules.stages import SILENT_STAGES, Stage
from messages.internal import kickoff_reminder as words
from messages.internal.daily import DailyLine
from messages.internal.daily_buttons import Topic
from storage import kickoffs, partners
from storage.kickoffs import BOUGHT_IN, HELD, UNSETTLED, Kickoff, KickoffTopic
from storage.nudges import Nudge
from storage.partners import Partner

RULES = frozenset({*NOT_HELD.values(), TOPIC_DUE, BOUGHT_IN})


def holds(session: Session, nudge: Nudge, people: Receivers, now: datetime) -> bool:
    """Say whether what a kickoff's nudge speaks of is still so."""
    if nudge.rule == TOPIC_DUE:
        topic = session.get(KickoffTopic, nudge.subject_id)
        partner = _partner_of(session, topic)
        if topic is None or topic.due_on is None or partner is None:
            return False
        today = people.today(now, topic.owner_id, partner.owner_id)
        due = topic.state in UNSETTLED and topic.due_on <= today
        return due and partner.stage not in SILENT_STAGES
    if nudge.rule == BOUGHT_IN:
        kickoff = session.get(Kickoff, nudge.subject_id)
        partner = _partner_of(session, kickoff)
        if partner is None or partner.stage in SILENT_STAGES:
            return False
        return _warning(session, kickoff, partner, people, now) is not None
    partner = session.get(Partner, nudge.subject_id)
    return partner is not None and partner.stage is Stage.SIGNED and not _is_held(session, partner)


def line(session: Session, nudge: Nudge, people: Receivers, now: datetime) -> DailyLine | None:
    """Return the line of a kickoff's nudge; None when its subject is gone or says no more."""
    if nudge.rule == TOPIC_DUE:
        return _topic(session, nudge)
    if nudge.rule == BOUGHT_IN:
        return _holding_back(session, nudge, people, now)
    partner = session.get(Partner, nudge.subject_id)
    if partner is None or partner.signed_on is None:
        return None
    days = (people.today(now, partner.owner_id) - partner.signed_on).days
    return DailyLine(
        section=DigestSection.KICKOFFS,
        subject=str(partner.id),
        urgency=days,
        topic=Topic.KICKOFF,
        said=words.not_held(partner.name, partner.signed_on, days),
        settled=words.held(partner.name) if nudge.acted_at is not None else None,
        partner_id=partner.id,
    )


def _topic(session: Session, nudge: Nudge) -> DailyLine | None:
    topic = session.get(KickoffTopic, nudge.subject_id)
    partner = _partner_of(session, topic)
    if topic is None or partner is None:
        return None
    title = topic.topic.title
    settled = words.topic_settled(partner.name, title) if nudge.acted_at is not None else None
    return DailyLine(
        section=DigestSection.KICKOFFS,
        subject=str(topic.id),
        due_on=topic.due_on,
        topic=Topic.OPEN_TOPIC,
        said=words.topic_due(partner.name, title, topic.due_on) if topic.due_on else "",
        settled=settled,
        partner_id=partner.id,
    )


def _holding_back(
    session: Session, nudge: Nudge, people: Receivers, now: datetime
) -> DailyLine | None:
    kickoff = session.get(Kickoff, nudge.subject_id)
    partner = _partner_of(session, kickoff)
    warning = _warning(session, kickoff, partner, people, now)
    if kickoff is None or partner is None or warning is None:
        return None
    declined = [topic.title for topic in warning.declined]
    waiting = [topic.title for topic in warning.open_too_long]
    return DailyLine(
        section=DigestSection.KICKOFFS,
        subject=str(kickoff.id),
        topic=Topic.HOLDING_BACK,
        said=words.holding_back(partner.name, declined, waiting),
        partner_id=partner.id,
    )


def _warning(
    session: Session,
    kickoff: Kickoff | None,
    partner: Partner | None,
    people: Receivers,
    now: datetime,
) -> BoughtInWarning | None:
    if kickoff is None:
        return None
    topics = kickoffs.topics_of(session, workspace_id=kickoff.workspace_id, kickoff_id=kickoff.id)
    today = people.today(now, partner.owner_id if partner else None)
    return bought_in_warning(standings(topics), today, limits=people.limits)


def _is_held(session: Session, partner: Partner) -> bool:
    newest = kickoffs.newest_of(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    return newest is not None and newest.state in HELD


def _partner_of(session: Session, about: KickoffTopic | Kickoff | None) -> Partner | None:
    if about is None:
        return None
    kickoff = session.get(Kickoff, about.kickoff_id) if isinstance(about, KickoffTopic) else about
    if kickoff is None:
        return None
    return partners.of_id(session, workspace_id=kickoff.workspace_id, partner_id=kickoff.partner_id)
