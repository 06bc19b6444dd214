"""Commitments whose date is over before anybody has accepted it, or takes it up again."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from bot.flows.commitments import changes as commitments
from bot.flows.errors import Refusal
from bot.rules.commitments import CommitmentState
from storage.commitments import Commitment
from tests.factories import NOW, TODAY, make_commitment
from tests.ledger.conftest import Ledger
from tests.ledger.test_commitments import FRIDAY, promised


def asked(session: Session, ledger: Ledger, *, due_on: date) -> Commitment:
    proposed = CommitmentState.PROPOSED
    return make_commitment(session, ledger.acme, owner=ledger.nadia, state=proposed, due_on=due_on)


def test_what_would_be_late_at_once_is_not_accepted_before_it_has_a_new_date(
    session: Session, ledger: Ledger
) -> None:
    nadia = ledger.acting(ledger.nadia)
    row = asked(session, ledger, due_on=TODAY - timedelta(days=1))

    with pytest.raises(Refusal, match=r"Its date, Tue 24 Nov 2026, is over: choose a new one"):
        commitments.accept(session, row, actor=nadia, now=NOW)
    assert row.state is CommitmentState.PROPOSED

    commitments.move(session, row, to=TODAY, reason=None, actor=nadia, now=NOW)
    commitments.accept(session, row, actor=nadia, now=NOW)
    assert row.accepted_due_on == TODAY


def test_what_was_only_asked_for_and_is_done_after_its_day_was_promised_that_day(
    session: Session, ledger: Ledger
) -> None:
    row = asked(session, ledger, due_on=TODAY - timedelta(days=9))

    commitments.done(session, row, actor=ledger.acting(ledger.nadia), now=NOW)

    assert (row.done_on, row.accepted_due_on) == (TODAY, TODAY)


def test_what_was_given_up_and_taken_back_is_judged_by_the_date_first_agreed(
    session: Session, ledger: Ledger
) -> None:
    nadia = ledger.acting(ledger.nadia)
    row = promised(session, ledger)
    missed = NOW + timedelta(days=5)
    commitments.move(session, row, to=date(2026, 12, 24), reason=None, actor=nadia, now=missed)

    commitments.drop(session, row, reason="No", by_agreement=False, actor=nadia, now=missed)
    commitments.reopen(session, row, actor=nadia, now=missed)
    commitments.accept(session, row, actor=nadia, now=missed)

    assert (row.due_on, row.accepted_due_on) == (date(2026, 12, 24), FRIDAY)
    commitments.done(session, row, actor=nadia, now=missed)
    assert row.done_on == date(2026, 11, 30)  # a miss


def test_what_was_late_when_it_was_given_up_is_accepted_again_under_its_own_date(
    session: Session, ledger: Ledger
) -> None:
    nadia = ledger.acting(ledger.nadia)
    row = promised(session, ledger)
    late = NOW + timedelta(days=5)
    commitments.drop(session, row, reason="No", by_agreement=False, actor=nadia, now=late)
    commitments.reopen(session, row, actor=nadia, now=late)

    commitments.accept(session, row, actor=nadia, now=late)

    assert (row.state, row.accepted_due_on) == (CommitmentState.ACCEPTED, FRIDAY)
