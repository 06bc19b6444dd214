from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.delivery.letters import Letter, open_letter
from bot.flows.nudges import hours
from bot.flows.partners import consents, pulse
from bot.rules.audience import Audience
from storage.outbox import Outbox, OutboxState
from storage.partners import ChannelKind
from tests import factories
from tests.kickoff.cast import cast_of

EVENING = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # a Wednesday, 18:30 in New York
MORNING = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)  # 09:00 there
TOO_OLD = EVENING + timedelta(hours=6)


def written(session: Session, *, rule: str, in_channel: bool) -> Outbox:
    """Return a message written for an afternoon in New York that nobody sent in time."""
    workspace = factories.make_workspace(session)
    owner = factories.make_person(session, workspace, zone="America/New_York")
    partner = factories.make_partner(session, workspace, owner=owner)
    place = {"person_id": owner.id}
    if in_channel:
        place = {"channel_id": factories.make_channel(session, partner).id}
    row = factories.make_outbox(
        session, workspace, audience=Audience.INTERNAL, rule=rule, expires_at=TOO_OLD, **place
    )
    goal = factories.make_goal(session, partner, owner=owner)
    factories.make_nudge(
        session, workspace, subject=("goal", goal.id), outbox=row, recipient=owner, rule="slip_x"
    )
    return row


def opened(session: Session, row: Outbox) -> object:
    found = open_letter(
        session,
        row.id,
        now=EVENING,
        holder="r1",
        claimed_at=EVENING,
        opens_at=hours.opens_at,
    )
    session.refresh(row)
    return found


def test_what_partners_are_reminded_of_goes_in_the_hours_of_the_partners_owner(
    session: Session,
) -> None:
    workspace = factories.make_workspace(session)
    owner = factories.make_person(session, workspace, zone="America/New_York")
    partner = factories.make_partner(session, workspace, owner=owner)
    channel = factories.make_channel(session, partner, kind=ChannelKind.SHARED)
    row = factories.make_outbox(
        session,
        workspace,
        audience=Audience.SHARED,
        channel_id=channel.id,
        rule="partner_week",
        subject_kind="partner_week",
        subject_id=partner.id,
    )

    assert opened(session, row) is None
    assert row.due_at == MORNING


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_quarters_question_keeps_the_owners_hours_unless_the_owner_asks_it(
    session: Session, by_hand: bool
) -> None:
    cast = cast_of(session)
    consents.ask(session, cast.nadia, cast.partner.id, now=factories.NOW)
    consents.give(session, cast.jo, cast.partner.id, now=factories.NOW)
    if by_hand:
        pulse.ask(session, cast.nadia, cast.partner.id, now=factories.NOW)
    else:
        pulse.ask_due(session, workspace_id=cast.workspace.id, now=factories.NOW)

    row = session.exec(select(Outbox).where(Outbox.rule == "pulse")).one()
    found = opened(session, row)

    assert isinstance(found, Letter) is by_hand
    assert row.due_at == (factories.NOW if by_hand else MORNING)


@pytest.mark.parametrize(
    "rule",
    [
        "goal_answered",
        "kickoff_changed",
        "kickoff_confirmed",
        "kickoff_link",
        "partner_company",
        "pulse_answered",
    ],
)
def test_what_the_partners_people_did_is_told_in_the_owners_hours(
    session: Session, rule: str
) -> None:
    row = written(session, rule=rule, in_channel=False)

    assert opened(session, row) is None
    assert row.due_at == MORNING


@pytest.mark.parametrize(
    ("rule", "in_channel", "lives_until"),
    [
        pytest.param("slip", True, TOO_OLD + (MORNING - EVENING), id="a channel's, as fresh"),
        pytest.param("daily", False, TOO_OLD, id="a day's, too old by then"),
    ],
)
def test_what_was_held_up_past_its_readers_hours_waits_for_the_morning(
    session: Session, rule: str, in_channel: bool, lives_until: datetime
) -> None:
    row = written(session, rule=rule, in_channel=in_channel)

    assert opened(session, row) is None
    assert (row.state, row.due_at) == (OutboxState.PENDING, MORNING)
    assert row.expires_at == lives_until


def test_the_news_of_a_trouble_goes_at_any_hour(session: Session) -> None:
    row = written(session, rule="channel_paused", in_channel=False)

    assert isinstance(opened(session, row), Letter)
