"""The slip message of one partner on one day: written, added to while it waits, rewritten."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from bot.delivery.outbox import InsideDM, Intent, InternalChannel, post_internal
from bot.flows.goals.judging import facts_of, judge_goal
from bot.flows.nudges import answered, channel_day
from bot.flows.nudges.receivers import Receivers
from bot.flows.nudges.receivers import load as load_receivers
from bot.rules.defaults import Limits
from bot.rules.nudging import send_key
from bot.rules.pace import Judgement
from bot.rules.working_calendar import WorkingCalendar
from messages.audience import InternalMessage
from messages.internal import slip
from messages.internal.slip import SlipFacts
from storage import goal_sweep, nudges, partners
from storage.goal_sweep import SweptGoal
from storage.outbox import Outbox, OutboxState
from storage.partners import ChannelKind, Partner

RULE = "slip"
DAYS_AHEAD = 30  # a message that waits longer than this has lost its reader


@dataclass(frozen=True, slots=True)
class Told:
    """What one partner's owners are told; ``owners`` are people who can be written to."""

    partner: Partner
    goals: list[tuple[SweptGoal, Judgement]]
    owners: list[UUID]
    why: str


def post(session: Session, told: Told, *, people: Receivers, now: datetime) -> UUID | None:
    """Write the partner's slip message of the day; return its id, or None with nobody to tell.

    It goes to the partner's internal channel, else to its owner, not in their quiet hours. A
    message of that day that is still to come takes the new numbers in; one that went out already
    is followed by the next working morning's.
    """
    to = _place(session, told, people, now)
    if to is None:
        return None
    place = str(to.channel_id if isinstance(to, InternalChannel) else to.person_id)
    calendar = people.calendar(*told.owners, told.partner.owner_id)
    due = people.next_open(now, *told.owners, told.partner.owner_id)
    for _ in range(DAYS_AHEAD):
        key = send_key(place, RULE, str(told.partner.id), calendar.local_date(due))
        row = _of_key(session, told.partner.workspace_id, key)
        if row is None:
            intent = _intent(told, key, now, due, people.limits)
            if isinstance(to, InternalChannel):
                days = people.calendar(told.partner.owner_id)
                intent = _in_thread(session, intent, to, days)
            return post_internal(session, _message(told, people, now), to, intent=intent)
        if row.state is OutboxState.SKIPPED and row.due_at > now:  # taken back before its time
            _put_back(session, row, calendar)
        if row.state is OutboxState.PENDING:
            return _add_to(session, row, told, people=people, now=now)
        due = _next_morning(calendar, due, people.limits)
    return None


def rewritten(session: Session, row: Outbox, *, now: datetime) -> InternalMessage:
    """Return a slip message with its numbers as they stand now; answered ones say how."""
    people = load_receivers(session, workspace_id=row.workspace_id)
    carried = nudges.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
    goals = goal_sweep.of_ids(
        session, workspace_id=row.workspace_id, goal_ids=[one.subject_id for one in carried]
    )
    by_id = {goal.id: goal for goal in goals}
    partner = partners.of_id(session, workspace_id=row.workspace_id, partner_id=row.subject_id)
    facts: list[SlipFacts] = []
    # A number that fell again while the message waited is told of twice: the later one counts.
    newest = {one.subject_id: one for one in carried}
    for goal_id, nudge in newest.items():
        goal = by_id.get(goal_id)
        if goal is not None:
            calendar = people.calendar(goal.owner_id, partner.owner_id if partner else None)
            judged = judge_goal(goal, calendar.local_date(now), calendar, people.limits)
            said = answered.line(session, nudge, goal.metric)
            facts.append(facts_of(goal, judged, settled=said))
    asked = [one.recipient_id for one in carried if one.acted_at is None]
    return slip.slip(
        facts,
        partner=partner.name if partner else "",
        partner_id=row.subject_id or row.id,
        owners=_slack_ids(people, list(dict.fromkeys(asked)), now),
        again_days=people.limits.same_fact_days,
    )


