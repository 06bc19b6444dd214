"""A number that got better for good: what was asked about it is answered by itself."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from bot.delivery.outbox import Intent, update_internal
from bot.flows.goals.judging import judge_goal
from bot.flows.goals.slip_message import RULE, rewritten
from bot.flows.nudges import settling as nudges
from bot.flows.nudges.answered import IMPROVED, RECOVERED
from bot.flows.nudges.receivers import ANY_DAYS
from bot.rules.defaults import Limits
from bot.rules.pace import Judgement
from storage import goal_sweep
from storage.columns import new_id
from storage.goal_sweep import SweptGoal
from storage.nudges import SNOOZE, Nudge
from storage.outbox import Outbox, OutboxState


def better_judgements(session: Session, goal: SweptGoal, limits: Limits) -> list[Judgement]:
    """Return the goal's newest readings judged each at its own day, oldest first."""
    readings = goal_sweep.newest_readings(session, goal_id=goal.id, count=limits.recovery_readings)
    return [
        judge_goal(goal._replace(newest_value=value, newest_as_of=as_of), as_of, ANY_DAYS, limits)
        for value, as_of in readings
    ]


def settle_recovered(
    session: Session, better: Mapping[UUID, bool], *, workspace_id: UUID, now: datetime
) -> None:
    """End the open nudges about goals that got better, and let their messages say so.

    ``better`` says of each whether it is back on its pace, or only less far behind.
    """
    if not better:
        return
    statement = select(Nudge).where(
        col(Nudge.workspace_id) == workspace_id,
        col(Nudge.subject_id).in_(better),
        col(Nudge.acted_at).is_(None),
        col(Nudge.rule) != SNOOZE,
    )
    touched: set[UUID] = set()
    for nudge in session.exec(statement):
        nudge.acted_at = now
        nudge.action = RECOVERED if better[nudge.subject_id] else IMPROVED
        session.add(nudge)
        touched |= {nudge.outbox_id} if nudge.outbox_id else set()
    session.flush()
    # Locked: what waits must not be claimed while it is rendered anew.
    carrying = select(Outbox).where(col(Outbox.id).in_(touched)).with_for_update()
    for row in session.exec(carrying.order_by(col(Outbox.id))).all():
        if row.state in {OutboxState.PENDING, OutboxState.HELD}:
            nudges.render_waiting(session, row, now=now, reason=RECOVERED)
        elif row.rule == RULE and row.state in {OutboxState.SENDING, OutboxState.SENT}:
            _say_so(session, row, now)


def _say_so(session: Session, row: Outbox, now: datetime) -> None:
    intent = Intent(
        workspace_id=row.workspace_id,
        key=f"{RECOVERED}|{row.id}|{new_id()}",
        rule=RECOVERED,
        why="The number has got better, so the message that asked about it says so.",
        now=now,
    )
    update_internal(session, rewritten(session, row, now=now), of=row.id, intent=intent)
