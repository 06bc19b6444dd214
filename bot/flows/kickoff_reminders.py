"""Reminders around a kickoff: not held yet, a topic due, a partner who holds back.

One direct message a person and day at most, in their working hours; each fact once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from bot.delivery.outbox import InsideDM, Intent, post_internal, update_internal
from bot.flows.receivers import NOBODY, Receivers, load
from bot.rules.defaults import DEFAULTS
from bot.rules.kickoff import KickoffReminder, Topic, TopicStanding, bought_in_warning, kickoff_due
from bot.rules.nudging import send_key
from messages.internal.kickoff_reminder import MOST_LINES, ReminderLine, reminder
from storage import kickoffs, nudges, partners
from storage.columns import new_id
from storage.kickoffs import BOUGHT_IN, Kickoff, KickoffTopic
from storage.nudges import Nudge
from storage.partners import Partner
from storage.people import Person

RULE = "kickoff"
NOT_HELD = {KickoffReminder.FIRST: "kickoff_first", KickoffReminder.LAST: "kickoff_last"}
TOPIC_DUE = "topic_due"
TOPIC_TIMES = 3  # a topic past its date is named when due and in the two weeks after
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something to say to one person; ``local_on`` is the day its time had come."""

    rule: str
    subject: tuple[str, UUID]
    local_on: date
    receiver: Person | None

    @property
    def key(self) -> str:
        """The key under which it is said once, whoever owns it by then."""
        return send_key(RULE, self.rule, str(self.subject[1]), self.local_on)


def send(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Write the reminders that are due and return how many messages arose.

    Who is asleep, away or was written to today hears on their next working day.
    """
    people = load(session, workspace_id=workspace_id)
    facts = list(_facts(session, workspace_id, people, now))
    said = kickoffs.said(session, workspace_id=workspace_id, keys={fact.key for fact in facts})
    by_person: dict[UUID, list[_Fact]] = {}
    for fact in facts:
        if fact.key in said:
            continue
        if fact.receiver is None:
            nudges.record(session, [_nudge(fact, workspace_id, now, skipped_reason=NOBODY)])
        elif not people.calendar(fact.receiver.id).quiet(now):
            by_person.setdefault(fact.receiver.id, []).append(fact)
    sent = 0
    for person_id, theirs in by_person.items():
        today = people.today(now, person_id)
        sent += _post(session, workspace_id, person_id, theirs[:MOST_LINES], today=today, now=now)
    return sent


def settle(session: Session, *, workspace_id: UUID, subject_id: UUID, now: datetime) -> None:
    """End the reminders about a partner's kickoff or a topic, and rewrite what named them."""
    statement = select(Nudge).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.subject_id) == subject_id,
        col(Nudge.rule).in_([*NOT_HELD.values(), TOPIC_DUE]),
        col(Nudge.acted_at).is_(None),
    )
    messages: set[UUID] = set()
    for nudge in session.exec(statement):
        nudge.acted_at, nudge.action = now, "done"
        session.add(nudge)
        if nudge.outbox_id is not None:
            messages.add(nudge.outbox_id)
    session.flush()
    for outbox_id in sorted(messages):
        said = nudges.in_message(session, workspace_id=workspace_id, outbox_id=outbox_id)
        intent = _intent(workspace_id, f"{RULE}|{outbox_id}|{new_id()}", now)
        message = reminder(list(_lines(session, said)))
        update_internal(session, message, of=outbox_id, intent=intent)


def _post(
    session: Session,
    workspace_id: UUID,
    person_id: UUID,
    facts: Sequence[_Fact],
    *,
    today: date,
    now: datetime,
) -> int:
    said = [_nudge(fact, workspace_id, now) for fact in facts]
    key = send_key(str(person_id), RULE, "day", today)
    message = reminder(list(_lines(session, said)))
    outbox_id = post_internal(
        session, message, InsideDM(person_id), intent=_intent(workspace_id, key, now)
    )
    if outbox_id is None:
        return 0
    for nudge in said:
        nudge.outbox_id = outbox_id
    nudges.record(session, said)
    return 1


def _intent(workspace_id: UUID, key: str, now: datetime) -> Intent:
    return Intent(
        workspace_id=workspace_id,
        key=key,
        rule=RULE,
        why="A kickoff of a partner you own, or a topic you settle, needs you.",
        now=now,
    )


def _nudge(
    fact: _Fact, workspace_id: UUID, now: datetime, *, skipped_reason: str | None = None
) -> Nudge:
    return Nudge(
        workspace_id=workspace_id,
        key=fact.key,
        rule=fact.rule,
        subject_kind=fact.subject[0],
        subject_id=fact.subject[1],
        recipient_id=fact.receiver.id if fact.receiver else None,
        local_on=fact.local_on,
        skipped_reason=skipped_reason,
        created_at=now,
    )


