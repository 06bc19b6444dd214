"""What the partner does with their half of a kickoff: confirm it, or change it.

Where there is no shared channel our people do it for them, and it is recorded as that.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.kickoff import disagreements
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import reminders as kickoff_reminders
from bot.flows.kickoff.answering import Settled, for_side, settled, submitted, tell_owner
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page import page_of
from bot.flows.kickoff.record import record, topic_rows
from bot.flows.partners import telling
from bot.rules.kickoff import Topic, TopicState
from messages.shared.kickoff_changes import half_changed
from messages.shared.kickoff_fields import Part, field
from messages.shared.kickoff_page import KickoffPage
from messages.shared.kickoff_submitted import half_confirmed
from storage import goals as goal_rows
from storage import kickoffs
from storage.goals import GoalState
from storage.kickoffs import UNSETTLED, KickoffState, KickoffTopic
from storage.people import Side

SETTLE_DAYS = 14
# Their words and where they see a topic; None for what they left as it was.
Answer = tuple[str | None, TopicState | None]


def confirm(
    session: Session,
    actor: Actor,
    kickoff_id: UUID | None,
    *,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Settled:
    """Confirm the partner's half: what is agreed counts as agreed by both from today.

    A second time changes nothing. Commitments are answered one by one, not here. Our side is
    told, once a kickoff.
    """
    held = submitted(session, actor, kickoff_id)
    is_new = write_yes(session, actor, held, now=now)
    confirmed = settled(session, held, actor, now, clicked)
    if is_new:
        _tell_confirmed(session, actor, confirmed, now)
    return confirmed


def write_yes(session: Session, actor: Actor, held: Held, *, now: datetime) -> bool:
    """Write down that the partner's half is confirmed; False when it was before."""
    if held.kickoff.state is not KickoffState.SUBMITTED:
        return False
    for row in topic_rows(session, held.kickoff).values():
        if row.state is TopicState.AGREED:
            row.confirmed_by, row.confirmed_at = actor.person_id, now
            session.add(row)
    _agree_goals(session, actor, held, now)
    held.kickoff.state = KickoffState.CONFIRMED
    held.kickoff.confirmed_by, held.kickoff.confirmed_at = actor.person_id, now
    session.add(held.kickoff)
    record(session, actor, held.kickoff, "kickoff.confirmed", now, after=for_side(actor))
    return True


def change_half(
    session: Session,
    actor: Actor,
    kickoff_id: UUID | None,
    *,
    answers: Mapping[Topic, Answer],
    now: datetime,
) -> Settled:
    """Write the partner's own answers and where they see each topic.

    What they wrote themselves is confirmed by that. A topic they leave open or see differently
    gets the partner's owner and a date, and our side is told.
    """
    held = submitted(session, actor, kickoff_id)
    changed: list[Topic] = []
    for topic, row in topic_rows(session, held.kickoff).items():
        words, stands = answers.get(topic, (None, None))
        theirs, state = row.theirs if words is None else words, stands or row.state
        if (theirs, state) == (row.theirs, row.state):
            continue
        if state is TopicState.AGREED and state is not row.state and not theirs:
            raise Refusal(
                "Write your answer before you call it agreed.", block_id=field(topic, Part.THEIRS)
            )
        before = {"theirs": row.theirs, "state": row.state.value}
        row.theirs = theirs
        _turn(session, held, row, state, today=kickoff.today_of(actor, now), now=now)
        row.confirmed_by, row.confirmed_at = actor.person_id, now
        session.add(row)
        disagreements.follow_topic(session, row, partner_id=held.partner.id, actor=actor, now=now)
        changed.append(topic)
        facts = {"topic": topic.key, "before": before, "theirs": theirs, "state": state.value}
        record(session, actor, held.kickoff, "kickoff.half_changed", now, after=facts)
    if changed:
        tell_owner(session, held, actor, now, half_changed(actor.name, held.partner.name, changed))
    return settled(session, held, actor, now, None)


def _turn(
    session: Session,
    held: Held,
    row: KickoffTopic,
    state: TopicState,
    *,
    today: date,
    now: datetime,
) -> None:
    """Put a topic where the partner sees it: unsettled it has an owner and a date to come."""
    was_settled = row.state not in UNSETTLED
    if state is not row.state:
        row.state, row.opened_at = state, now
    if state not in UNSETTLED:
        kickoff_reminders.settle(session, workspace_id=row.workspace_id, subject_id=row.id, now=now)
        return
    row.owner_id = row.owner_id or held.partner.owner_id or held.kickoff.submitted_by
    # The date of a topic that was settled in between may be long over.
    if row.due_on is None or (was_settled and row.due_on < today):
        row.due_on = today + timedelta(days=SETTLE_DAYS)


def disagree(
    session: Session, actor: Actor, topic_id: UUID | None, *, position: str, now: datetime
) -> Settled:
    """Write down that the partner sees a topic differently, in their words beside ours.

    Raises Refusal without their words.
    """
    row = topic_of(session, actor, topic_id)
    words = position.strip()
    if not words:
        raise Refusal("Say in a few words how you see it.", block_id="position")
    answers = {row.topic: (words, TopicState.DIFFERS)}
    return change_half(session, actor, row.kickoff_id, answers=answers, now=now)


def topic_of(session: Session, actor: Actor, topic_id: UUID | None) -> KickoffTopic:
    """Return one topic, if this person may answer it for the partner's side."""
    row = kickoffs.topic_of_id(session, workspace_id=actor.workspace_id, topic_id=topic_id)
    if row is None:
        raise Refusal(NOT_FOUND)
    submitted(session, actor, row.kickoff_id)
    return row


def shown(session: Session, actor: Actor, kickoff_id: UUID | None, *, now: datetime) -> KickoffPage:
    """Return a submitted kickoff for whoever may read it."""
    held = kickoff.of(session, actor, kickoff_id)
    if held.kickoff.state is KickoffState.DRAFT:
        raise Refusal(NOT_FOUND)
    return page_of(session, held, now=now)


def answerable(session: Session, actor: Actor, kickoff_id: UUID | None) -> Held:
    """Return the kickoff if this person may answer it for the partner's side."""
    return submitted(session, actor, kickoff_id)


def _tell_confirmed(session: Session, actor: Actor, confirmed: Settled, now: datetime) -> None:
    held, page = confirmed.held, confirmed.page
    telling.tell_owner(
        session,
        held.partner,
        half_confirmed(actor.name, page, on_behalf=actor.is_internal),
        actor=actor,
        now=now,
        rule="kickoff_confirmed",
        why=f"{actor.name} confirmed {held.partner.name}'s half of the kickoff.",
        subject=("kickoff", held.kickoff.id),
        instead=held.kickoff.submitted_by,
        once=True,
    )


def _agree_goals(session: Session, actor: Actor, held: Held, now: datetime) -> None:
    """Let the goals count as agreed by the partner if their topic is, but for declined ones."""
    if topic_rows(session, held.kickoff)[Topic.K2].state is not TopicState.AGREED:
        return
    today = kickoff.today_of(actor, now)
    for goal in goal_rows.of_partner(
        session, workspace_id=held.partner.workspace_id, partner_id=held.partner.id
    ):
        if goal.kickoff_id == held.kickoff.id and goal.state is GoalState.ACTIVE:
            goals.agree(session, goal, side=Side.THEIRS, on=today, actor=actor, now=now)
