"""What happens around a review, on which day, and where each text goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.flows.people.identity import actor_of
from bot.flows.qbr.calling_off import call_off, take_place
from bot.flows.qbr.pack import set_date
from bot.jobs import timetable
from bot.jobs.daily import send_daily
from bot.jobs.qbrs import take_steps
from bot.rules.audience import Audience
from bot.rules.stages import Stage
from storage.database import Database
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.partners import Channel, ChannelKind, ChannelState, Partner
from storage.people import Person
from storage.qbrs import Qbr
from storage.workspaces import Workspace
from tests.factories import (
    make_channel,
    make_commitment,
    make_goal,
    make_nudge,
    make_partner,
    make_person,
    make_qbr,
    make_reading,
    make_workspace,
)

HELD_ON = date(2026, 12, 10)  # a Thursday
ONE_DAY = timedelta(days=1)


def morning(day: date) -> datetime:
    """Return 10:00 in New York."""
    return datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)


@pytest.fixture
def acme(database: Database) -> Partner:
    """Return a partner with a review on 10 December and both channels."""
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        nadia = make_person(session, workspace)
        partner = make_partner(session, workspace, owner=nadia)
        make_channel(session, partner)
        make_channel(session, partner, kind=ChannelKind.SHARED)
        goal = make_goal(session, partner, owner=nadia)
        make_reading(session, goal, value="10000", as_of=date(2026, 12, 1))
        make_commitment(session, partner, title="Name 5 accounts", owner=nadia)
        make_qbr(session, partner, held_on=HELD_ON)
        return partner


def run(database: Database, partner: Partner, day: date) -> list[Outbox]:
    """Return what a run on that day put into the outbox, by rule."""
    with database.across_workspaces.transaction() as session:
        before = set(session.exec(select(Outbox.id)))
    timetable.run_due(database, morning(day), frozenset({"qbrs"}))
    with database.across_workspaces.transaction() as session:
        rows = session.exec(select(Outbox).order_by(col(Outbox.rule), col(Outbox.audience)))
        return [row for row in rows if row.id not in before]


def test_a_week_before_each_place_gets_its_own_rendering(database: Database, acme: Partner) -> None:
    pack, page, summary = sorted(
        run(database, acme, HELD_ON - timedelta(days=7)), key=lambda row: row.rule != "qbr_pack"
    )

    with database.across_workspaces.transaction() as session:
        kinds = {channel.id: channel.kind for channel in session.exec(select(Channel))}
    assert (pack.rule, pack.audience, pack.person_id) == (
        "qbr_pack",
        Audience.INTERNAL,
        acme.owner_id,
    )
    assert page.rule == "qbr_page"
    assert page.audience is Audience.SHARED
    assert kinds[page.channel_id or acme.id] is ChannelKind.SHARED
    assert summary.rule == "qbr_summary"
    assert summary.audience is Audience.INTERNAL
    assert kinds[summary.channel_id or acme.id] is ChannelKind.INTERNAL


def test_the_shared_page_and_its_picture_hold_nothing_of_health(
    database: Database, acme: Partner
) -> None:
    rows = run(database, acme, HELD_ON - timedelta(days=7))

    [shared] = [row for row in rows if row.audience is Audience.SHARED]
    assert shared.picture is not None
    assert shared.picture["kind"] == "goals"
    assert "health" not in str(shared.payload).lower()
    assert "health" not in str(shared.picture).lower()
    internal = [row for row in rows if row.audience is Audience.INTERNAL]
    assert {(row.picture or {})["kind"] for row in internal} == {"goals_and_health"}


def test_a_second_run_the_same_day_adds_nothing(database: Database, acme: Partner) -> None:
    day = HELD_ON - timedelta(days=7)
    run(database, acme, day)

    assert run(database, acme, day) == []
    assert run(database, acme, day + timedelta(days=1)) == []


def test_a_review_set_for_tomorrow_brings_the_pages_at_once(
    database: Database, acme: Partner
) -> None:
    rows = run(database, acme, HELD_ON - timedelta(days=1))

    assert {row.rule for row in rows} == {"qbr_pack", "qbr_page", "qbr_summary"}


def test_the_day_before_both_channels_are_reminded(database: Database, acme: Partner) -> None:
    run(database, acme, HELD_ON - timedelta(days=7))
    rows = run(database, acme, HELD_ON - timedelta(days=1))

    assert [(row.rule, row.audience) for row in rows] == [
        ("qbr_reminder", Audience.INTERNAL),
        ("qbr_reminder", Audience.SHARED),
    ]


def test_while_our_channel_is_paused_the_owner_is_reminded_instead(
    database: Database, acme: Partner
) -> None:
    run(database, acme, HELD_ON - timedelta(days=7))
    with database.across_workspaces.transaction() as session:
        ours = select(Channel).where(Channel.kind == ChannelKind.INTERNAL)
        session.exec(ours).one().state = ChannelState.PAUSED

    internal, _ = run(database, acme, HELD_ON - timedelta(days=1))

    assert (internal.rule, internal.audience) == ("qbr_reminder", Audience.INTERNAL)
    assert internal.person_id == acme.owner_id


def test_the_day_after_our_channel_is_asked_for_the_new_promises(
    database: Database, acme: Partner
) -> None:
    [row] = run(database, acme, HELD_ON + timedelta(days=1))

    assert row.rule == "qbr_followup"
    assert row.audience is Audience.INTERNAL
    assert row.channel_id is not None
    assert "commitment.new" in str(row.payload)


def test_two_weeks_before_missing_numbers_are_asked_for_in_the_daily_message(
    database: Database, acme: Partner
) -> None:
    with database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, acme.id)
        # A reading as of 1 December is still to come on 26 November.
        stale = make_goal(session, partner, metric="Reach")

    assert run(database, acme, HELD_ON - timedelta(days=14)) == []

    with database.across_workspaces.transaction() as session:
        asks = session.exec(select(Nudge)).all()
    assert stale.id in {ask.subject_id for ask in asks}
    assert {(ask.rule, ask.recipient_id) for ask in asks} == {("ask", acme.owner_id)}


def test_a_number_nobody_gave_yet_is_asked_for_although_it_is_not_overdue(
    database: Database, acme: Partner
) -> None:
    day = HELD_ON - timedelta(days=14)
    with database.across_workspaces.transaction() as session:
        partner = session.get_one(Partner, acme.id)
        owner = session.get_one(Person, partner.owner_id)
        make_goal(session, partner, owner=owner, metric="Reps trained", start_on=day - ONE_DAY)

    run(database, acme, day)
    send_daily(
        database.within(acme.workspace_id).transaction,
        workspace_id=acme.workspace_id,
        now=morning(day),
    )

    with database.across_workspaces.transaction() as session:
        [daily] = session.exec(select(Outbox).where(Outbox.rule == "daily"))
    assert "Reps trained" in daily.payload["text"]


def test_a_number_is_missing_for_the_review_by_the_workspaces_own_days(
    database: Database, acme: Partner
) -> None:
    with database.across_workspaces.transaction() as session:
        session.get_one(Workspace, acme.workspace_id).settings = {"stale_working_days": "4"}
        for metric, as_of in (("Reach", date(2026, 11, 13)), ("Calls", date(2026, 11, 11))):
            goal = make_goal(session, session.get_one(Partner, acme.id), metric=metric)
            make_reading(session, goal, as_of=as_of)

    run(database, acme, HELD_ON - timedelta(days=14))

    with database.across_workspaces.transaction() as session:
        [ask] = session.exec(select(Nudge))
        # Both are two working days overdue and more, but not dark; only one is four and more.
        assert session.get_one(Goal, ask.subject_id).metric == "Calls"


@pytest.mark.parametrize(("numbers", "rest"), [({}, 7), ({"same_fact_days": "3"}, 3)])
def test_what_was_asked_lately_is_not_asked_for_the_review_again(
    database: Database, acme: Partner, numbers: dict[str, str], rest: int
) -> None:
    today = HELD_ON - timedelta(days=14)
    with database.across_workspaces.transaction() as session:
        workspace = session.get_one(Workspace, acme.workspace_id)
        workspace.settings = numbers
        partner = session.get_one(Partner, acme.id)
        for metric, days in (("Reach", rest), ("Calls", rest - 1)):
            subject = ("goal", make_goal(session, partner, metric=metric).id)
            on = today - timedelta(days=days)
            make_nudge(session, workspace, subject=subject, rule="ask", local_on=on)

    run(database, acme, today)

    with database.across_workspaces.transaction() as session:
        [ask] = session.exec(select(Nudge).where(Nudge.local_on == today))
        assert session.get_one(Goal, ask.subject_id).metric == "Reach"


def test_the_steps_reach_as_far_as_the_workspaces_own_days(
    database: Database, acme: Partner
) -> None:
    with database.across_workspaces.transaction() as session:
        own = {"qbr_chase_days": "42", "qbr_followup_until_days": "40"}
        session.get_one(Workspace, acme.workspace_id).settings = own
        never_read = make_goal(
            session,
            session.get_one(Partner, acme.id),
            metric="Reach",
            start_on=HELD_ON - timedelta(days=60),
        )

    run(database, acme, HELD_ON - timedelta(days=42))

    with database.across_workspaces.transaction() as session:
        assert never_read.id in {ask.subject_id for ask in session.exec(select(Nudge))}
    [late] = run(database, acme, HELD_ON + timedelta(days=39))
    assert late.rule == "qbr_followup"


def test_a_partner_without_a_shared_channel_gets_no_shared_page(
    database: Database, acme: Partner
) -> None:
    with database.across_workspaces.transaction() as session:
        for channel in session.exec(select(Channel).where(Channel.kind == ChannelKind.SHARED)):
            session.delete(channel)

    rows = run(database, acme, HELD_ON - timedelta(days=7))

    assert {row.rule for row in rows} == {"qbr_pack", "qbr_summary"}


def test_at_night_the_pack_waits_for_the_owners_morning(database: Database, acme: Partner) -> None:
    night = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)  # 22:00 on the 3rd in New York
    take_steps(
        database.within(acme.workspace_id).transaction, workspace_id=acme.workspace_id, now=night
    )

    with database.across_workspaces.transaction() as session:
        due = {row.due_at for row in session.exec(select(Outbox))}
    assert due == {datetime(2026, 12, 4, 14, 0, tzinfo=UTC)}


def test_what_tells_of_a_review_goes_until_its_day_is_over_where_the_owner_is(
    database: Database, acme: Partner
) -> None:
    pages = run(database, acme, HELD_ON - timedelta(days=7))
    [followup] = run(database, acme, HELD_ON + timedelta(days=1))

    assert {row.expires_at for row in pages} == {datetime(2026, 12, 11, 5, 0, tzinfo=UTC)}
    assert followup.expires_at == datetime(2026, 12, 19, 5, 0, tzinfo=UTC)


def test_a_parked_partner_is_left_in_peace(database: Database, acme: Partner) -> None:
    with database.across_workspaces.transaction() as session:
        session.get_one(Partner, acme.id).stage = Stage.DORMANT

    assert run(database, acme, HELD_ON - timedelta(days=7)) == []


def test_with_nobody_to_tell_the_step_is_recorded_as_skipped(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        partner = make_partner(session, workspace)
        make_qbr(session, partner, held_on=HELD_ON)

    assert run(database, partner, HELD_ON - timedelta(days=7)) == []

    with database.across_workspaces.transaction() as session:
        [skipped] = session.exec(select(Nudge))
    assert skipped.skipped_reason is not None
    assert "nobody to tell is known in Slack" in skipped.skipped_reason


def test_one_review_that_cannot_be_prepared_stops_no_other(
    database: Database, acme: Partner
) -> None:
    with database.across_workspaces.transaction() as session:
        workspace = session.get_one(Workspace, acme.workspace_id)
        broken = make_partner(session, workspace, name="Broken")
        make_channel(session, broken)
        make_goal(session, broken, rhythm="when asked")
        make_qbr(session, broken, held_on=HELD_ON - timedelta(days=1))

    rows = run(database, acme, HELD_ON - timedelta(days=7))

    assert {row.rule for row in rows} == {"qbr_pack", "qbr_page", "qbr_summary"}
    assert stamped(database, broken) is None
    assert stamped(database, acme) is not None


def stamped(database: Database, partner: Partner) -> datetime | None:
    with database.across_workspaces.transaction() as session:
        return _draft_of(session, partner)


def _draft_of(session: Session, partner: Partner) -> datetime | None:
    return session.exec(select(Qbr.drafted_at).where(Qbr.partner_id == partner.id)).one()


def test_a_review_that_moved_there_and_back_posts_the_pages_of_its_date_again(
    database: Database, acme: Partner
) -> None:
    day = HELD_ON - timedelta(days=7)
    first = run(database, acme, day)
    for held_on in (HELD_ON + timedelta(days=30), HELD_ON):
        with database.across_workspaces.transaction() as session:
            nadia = actor_of(session.get_one(Person, acme.owner_id))
            set_date(session, nadia, acme.id, held_on, now=morning(day))

    again = run(database, acme, day)

    assert [row.rule for row in again] == [row.rule for row in first]
    assert len(again) == 3


def test_nothing_is_asked_after_a_review_that_did_not_take_place(
    database: Database, acme: Partner
) -> None:
    with database.across_workspaces.transaction() as session:
        nadia = actor_of(session.get_one(Person, acme.owner_id))
        review = session.exec(select(Qbr)).one()
        call_off(session, review, by=nadia, now=morning(HELD_ON))

    assert run(database, acme, HELD_ON + ONE_DAY) == []

    with database.across_workspaces.transaction() as session:
        take_place(session, session.exec(select(Qbr)).one(), by=nadia, now=morning(HELD_ON))
    assert [row.rule for row in run(database, acme, HELD_ON + ONE_DAY)] == ["qbr_followup"]
