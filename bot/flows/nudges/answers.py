"""Answering a nudge about a number without a number: a comment, or putting it off."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.nudging import SnoozeChoice, send_key, snooze_until, snoozes_left
from messages.render import Safe, render
from storage import nudges as stored
from storage.goals import Goal
from storage.nudges import SNOOZE, SNOOZED, Nudge
from storage.people import Person

LONGEST_COMMENT = 1000
NO_MORE = (
    "It was put off as often as it can be. Enter a number, or say in a comment what happens next."
)


def comment(
    session: Session, actor: Actor, goal_id: UUID | None, *, text: str, now: datetime
) -> Safe:
    """Keep what somebody says or plans about a number; return it as its nudges then say it.

    Raises Refusal, under the field, when nothing was said, and about a closed goal.
    """
    goal = goals.of_open(session, actor, goal_id)
    said = text.strip()
    if not said:
        raise Refusal("Say it in a few words.", block_id="comment")
    if len(said) > LONGEST_COMMENT:
        raise Refusal(f"Use at most {LONGEST_COMMENT} characters.", block_id="comment")
    goal.unanswered_asks = 0
    goals.record(session, goal, actor, now, "goal.commented", after={"text": said})
    outcome = render("goal_commented", who=actor.name, metric=goal.metric, text=said, at=now)
    goals.settle(session, goal, outcome, actor=actor, now=now, action="commented")
    return outcome


def snooze(
    session: Session,
    actor: Actor,
    goal_id: UUID | None,
    *,
    choice: SnoozeChoice,
    on: date | None,
    now: datetime,
) -> Goal:
    """Put a number off until the chosen morning of the person who asks for it.

    Raises Refusal when it was put off as often as may be since somebody last answered otherwise,
    and about a closed goal.
    """
    goal = goals.of_open(session, actor, goal_id)
    its = limits.of(session, goal.workspace_id)
    if not snoozes_left(stored.snoozes_in_a_row(session, goal_id=goal.id), limits=its):
        raise Refusal(NO_MORE, block_id="choice")
    person = session.get_one(Person, actor.person_id)
    calendar = calendar_of(person)
    try:
        until = snooze_until(choice, now, calendar, on=on, limits=its)
    except ValueError as wrong:
        raise Refusal(str(wrong), block_id="on") from wrong
    day = calendar.local_date(until)
    goal.unanswered_asks = 0
    goals.record(session, goal, actor, now, "goal.snoozed", after={"until": until.isoformat()})
    outcome = render("goal_snoozed", who=actor.name, metric=goal.metric, until=day)
    goals.settle(session, goal, outcome, actor=actor, now=now, action=SNOOZED)
    again = Nudge(
        workspace_id=goal.workspace_id,
        key=send_key(str(actor.person_id), f"{SNOOZE} {now.isoformat()}", str(goal.id), day),
        rule=SNOOZE,
        subject_kind="goal",
        subject_id=goal.id,
        recipient_id=actor.person_id,
        local_on=day,
        created_at=now,
    )
    stored.record(session, [again])
    return goal
