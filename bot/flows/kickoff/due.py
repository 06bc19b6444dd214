"""What there is to be reminded of around kickoffs, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.nudges.receivers import Receivers
from bot.rules.defaults import Limits
from bot.rules.kickoff import KickoffReminder, Topic, TopicStanding, bought_in_warning, kickoff_due
from bot.rules.nudging import send_key
from bot.rules.stages import SILENT_STAGES
from storage import kickoffs, partners
from storage.kickoffs import BOUGHT_IN, Kickoff, KickoffTopic
from storage.partners import Partner
from storage.people import Person

RULE = "kickoff"
NOT_HELD = {KickoffReminder.FIRST: "kickoff_first", KickoffReminder.LAST: "kickoff_last"}
TOPIC_DUE = "topic_due"
TOPIC_TIMES = 3  # a topic past its date is named when due and in the two weeks after
PARTNER, TOPIC, KICKOFF = "partner", "topic", "kickoff"  # kinds of subjects
_DAY = timedelta(days=1)

Subject = tuple[str, UUID]  # kind and id


@dataclass(frozen=True, slots=True)
class Due:
    """Something to say to one person; ``local_on`` is the day its time had come."""

    rule: str
    subject: Subject
    local_on: date
    receiver: Person | None

    @property
    def key(self) -> str:
        """The key under which it is said once, whoever owns it by then."""
        return send_key(RULE, self.rule, str(self.subject[1]), self.local_on)


def subjects(session: Session, workspace_id: UUID, its: Limits, now: datetime) -> list[Subject]:
    """Return what there may be to be reminded of, by kind and id: none of it is read yet.

    Who signed more than both reminders ago is left alone: an import of old partners would
    otherwise ask about each of them.
    """
    first, last = its.kickoff_reminder_days
    scope, today = {"workspace_id": workspace_id}, now.date()
    not_held = kickoffs.signed_without_kickoff(
        session,
        **scope,
        signed_from=today - timedelta(days=last + first),
        signed_to=today - timedelta(days=first) + _DAY,
    )
    before = now - timedelta(days=its.open_topic_warning_days)
    return [
        *((PARTNER, each) for each in not_held),
        *((TOPIC, each) for each in kickoffs.topics_due(session, **scope, until=today + _DAY)),
        *((KICKOFF, each) for each in kickoffs.doubtful(session, **scope, opened_before=before)),
    ]


def due_of(session: Session, subject: Subject, people: Receivers, now: datetime) -> Due | None:
    """Return what there is to say of a subject if its time has come, said before or not."""
    kind, subject_id = subject
    if kind == PARTNER:
        return _not_held(session.get_one(Partner, subject_id), people, now)
    if kind == TOPIC:
        return _topic_due(session, session.get_one(KickoffTopic, subject_id), people, now)
    return _holding_back(session, session.get_one(Kickoff, subject_id), people, now)


def _not_held(partner: Partner, people: Receivers, now: datetime) -> Due | None:
    """Return the reminder of a kickoff a week or two after the agreement was signed."""
    if partner.signed_on is None:
        return None
    today = people.today(now, partner.owner_id)
    due = kickoff_due(partner.signed_on, today, limits=people.limits)
    if due is None:
        return None
    first, last = people.limits.kickoff_reminder_days
    days = first if due is KickoffReminder.FIRST else last
    said_on = partner.signed_on + timedelta(days=days)
    return Due(NOT_HELD[due], (PARTNER, partner.id), said_on, people.reach(partner.owner_id))


def _topic_due(
    session: Session, topic: KickoffTopic, people: Receivers, now: datetime
) -> Due | None:
    partner = partner_of(session, topic)
    if partner is None or partner.stage in SILENT_STAGES:
        return None
    today = people.today(now, topic.owner_id, partner.owner_id)
    if topic.due_on is None or topic.due_on > today:
        return None
    rest = people.limits.same_fact_days
    weeks = (today - topic.due_on).days // rest
    if weeks >= TOPIC_TIMES:
        return None
    said_on = topic.due_on + timedelta(days=weeks * rest)
    receiver = people.reach(topic.owner_id, partner.owner_id)
    return Due(TOPIC_DUE, (TOPIC, topic.id), said_on, receiver)


def _holding_back(
    session: Session, kickoff: Kickoff, people: Receivers, now: datetime
) -> Due | None:
    scope = {"workspace_id": kickoff.workspace_id}
    topics = kickoffs.topics_of(session, **scope, kickoff_id=kickoff.id)
    partner = partners.of_id(session, **scope, partner_id=kickoff.partner_id)
    if partner is None or partner.stage in SILENT_STAGES:
        return None
    today = people.today(now, partner.owner_id)
    if bought_in_warning(standings(topics), today, limits=people.limits) is None:
        return None
    submitted = kickoff.submitted_at or kickoff.started_at
    receiver = people.reach(partner.owner_id)
    return Due(BOUGHT_IN, (KICKOFF, kickoff.id), submitted.date(), receiver)


def standings(topics: Sequence[KickoffTopic]) -> dict[Topic, TopicStanding]:
    """Return where each topic stands, as the rules take it."""
    return {row.topic: TopicStanding(row.state, row.opened_at.date()) for row in topics}


def partner_of(session: Session, topic: KickoffTopic) -> Partner | None:
    """Return the partner a topic is about."""
    kickoff = session.get_one(Kickoff, topic.kickoff_id)
    return partners.of_id(session, workspace_id=topic.workspace_id, partner_id=kickoff.partner_id)
