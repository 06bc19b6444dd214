"""What a kickoff says is changed by the partner, or by us: their topics, our edits."""

from datetime import date, timedelta

import pytest
from sqlalchemy import MetaData
from sqlmodel import Session, col, select

from bot.flows.errors import Refusal
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import record as kickoff_record
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff import topics as kickoff_topics
from bot.rules.kickoff import Topic, TopicState
from storage.database import Database
from storage.kickoffs import Kickoff, KickoffState, KickoffTopic
from storage.outbox import Outbox
from tests.conftest import empty
from tests.factories import NOW
from tests.kickoff.cast import finished
from tests.meeting import meeting


def test_changing_their_half_opens_what_differs_and_tells_our_owner(session: Session) -> None:
    cast, kickoff_id = finished(session)

    settled = kickoff_settling.change_half(
        session,
        cast.jo,
        kickoff_id,
        answers={Topic.K4: ("Not before summer", TopicState.DIFFERS)},
        now=NOW,
    )

    row = kickoff_record.topic_rows(session, settled.held.kickoff)[Topic.K4]
    assert (row.theirs, row.state, row.owner_id, row.due_on) == (
        "Not before summer",
        TopicState.DIFFERS,
        cast.nadia.person_id,
        date(2026, 12, 9),
    )
    assert row.confirmed_by == cast.jo.person_id
    told = session.exec(select(Outbox).where(col(Outbox.rule) == "kickoff_changed")).one()
    assert "Roll-out" in told.payload["text"]


def test_a_topic_the_partner_opens_again_gets_a_date_to_come(session: Session) -> None:
    cast, kickoff_id = finished(session)
    row = kickoff_record.topic_rows(session, kickoff.of(session, cast.nadia, kickoff_id).kickoff)[
        Topic.K5
    ]
    kickoff_topics.change(session, cast.nadia, row.id, fields={"K5.state": "agreed"}, now=NOW)
    assert row.due_on == date(2026, 12, 9)

    late = NOW + timedelta(days=60)
    kickoff_settling.disagree(session, cast.jo, row.id, position="Not any more", now=late)

    assert (row.state, row.due_on) == (TopicState.DIFFERS, date(2027, 2, 7))


def test_what_they_say_of_an_open_topic_does_not_put_its_date_off(session: Session) -> None:
    cast, kickoff_id = finished(session)
    row = kickoff_record.topic_rows(session, kickoff.of(session, cast.nadia, kickoff_id).kickoff)[
        Topic.K5
    ]

    late = NOW + timedelta(days=60)
    kickoff_settling.disagree(session, cast.jo, row.id, position="Not so", now=late)

    assert (row.state, row.due_on) == (TopicState.DIFFERS, date(2026, 12, 9))


def test_our_edit_of_a_topic_that_meets_their_yes_asks_for_it_again(
    postgres_database: Database, metadata: MetaData
) -> None:
    database = postgres_database
    with database.across_workspaces.transaction() as session:
        cast, kickoff_id = finished(session)
        row = kickoff_record.topic_rows(
            session, kickoff.of(session, cast.nadia, kickoff_id).kickoff
        )[Topic.K1]

    def edit() -> None:
        with database.across_workspaces.transaction() as ours:
            kickoff_topics.change(ours, cast.nadia, row.id, fields={"K1.ours": "Less"}, now=NOW)

    try:
        with (
            meeting(database, "UPDATE kickofftopic", edit),
            database.across_workspaces.transaction() as theirs,
        ):
            kickoff_settling.confirm(theirs, cast.jo, kickoff_id, now=NOW)

        with database.across_workspaces.reading() as session:
            held = session.get_one(Kickoff, kickoff_id)
            edited = session.get_one(KickoffTopic, row.id)
            assert (edited.ours, edited.confirmed_at) == ("Less", None)
            assert held.state is KickoffState.SUBMITTED
    finally:
        empty(database, metadata)


def test_editing_a_topic_takes_back_its_confirmation(session: Session) -> None:
    cast, kickoff_id = finished(session)
    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)
    held = kickoff.of(session, cast.nadia, kickoff_id)
    row = kickoff_record.topic_rows(session, held.kickoff)[Topic.K1]

    errors = kickoff_topics.change(
        session, cast.nadia, row.id, fields={"K1.ours": "Only referral"}, now=NOW
    )

    assert errors == {}
    assert (row.ours, row.confirmed_at) == ("Only referral", None)
    assert held.kickoff.state is KickoffState.SUBMITTED


def test_a_topic_edited_into_a_fault_is_not_written(session: Session) -> None:
    cast, kickoff_id = finished(session)
    held = kickoff.of(session, cast.nadia, kickoff_id)
    row = kickoff_record.topic_rows(session, held.kickoff)[Topic.K1]

    errors = kickoff_topics.change(
        session, cast.nadia, row.id, fields={"K1.theirs": "", "K1.level_theirs": ""}, now=NOW
    )

    assert errors == {"K1.theirs": "Write their answer before you call it agreed."}
    assert row.theirs == "They say K1"


def test_the_partner_cannot_open_our_edit_of_a_topic(session: Session) -> None:
    cast, kickoff_id = finished(session)
    held = kickoff.of(session, cast.nadia, kickoff_id)
    row = kickoff_record.topic_rows(session, held.kickoff)[Topic.K9]

    with pytest.raises(Refusal):
        kickoff_topics.of(session, cast.jo, row.id)
