from datetime import timedelta

from sqlmodel import Session, col, select

from bot.flows.actors import System
from bot.flows.goals import closing
from bot.flows.partners.stages import set_stage
from bot.rules.audience import Audience
from bot.rules.endings import Ending
from bot.rules.stages import Stage
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from tests import factories
from tests.factories import NOW, TODAY

BOT = System("bot")


def waiting_slip(session: Session) -> tuple[Outbox, Nudge]:
    """Return a slip message that waits for the morning, and its nudge."""
    workspace = factories.make_workspace(session)
    owner = factories.make_person(session, workspace)
    partner = factories.make_partner(session, workspace, owner=owner)
    channel = factories.make_channel(session, partner)
    goal = factories.make_goal(session, partner, owner=owner)
    row = factories.make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        channel_id=channel.id,
        subject_kind="partner",
        subject_id=partner.id,
    )
    told = factories.make_nudge(
        session, workspace, subject=("goal", goal.id), outbox=row, recipient=owner
    )
    return row, told


def test_what_waits_about_a_parked_partner_does_not_go(session: Session) -> None:
    row, told = waiting_slip(session)
    partner = session.exec(select(Partner)).one()

    set_stage(
        session,
        partner,
        Stage.DORMANT,
        actor=BOT,
        now=NOW,
        reason="a budget freeze",
        wake_on=TODAY + timedelta(days=30),
    )

    assert (row.state, row.reason, told.action) == (OutboxState.SKIPPED, "parked", "parked")


def test_what_waits_about_a_closed_goal_does_not_go(session: Session) -> None:
    row, told = waiting_slip(session)
    goal = session.exec(select(Goal).where(col(Goal.id) == told.subject_id)).one()

    closing.close(
        session, goal, ending=Ending.NO_LONGER_PURSUED, reason="not any more", actor=BOT, now=NOW
    )

    assert (row.state, row.reason, told.action) == (OutboxState.SKIPPED, "closed", "closed")


def test_a_partner_that_goes_on_is_asked_about(session: Session) -> None:
    row, told = waiting_slip(session)
    partner = session.exec(select(Partner)).one()

    set_stage(session, partner, Stage.AT_RISK, actor=BOT, now=NOW)

    assert (row.state, told.action) == (OutboxState.PENDING, None)