def _facts(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[_Fact]:
    yield from _not_held(session, workspace_id, people, now)
    yield from _topics_due(session, workspace_id, people, now)
    yield from _holding_back(session, workspace_id, people, now)


def _not_held(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[_Fact]:
    """Yield the partners signed a week or two ago without a kickoff.

    Who signed three weeks ago or earlier is left alone: an import of old partners would
    otherwise ask about each of them.
    """
    first, last = DEFAULTS.kickoff_reminder_days
    today = now.date()
    for partner in kickoffs.signed_without_kickoff(
        session,
        workspace_id=workspace_id,
        signed_from=today - timedelta(days=last + first),
        signed_to=today - timedelta(days=first) + _DAY,
    ):
        if partner.signed_on is None:
            continue
        due = kickoff_due(partner.signed_on, people.today(now, partner.owner_id))
        if due is not None:
            days = first if due is KickoffReminder.FIRST else last
            yield _Fact(
                NOT_HELD[due],
                ("partner", partner.id),
                partner.signed_on + timedelta(days=days),
                people.reach(partner.owner_id),
            )


def _topics_due(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[_Fact]:
    for topic in kickoffs.topics_due(session, workspace_id=workspace_id, until=now.date() + _DAY):
        partner = _partner_of(session, topic)
        owner_id = partner.owner_id if partner else None
        today = people.today(now, topic.owner_id, owner_id)
        if topic.due_on is None or topic.due_on > today:
            continue
        weeks = (today - topic.due_on).days // DEFAULTS.same_fact_days
        if weeks < TOPIC_TIMES:
            said_on = topic.due_on + timedelta(days=weeks * DEFAULTS.same_fact_days)
            receiver = people.reach(topic.owner_id, owner_id)
            yield _Fact(TOPIC_DUE, ("topic", topic.id), said_on, receiver)


def _holding_back(
    session: Session, workspace_id: UUID, people: Receivers, now: datetime
) -> Iterator[_Fact]:
    before = now - timedelta(days=DEFAULTS.open_topic_warning_days)
    for kickoff in kickoffs.doubtful(session, workspace_id=workspace_id, opened_before=before):
        topics = kickoffs.topics_of(session, workspace_id=workspace_id, kickoff_id=kickoff.id)
        partner = partners.of_id(session, workspace_id=workspace_id, partner_id=kickoff.partner_id)
        owner_id = partner.owner_id if partner else None
        if bought_in_warning(_standings(topics), people.today(now, owner_id)) is not None:
            submitted = kickoff.submitted_at or kickoff.started_at
            receiver = people.reach(owner_id)
            yield _Fact(BOUGHT_IN, ("kickoff", kickoff.id), submitted.date(), receiver)


def _lines(session: Session, said: Sequence[Nudge]) -> Iterator[ReminderLine]:
    """Yield what each nudge says, as things stand now."""
    for nudge in said:
        line = _line(session, nudge)
        if line is not None:
            yield line


def _line(session: Session, nudge: Nudge) -> ReminderLine | None:
    settled = nudge.acted_at is not None
    if nudge.rule == TOPIC_DUE:
        topic = session.get_one(KickoffTopic, nudge.subject_id)
        partner = _partner_of(session, topic)
        if partner is None:
            return None
        return ReminderLine(
            nudge.rule,
            topic.id,
            partner.name,
            titles=(topic.topic.title,),
            due_on=topic.due_on,
            is_settled=settled,
        )
    if nudge.rule == BOUGHT_IN:
        return _warning_line(session, nudge)
    partner = session.get_one(Partner, nudge.subject_id)
    return ReminderLine(
        nudge.rule, partner.id, partner.name, due_on=partner.signed_on, is_settled=settled
    )


def _warning_line(session: Session, nudge: Nudge) -> ReminderLine | None:
    kickoff = session.get_one(Kickoff, nudge.subject_id)
    partner = session.get_one(Partner, kickoff.partner_id)
    topics = kickoffs.topics_of(session, workspace_id=kickoff.workspace_id, kickoff_id=kickoff.id)
    warning = bought_in_warning(_standings(topics), nudge.created_at.date())
    if warning is None:
        return None
    return ReminderLine(
        nudge.rule,
        partner.id,
        partner.name,
        titles=tuple(topic.title for topic in warning.declined),
        waiting=tuple(topic.title for topic in warning.open_too_long),
    )


def _standings(topics: Sequence[KickoffTopic]) -> dict[Topic, TopicStanding]:
    return {row.topic: TopicStanding(row.state, row.opened_at.date()) for row in topics}


def _partner_of(session: Session, topic: KickoffTopic) -> Partner | None:
    kickoff = session.get_one(Kickoff, topic.kickoff_id)
    return partners.of_id(session, workspace_id=topic.workspace_id, partner_id=kickoff.partner_id)