def _place(
    session: Session, told: Told, people: Receivers, now: datetime
) -> InternalChannel | InsideDM | None:
    channel = partners.channel_of(
        session,
        workspace_id=told.partner.workspace_id,
        partner_id=told.partner.id,
        kind=ChannelKind.INTERNAL,
    )
    if channel is not None:
        return InternalChannel(channel.id)
    owners = [people.named(person_id) for person_id in told.owners]
    heard = [one.id for one in owners if one is not None and not people.mutes(one, RULE, now)]
    return InsideDM(heard[0]) if heard else None


def _of_key(session: Session, workspace_id: UUID, key: str) -> Outbox | None:
    # Locked, so that no dispatcher claims it while numbers are added.
    statement = (
        select(Outbox)
        .where(col(Outbox.workspace_id) == workspace_id, col(Outbox.key) == key)
        .with_for_update()
    )
    return session.exec(statement).one_or_none()


def _put_back(session: Session, row: Outbox, calendar: WorkingCalendar) -> None:
    if row.channel_id is not None:
        first = channel_day.first(session, row.channel_id, calendar, due=row.due_at)
        row.thread_id = None if first is None else first.id
    row.state, row.reason, row.finished_at = OutboxState.PENDING, None, None


def _add_to(session: Session, row: Outbox, told: Told, *, people: Receivers, now: datetime) -> UUID:
    carried = nudges.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
    known = {goal.id for goal, _ in told.goals}
    waiting = goal_sweep.of_ids(
        session,
        workspace_id=row.workspace_id,
        goal_ids=[one.subject_id for one in carried if one.acted_at is None],
    )
    goals = list(told.goals)
    for goal in waiting:
        if goal.id not in known:
            calendar = people.calendar(goal.owner_id, told.partner.owner_id)
            today = calendar.local_date(now)
            goals.append((goal, judge_goal(goal, today, calendar, people.limits)))
    message = _message(Told(told.partner, goals, told.owners, told.why), people, now)
    row.payload = {"text": message.text, "blocks": message.blocks}
    row.why = f"{row.why}. {told.why}"
    session.add(row)
    return row.id


def _message(told: Told, people: Receivers, now: datetime) -> InternalMessage:
    return slip.slip(
        [facts_of(goal, judged) for goal, judged in told.goals],
        partner=told.partner.name,
        partner_id=told.partner.id,
        owners=_slack_ids(people, told.owners, now),
        again_days=people.limits.same_fact_days,
    )


def _slack_ids(people: Receivers, ids: list[UUID | None] | list[UUID], now: datetime) -> list[str]:
    """Return who is mentioned; who does not want to hear of numbers now is left in peace."""
    found = [people.named(person_id) for person_id in ids]
    return [
        one.slack_user_id
        for one in found
        if one is not None and one.slack_user_id and not people.mutes(one, RULE, now)
    ]


def _intent(told: Told, key: str, now: datetime, due: datetime, limits: Limits) -> Intent:
    return Intent(
        workspace_id=told.partner.workspace_id,
        key=key,
        rule=RULE,
        why=told.why,
        now=now,
        due_at=due,
        expires_at=due + timedelta(hours=limits.channel_nudge_hours),
        subject=("partner", told.partner.id),
    )


def _in_thread(
    session: Session, intent: Intent, to: InternalChannel, calendar: WorkingCalendar
) -> Intent:
    due = intent.due_at or intent.now
    first = channel_day.first(session, to.channel_id, calendar, due=due)
    if first is None:
        return intent
    wait = max(first.due_at - due, timedelta())  # what begins the thread has to stand there first
    expires_at = intent.expires_at and intent.expires_at + wait
    return replace(intent, thread=first.id, due_at=due + wait, expires_at=expires_at)


def _next_morning(calendar: WorkingCalendar, due: datetime, limits: Limits) -> datetime:
    tomorrow = calendar.local_date(due) + timedelta(days=1)
    opens = limits.day_opens
    return calendar.next_morning(calendar.local_instant(tomorrow, opens), opens)
