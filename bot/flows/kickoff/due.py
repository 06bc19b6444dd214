"""What there is to be reminded of around kickoffs, and to whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.nudges.receivers import Receivers
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
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """Something to say to one person; ``local_on`` is the day its time had come."""

    rule: str
    subject: tuple[str, UUID]
    local_on: date
    receiver: Person | None

    @property
    def key(self) -> str:
        """The key under which it is said once, whoever owns it by then."""
        return send_key(RULE, self.rule, str(self.subject[1]), self.local_on)


def all_due(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[Due]:
    """Yield every fact whose time has come, said before or not."""
    yield from _not_held(session, workspace_id, people, now)
    yield from _topics_due(session, workspace_id, people, now)
    yield from _holding_back(session, workspace_id, people, now)


def _not_held(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[Due]:
    """Yield the partners signed a week or two ago without a kickoff.

    Who signed three weeks ago or earlier is left alone: an import of old partners would
    otherwise ask about each of them.
    """
    first, last = people.limits.kickoff_reminder_days
    today = now.date()
    for partner in kickoffs.signed_without_kickoff(
        session,
        workspace_id=workspace_id,
        signed_from=today - timedelta(days=last + first),
        signed_to=today - timedelta(days=first) + _DAY,
    ):
        if partner.signed_on is None:
            continue
        due = kickoff_due(
            partner.signed_on, people.today(now, partner.owner_id), limits=people.limits
        )
        if due is not None:
            days = first if due is KickoffReminder.FIRST else last
            yield Due(
                NOT_HELD[due],
                ("partner", partner.id),
                partner.signed_on + timedelta(days=days),
                people.reach(partner.owner_id),
            )


def _topics_due(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[Due]:
    for topic in kickoffs.topics_due(session, workspace_id=workspace_id, until=now.date() + _DAY):
        partner = partner_of(session, topic)
        if partner is None or partner.stage in SILENT_STAGES:
            continue
        owner_id = partner.owner_id
        today = people.today(now, topic.owner_id, owner_id)
        if topic.due_on is None or topic.due_on > today:
            continue
        rest = people.limits.same_fact_days
        weeks = (today - topic.due_on).days // rest
        if weeks < TOPIC_TIMES:
            said_on = topic.due_on + timedelta(days=weeks * rest)
            receiver = people.reach(topic.owner_id, owner_id)
            yield Due(TOPIC_DUE, ("topic", topic.id), said_on, receiver)


def _holding_back(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[Due]:
    before = now - timedelta(days=people.limits.open_topic_warning_days)
    for kickoff in kickoffs.doubtful(session, workspace_id=workspace_id, opened_before=before):
        topics = kickoffs.topics_of(session, workspace_id=workspace_id, kickoff_id=kickoff.id)
        partner = partners.of_id(session, workspace_id=workspace_id, partner_id=kickoff.partner_id)
        if partner is None or partner.stage in SILENT_STAGES:
            continue
        owner_id = partner.owner_id
        today = people.today(now, owner_id)
        warning = bought_in_warning(standings(topics), today, limits=people.limits)
        if warning is not None:
            submitted = kickoff.submitted_at or kickoff.started_at
            receiver = people.reach(owner_id)
            yield Due(BOUGHT_IN, ("kickoff", kickoff.id), submitted.date(), receiver)


def standings(topics: Sequence[KickoffTopic]) -> dict[Topic, TopicStanding]:
    """Return where each topic stands, as the rules take it."""
    return {row.topic: TopicStanding(row.state, row.opened_at.date()) for row in topics}


def partner_of(session: Session, topic: KickoffTopic) -> Partner | None:
    """Return the partner a topic is about."""
    kickoff = session.get_one(Kickoff, topic.kickoff_id)
    return partners.of_id(session, workspace_id=topic.workspace_id, partner_id=kickoff.partner_id)
