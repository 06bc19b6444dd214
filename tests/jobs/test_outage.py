"""After an outage: one message a person to catch up, nothing stale, what was missed on record."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.delivery.letters import Letter, OpensAt, Unsent, open_letter
from bot.delivery.recording import record_unsent
from bot.flows.nudges import hours
from bot.jobs import timetable
from bot.rules.stages import Stage
from storage import outcomes
from storage.database import Database
from storage.outbox import Outbox, OutboxState
from tests.factories import (
    make_channel,
    make_commitment,
    make_goal,
    make_kickoff,
    make_partner,
    make_person,
    make_qbr,
    make_reading,
    make_workspace,
)
from tests.nudges.rows import all_of

BEFORE = datetime(2026, 11, 25, 14, 10, tzinfo=UTC)  # 09:10 on a Wednesday in New York
REVIEW_ON = date(2026, 12, 2)
OUTAGES = {
    "a minute": timedelta(minutes=1),
    "an hour": timedelta(hours=1),
    "a day": timedelta(days=1, hours=1),
    "a month": timedelta(days=30),
}


def furnish(database: Database) -> None:
    """Nadia's partners: one with everything wrong and a channel, one without, one not begun."""
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        nadia = make_person(session, workspace)
        acme = make_partner(session, workspace, owner=nadia)
        make_channel(session, acme)
        bolt = make_partner(session, workspace, name="Bolt", owner=nadia)
        make_partner(
            session,
            workspace,
            name="Crane",
            owner=nadia,
            stage=Stage.SIGNED,
            signed_on=date(2026, 11, 18),
        )
        make_kickoff(session, acme, by=nadia)
        for partner in (acme, bolt):
            slipped = make_goal(session, partner, owner=nadia)
            make_reading(session, slipped, value="20000", as_of=date(2026, 11, 24))
            make_commitment(session, partner, owner=nadia, due_on=date(2026, 11, 20))
            make_qbr(session, partner, held_on=REVIEW_ON)


def tick(database: Database, now: datetime) -> None:
    timetable.run_due(database, now)


def deliver(database: Database, now: datetime, opens_at: OpensAt = hours.opens_at) -> list[Outbox]:
    """Send what is due at an instant, the way the dispatcher does; return what went."""
    went: list[Outbox] = []
    with database.across_workspaces.transaction() as session:
        waits = select(Outbox).where(
            col(Outbox.state) == OutboxState.PENDING, col(Outbox.due_at) <= now
        )
        for row in session.exec(waits.order_by(col(Outbox.due_at), col(Outbox.id))).all():
            letter = open_letter(
                session,
                row.id,
                now=now,
                holder="here",
                claimed_at=now,
                opens_at=opens_at,
            )
            if isinstance(letter, Unsent):
                record_unsent(session, row.id, letter, now=now)
            if isinstance(letter, Letter):
                outcomes.change(session, row.id, state=OutboxState.SENT, finished_at=now)
                went.append(row)
        session.expunge_all()
    return went


def nothing_was_written(_database: Database) -> None:
    """The bot was down when the morning came."""


def all_was_written(database: Database) -> None:
    """Slack was away: the morning's messages wait."""
    tick(database, BEFORE)


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
@pytest.mark.parametrize("morning", [nothing_was_written, all_was_written])
def test_after_an_outage_a_person_hears_once_and_a_channel_nothing_old(
    sqlite_database: Database, outage: timedelta, morning: Callable[[Database], None]
) -> None:
    furnish(sqlite_database)
    morning(sqlite_database)
    back = BEFORE + outage

    went: list[Outbox] = []
    for minutes in range(3):
        tick(sqlite_database, back + timedelta(minutes=minutes))
        went += deliver(sqlite_database, back + timedelta(minutes=minutes))

    to_person = [row.rule for row in went if row.person_id is not None]
    assert to_person.count("daily") == 1
    assert len(to_person) <= 2, "beside the daily message one at most"
    for row in (row for row in went if row.channel_id):
        review = row.rule.startswith("qbr")  # its pages hold until the review itself
        assert back - row.due_at <= timedelta(hours=24) or (review and back.date() <= REVIEW_ON)
    unsent = [row for row in all_of(sqlite_database, Outbox) if row.state is OutboxState.SKIPPED]
    assert all(row.reason for row in unsent)
    old = {row.rule for row in unsent if row.reason == "too old"}
    if morning is all_was_written and outage > timedelta(days=1):
        assert {"daily", "slip"} <= old
    else:
        assert old == set()


def test_a_daily_message_that_waits_past_its_day_gives_its_lines_to_the_next(
    sqlite_database: Database,
) -> None:
    furnish(sqlite_database)
    evening, next_day = BEFORE + timedelta(hours=12), BEFORE + timedelta(days=1)
    resting_all_day = hours.within(lambda *_: evening)

    tick(sqlite_database, BEFORE)
    assert not [one for one in deliver(sqlite_database, BEFORE, resting_all_day) if one.person_id]
    tick(sqlite_database, next_day)
    went = {row.rule: row for row in deliver(sqlite_database, next_day) if row.person_id}

    text = went["daily"].payload["text"]
    assert "Crane* signed on" in text
    assert "was due Fri 20 Nov 2026" in text
