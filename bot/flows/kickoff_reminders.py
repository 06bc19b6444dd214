"""Reminders around a kickoff: not held yet, a topic due, a partner who holds back.

One direct message a person and day at most, in their working hours; each fact once.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from bot.delivery.outbox import InsideDM, Intent, post_internal, update_internal
from bot.flows.kickoff_due import NOT_HELD, RULE, TOPIC_DUE, Due, all_due, partner_of, standings
from bot.flows.receivers import NOBODY, load
from bot.rules.kickoff import bought_in_warning
from bot.rules.nudging import send_key
from messages.internal.kickoff_reminder import MOST_LINES, ReminderLine, reminder
from storage import kickoffs, nudges
from storage.columns import new_id
from storage.kickoffs import BOUGHT_IN, Kickoff, KickoffTopic
from storage.nudges import Nudge
from storage.partners import Partner


def send(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Write the reminders that are due and return how many messages arose.

    Who is asleep, away or was written to today hears on their next working day.
    """
    people = load(session, workspace_id=workspace_id)
    facts = list(all_due(session, workspace_id, people, now))
    said = kickoffs.said(session, workspace_id=workspace_id, keys={fact.key for fact in facts})
    by_person: dict[UUID, list[Due]] = {}
    for fact in facts:
        if fact.key in said:
            continue
        if fact.receiver is None:
            nudges.record(session, [_nudge(fact, workspace_id, now, skipped_reason=NOBODY)])
        elif not people.quiet(now, fact.receiver.id) and not people.mutes(
            fact.receiver, fact.rule, now
        ):
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
    facts: Sequence[Due],
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
    fact: Due, workspace_id: UUID, now: datetime, *, skipped_reason: str | None = None
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
        partner = partner_of(session, topic)
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
    warning = bought_in_warning(standings(topics), nudge.created_at.date())
    if warning is None:
        return None
    return ReminderLine(
        nudge.rule,
        partner.id,
        partner.name,
        titles=tuple(topic.title for topic in warning.declined),
        waiting=tuple(topic.title for topic in warning.open_too_long),
    )
