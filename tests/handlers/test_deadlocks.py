"""What meets a deadlock on PostgreSQL runs anew: nothing of it was done."""

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData
from sqlmodel import select

from bot.rules.commitments import CommitmentState
from storage.audit import Audit
from storage.commitments import Commitment
from storage.database import Database
from storage.partners import Partner
from tests.factories import NOW, make_commitment
from tests.handlers.conftest import BEN, opened
from tests.handlers.test_lifecycle import Town, nadia
from tests.meeting import deadlock, looking_for_deadlocks

PROMISE_HELD = "FROM commitment.*FOR UPDATE"
RAN_AGAIN = "a transaction was undone for another's sake and ran again"


@pytest.fixture
def postgresql(postgres_database: Database, metadata: MetaData) -> Iterator[Database]:
    with looking_for_deadlocks(postgres_database, metadata) as database:
        yield database


def test_a_press_that_meets_a_deadlock_is_answered_as_ever_and_done_once(
    postgresql: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with opened(postgresql) as office:
        office.types("commit <@U0BEN> train the reps by 1 Dec")
        office.deliver()
        [message] = office.direct(BEN)

        with deadlock(
            postgresql, "FROM commitment.*FOR UPDATE", held="outbox", wanted="commitment"
        ):
            office.press(message, "commitment.accept", by=BEN)

        [message] = office.direct(BEN)
        assert message.text.startswith("Ben Vogt accepted *train the reps*")
    assert RAN_AGAIN in caplog.messages
    with postgresql.across_workspaces.reading() as session:
        assert session.exec(select(Commitment)).one().state is CommitmentState.ACCEPTED
        session.exec(select(Audit).where(Audit.action == "commitment.accepted")).one()


def test_an_event_that_meets_a_deadlock_has_its_effect(
    postgresql: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    town = Town(postgresql)
    with postgresql.across_workspaces.transaction() as session:
        make_commitment(session, session.exec(select(Partner)).one(), ladder_at=NOW)

    with deadlock(postgresql, "^UPDATE person", held="commitment", wanted="person"):
        town.hear("user_change", at=NOW, user=nadia("Asia/Tokyo"))

    assert RAN_AGAIN in caplog.messages
    assert town.zone == "Asia/Tokyo"
