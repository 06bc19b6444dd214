from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.delivery.letters import Letter, Unsent, open_letter
from bot.flows.nudges import hours
from bot.flows.partners import consents, pulse_asking
from bot.rules.audience import Audience
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import ChannelKind
from storage.workspaces import Workspace
from tests import factories
from tests.kickoff.cast import cast_of

EVENING = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # a Wednesday, 18:30 in New York
MORNING = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)  # 09:00 there
TOO_OLD = EVENING + timedelta(hours=6)
AFTERNOON = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)  # 16:00 there
MIDNIGHT = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # there, as the Wednesday begins
A_MINUTE = timedelta(minutes=1)


def written(session: Session, *, rule: str, in_channel: bool, **numbers: str) -> Outbox:
    """Return a message written for an afternoon in New York that nobody sent in time."""
    workspace = factories.make_workspace(session, settings=numbers)
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


def opened(session: Session, row: Outbox, now: datetime = EVENING) -> object:
    found = open_letter(
        session, row.id, now=now, holder="r1", claimed_at=now, opens_at=hours.opens_at
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
        pulse_asking.ask(session, cast.nadia, cast.partner.id, now=factories.NOW)
    else:
        pulse_asking.ask_due(session, workspace_id=cast.workspace.id, now=factories.NOW)

    row = session.exec(select(Outbox).where(Outbox.rule == "pulse")).one()
    found = opened(session, row)

    assert isinstance(found, Letter) is by_hand
    assert row.due_at == (factories.NOW if by_hand else MORNING)


@pytest.mark.parametrize(
    "rule",
    [
        "asked",
        "departed",
        "goal_answered",
        "handed_to_you",
        "kickoff_changed",
        "kickoff_confirmed",
        "kickoff_link",
        "partner_company",
        "pulse_answered",
        "qbr_followup",
        "qbr_pack",
        "qbr_reminder",
    ],
)
def test_what_nobody_asked_for_is_told_in_its_readers_hours(session: Session, rule: str) -> None:
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


@pytest.mark.parametrize(
    ("numbers", "opens", "closes"),
    [({}, 14, 23), ({"daily_hour": "10:00", "day_opens": "10:00", "day_closes": "16:00"}, 15, 21)],
    ids=["by the rules", "by the workspace's own"],
)
def test_the_hours_begin_and_end_on_the_minute(
    session: Session, numbers: dict[str, str], opens: int, closes: int
) -> None:
    first, last = (EVENING.replace(hour=hour, minute=0) for hour in (opens, closes))
    for instant, goes in (
        (first - A_MINUTE, False),
        (first, True),
        (last - A_MINUTE, True),
        (last, False),
    ):
        row = written(session, rule="asked", in_channel=False, **numbers)

        assert isinstance(opened(session, row, instant), Letter) is goes
        tomorrow = first + timedelta(days=1)
        assert row.due_at == (factories.NOW if goes else first if instant < first else tomorrow)


@pytest.mark.parametrize("rule", ["slip", "departed", "qbr_pack", "qbr_followup"])
@pytest.mark.parametrize(
    ("state", "at", "waits"),
    [
        pytest.param(OutboxState.SENT, MIDNIGHT, True, id="today"),
        pytest.param(OutboxState.SENT, MIDNIGHT - A_MINUTE, False, id="yesterday"),
        pytest.param(OutboxState.SENDING, None, True, id="under way"),
        pytest.param(OutboxState.UNKNOWN, MIDNIGHT, True, id="perhaps today"),
        pytest.param(OutboxState.SKIPPED, MIDNIGHT, False, id="not sent"),
    ],
)
def test_beside_the_daily_message_one_goes_a_day_and_the_next_in_the_workspaces_morning(
    session: Session, rule: str, state: OutboxState, at: datetime | None, waits: bool
) -> None:
    row = written(session, rule="slip", in_channel=False, day_opens="10:00", daily_hour="10:00")
    factories.make_outbox(
        session,
        session.get_one(Workspace, row.workspace_id),
        audience=Audience.INTERNAL,
        rule=rule,
        person_id=row.person_id,
        state=state,
        finished_at=at,
    )

    found = opened(session, row, AFTERNOON)

    assert isinstance(found, Letter) is not waits
    assert row.due_at == (MORNING + timedelta(hours=1) if waits else factories.NOW)


@pytest.mark.parametrize("answered", [False, True])
def test_a_channels_message_goes_as_soon_as_one_of_those_still_asked_there_works(
    session: Session, answered: bool
) -> None:
    row = written(session, rule="slip", in_channel=True)  # asks its owner in New York
    workspace = session.get_one(Workspace, row.workspace_id)
    ben = factories.make_person(session, workspace, name="Ben Adler", zone="Europe/Berlin")
    [nudge] = session.exec(select(Nudge))
    subject = (nudge.subject_kind, nudge.subject_id)
    factories.make_nudge(session, workspace, subject=subject, outbox=row, recipient=ben)
    nudge.acted_at = AFTERNOON if answered else None
    session.flush()

    found = opened(session, row, AFTERNOON)  # 22:00 in Berlin

    assert isinstance(found, Letter) is not answered
    berlin = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert row.due_at == (berlin if answered else factories.NOW)


@pytest.mark.parametrize("before", [timedelta(), timedelta(seconds=1)], ids=["over", "not over"])
def test_what_is_too_old_is_so_from_its_last_instant_on(
    session: Session, before: timedelta
) -> None:
    row = written(session, rule="channel_paused", in_channel=False)

    found = opened(session, row, TOO_OLD - before)

    assert isinstance(found, Letter if before else Unsent)


def test_the_news_of_a_trouble_goes_at_any_hour(session: Session) -> None:
    row = written(session, rule="channel_paused", in_channel=False)

    assert isinstance(opened(session, row), Letter)
