"""The clock around a kickoff: reminders after signing, topics due, the bought-in warning."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from bot.flows.daily import message as daily
from bot.flows.kickoff import record as kickoff_record
from bot.flows.kickoff import reminders as kickoff_reminders
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff import topics as kickoff_topics
from bot.flows.kickoff.lines import RULES
from bot.jobs.kickoff_reminders import remind_of_kickoffs
from bot.rules.audience import Audience
from bot.rules.kickoff import Topic, TopicState
from bot.rules.pace import Band
from bot.rules.stages import Stage
from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    TODAY,
    make_goal,
    make_partner,
    make_person,
    make_reading,
    make_workspace,
)
from tests.kickoff.cast import Cast, cast_of, submitted

NIGHT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)  # 23:00 in New York


def sent(session: Session) -> list[Outbox]:
    """Return the daily messages and their rewrites, the oldest first."""
    found = session.exec(select(Outbox).where(col(Outbox.person_id).is_not(None)))
    return sorted(
        (row for row in found if row.rule in {"daily", kickoff_reminders.SETTLED}),
        key=lambda row: row.id,
    )


def told(session: Session) -> list[Nudge]:
    """Return the reminders that stand in a message."""
    statement = select(Nudge).where(col(Nudge.rule).in_(RULES), col(Nudge.outbox_id).is_not(None))
    return list(session.exec(statement.order_by(col(Nudge.local_on), col(Nudge.id))))


def note(session: Session, workspace: Workspace, now: datetime) -> int:
    """Return how many facts were written down for the next daily messages."""
    scope = {"workspace_id": workspace.id}
    about = kickoff_reminders.may_be_due(session, **scope, now=now)
    return kickoff_reminders.note(session, about, **scope, now=now)


def run(session: Session, cast: Cast, now: datetime = NOW) -> int:
    """Return how many reminders the daily messages of that instant hold."""
    before = len(told(session))
    note(session, cast.workspace, now)
    daily.send(session, workspace_id=cast.workspace.id, now=now)
    return len(told(session)) - before


def delivered(session: Session) -> None:
    """Let every message be out."""
    for row in sent(session):
        row.state = OutboxState.SENT
    session.flush()


def signed(cast: Cast, days_ago: int) -> None:
    cast.partner.stage, cast.partner.signed_on = Stage.SIGNED, TODAY - timedelta(days=days_ago)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param(7, "7 days ago", id="day 7"),
        pytest.param(13, "13 days ago", id="a missed day 7 is made up for"),
        pytest.param(14, "14 days ago", id="day 14"),
    ],
)
def test_the_owner_is_reminded_of_a_kickoff_not_held(
    session: Session, days: int, words: str
) -> None:
    cast = cast_of(session)
    signed(cast, days)

    assert run(session, cast) == 1

    [message] = sent(session)
    assert message.person_id == cast.nadia.person_id
    assert message.audience is Audience.INTERNAL
    assert words in message.payload["text"]
    assert run(session, cast, NOW + timedelta(days=1)) == (1 if days == 13 else 0)


@pytest.mark.parametrize("days", [0, 6, 22, 300])
def test_too_early_or_long_past_nobody_is_reminded(session: Session, days: int) -> None:
    cast = cast_of(session)
    signed(cast, days)

    assert run(session, cast) == 0


def test_a_held_kickoff_is_not_asked_for_and_settles_the_reminder(session: Session) -> None:
    cast = cast_of(session)
    signed(cast, 7)
    run(session, cast)
    delivered(session)

    submitted(session, cast)

    [rewrite] = [one for one in sent(session) if one.kind is OutboxKind.UPDATE]
    assert "the kickoff was held" in rewrite.payload["text"]
    signed(cast, 14)
    assert run(session, cast, NOW + timedelta(days=1)) == 0


def test_at_night_nobody_hears_and_in_the_morning_they_do(session: Session) -> None:
    cast = cast_of(session)
    signed(cast, 8)

    assert run(session, cast, NIGHT) == 0
    assert run(session, cast, NIGHT + timedelta(hours=11)) == 1


def test_all_facts_of_a_day_are_lines_of_the_one_daily_message(session: Session) -> None:
    cast = cast_of(session)
    signed(cast, 7)
    owner = session.get_one(type(cast.ben), cast.nadia.person_id)
    make_partner(
        session,
        cast.workspace,
        name="Bolt",
        owner=owner,
        stage=Stage.SIGNED,
        signed_on=TODAY - timedelta(days=14),
    )

    assert run(session, cast) == 2
    [message] = sent(session)
    assert {"Acme", "Bolt"} <= set(str(message.payload).replace("*", " ").split())


def test_a_topic_past_its_date_is_named_to_who_settles_it_three_times_at_most(
    session: Session,
) -> None:
    cast = cast_of(session)
    submitted(session, cast, **{"K9.state": "agreed"})
    due = datetime(2026, 12, 9, 15, 0, tzinfo=UTC)

    assert run(session, cast, due - timedelta(days=1)) == 0
    for days in (0, 1, 7, 14, 21, 28):
        run(session, cast, due + timedelta(days=days))

    nudges = [nudge for nudge in told(session) if nudge.rule == "topic_due"]
    assert [nudge.local_on for nudge in nudges] == [
        date(2026, 12, 9),
        date(2026, 12, 16),
        date(2026, 12, 23),
    ]


def test_settling_the_topic_rewrites_the_reminder(session: Session) -> None:
    cast = cast_of(session)
    finished = submitted(session, cast, **{"K9.state": "agreed"})
    run(session, cast, datetime(2026, 12, 9, 15, 0, tzinfo=UTC))
    delivered(session)
    row = kickoff_record.topic_rows(session, finished.held.kickoff)[Topic.K5]

    kickoff_topics.change(
        session, cast.nadia, row.id, fields={"K5.state": "agreed"}, now=NOW + timedelta(days=15)
    )

    [rewrite] = [one for one in sent(session) if one.kind is OutboxKind.UPDATE]
    assert "is written down anew" in rewrite.payload["text"]
    assert "Settle it" not in str(rewrite.payload)


def test_a_topic_the_partner_settles_rewrites_the_reminder_too(session: Session) -> None:
    cast = cast_of(session)
    finished = submitted(session, cast, **{"K9.state": "agreed"})
    run(session, cast, datetime(2026, 12, 9, 15, 0, tzinfo=UTC))
    delivered(session)

    kickoff_settling.change_half(
        session,
        cast.jo,
        finished.held.kickoff.id,
        answers={Topic.K5: ("Leads", TopicState.AGREED)},
        now=NOW + timedelta(days=15),
    )

    rewrites = [one for one in sent(session) if one.rule == "kickoff_settled"]
    assert ["is written down anew" in one.payload["text"] for one in rewrites] == [True]


def test_three_declined_topics_warn_the_owner_once_and_alone(session: Session) -> None:
    cast = cast_of(session)
    declined = {
        f"{key}.{part}": value
        for key in ("K4", "K7", "K9")
        for part, value in (("state", "declined"), ("reason", "No time"))
    }
    submitted(session, cast, **declined)

    assert run(session, cast) == 1
    [message] = sent(session)
    assert message.person_id == cast.nadia.person_id
    assert "may not be bought in" in message.payload["text"]
    assert "Roll-out" in message.payload["text"]
    assert run(session, cast, NOW + timedelta(days=1)) == 0


def test_a_topic_open_past_two_weeks_warns_the_owner(session: Session) -> None:
    cast = cast_of(session)
    submitted(session, cast, **{"K5.due": "2027-03-01"})

    assert run(session, cast, NOW + timedelta(days=14)) == 0
    assert run(session, cast, NOW + timedelta(days=15)) == 1


def test_without_anybody_to_tell_it_is_recorded_as_skipped(session: Session) -> None:
    workspace = make_workspace(session)
    gone = make_person(session, workspace, is_active=False)
    make_partner(
        session,
        workspace,
        owner=gone,
        stage=Stage.SIGNED,
        signed_on=TODAY - timedelta(days=7),
    )

    assert note(session, workspace, NOW) == 0
    assert note(session, workspace, NOW) == 0

    [nudge] = session.exec(select(Nudge)).all()
    assert nudge.skipped_reason == "nobody to tell is known in Slack"


def test_the_job_opens_its_own_transaction_and_a_second_run_adds_nothing(
    database: Database,
) -> None:
    with database.across_workspaces.transaction() as session:
        cast = cast_of(session)
        signed(cast, 7)

    for expected in (1, 0):
        count = remind_of_kickoffs(
            database.within(cast.workspace.id).transaction, workspace_id=cast.workspace.id, now=NOW
        )
        assert count == expected


def test_a_record_that_cannot_be_read_stops_no_other_reminder(database: Database) -> None:
    on_the_day = datetime(2026, 12, 9, 15, 0, tzinfo=UTC)
    with database.across_workspaces.transaction() as session:
        cast = cast_of(session)
        submitted(session, cast, **{"K9.state": "agreed"})
        session.execute(text("UPDATE kickofftopic SET topic = 'K99' WHERE topic = 'K5'"))
        for days in (7, 14):
            make_partner(
                session,
                cast.workspace,
                name=f"Signed {days} days ago",
                owner=cast.ben,
                stage=Stage.SIGNED,
                signed_on=on_the_day.date() - timedelta(days=days),
            )

    own = database.within(cast.workspace.id).transaction
    assert remind_of_kickoffs(own, workspace_id=cast.workspace.id, now=on_the_day) == 2

    with database.across_workspaces.reading() as session:
        rules = session.exec(select(Nudge.rule).order_by(Nudge.rule)).all()
    assert rules == ["kickoff_first", "kickoff_last"]


def test_a_reminder_of_a_partner_parked_before_the_morning_is_recorded_as_skipped(
    session: Session,
) -> None:
    cast = cast_of(session)
    signed(cast, 8)
    note(session, cast.workspace, NIGHT)
    cast.partner.stage = Stage.DORMANT

    daily.send(session, workspace_id=cast.workspace.id, now=NOW)

    [nudge] = session.exec(select(Nudge).where(col(Nudge.rule) == "kickoff_first")).all()
    assert (sent(session), nudge.skipped_reason) == ([], "it was answered before the morning")


def test_what_stands_behind_the_button_counts_kickoffs_and_keeps_its_number(
    session: Session,
) -> None:
    cast = cast_of(session)
    owner = session.get_one(type(cast.ben), cast.nadia.person_id)
    goal = make_goal(session, cast.partner, owner=owner, band=Band.OFF_TRACK)
    make_reading(session, goal, value="1000", as_of=date(2026, 11, 24))
    for number in range(8):
        make_partner(
            session,
            cast.workspace,
            name=f"Partner {number}",
            owner=owner,
            stage=Stage.SIGNED,
            signed_on=TODAY - timedelta(days=7),
        )

    assert run(session, cast) == 6

    [message] = sent(session)
    view = daily.everything(session, workspace_id=cast.workspace.id, person_id=owner.id, now=NOW)
    assert "Show all (2 more)" in str(message.payload)
    *lines, _note = view.payload["blocks"]
    assert len(lines) == 9
    slip = session.exec(select(Nudge).where(col(Nudge.subject_id) == goal.id)).one()
    slip.acted_at, slip.action = NOW, "reading"
    session.flush()
    rewritten = daily.rewrite(session, outbox_id=message.id, now=NOW)
    assert "Show all (2 more)" in str(rewritten.blocks)
    assert "*Acme: Won value*: the number was updated" in rewritten.text
