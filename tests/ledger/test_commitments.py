"""Commitments: what each act does to them, and who may do it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.flows.actors import System
from bot.flows.commitments import changes as commitments
from bot.flows.commitments.changes import CommitmentTerms
from bot.flows.errors import Refusal
from bot.rules.commitments import CommitmentState
from bot.rules.snooze import SnoozeChoice
from storage.audit import Audit
from storage.commitments import Commitment, CommitmentMove
from storage.people import Side
from tests.factories import NOW, TODAY, make_commitment, make_partner, make_person, make_workspace
from tests.ledger.conftest import Ledger

FRIDAY = date(2026, 11, 27)
NEXT_TUESDAY = date(2026, 12, 1)


def promised(session: Session, ledger: Ledger) -> Commitment:
    return make_commitment(session, ledger.acme, owner=ledger.nadia, due_on=FRIDAY)


def test_who_promises_something_themselves_has_accepted_it(
    session: Session, ledger: Ledger
) -> None:
    terms = CommitmentTerms("Send the deck", Side.OURS, FRIDAY, owner_id=ledger.nadia.id)

    made = commitments.propose(
        session, ledger.acme, terms, actor=ledger.acting(ledger.nadia), now=NOW
    )

    assert made.state is CommitmentState.ACCEPTED
    assert made.accepted_due_on == FRIDAY


def test_what_is_promised_for_somebody_else_waits_for_their_word(
    session: Session, ledger: Ledger
) -> None:
    terms = CommitmentTerms("Train the reps", Side.THEIRS, FRIDAY, owner_id=ledger.jo.id)

    made = commitments.propose(
        session, ledger.acme, terms, actor=ledger.acting(ledger.nadia), now=NOW
    )

    assert made.state is CommitmentState.PROPOSED
    assert made.accepted_due_on is None


@pytest.mark.parametrize("title", ["", "  \n", "x" * 251])
def test_a_title_has_to_say_something_in_few_words(
    session: Session, ledger: Ledger, title: str
) -> None:
    terms = CommitmentTerms(title, Side.OURS, FRIDAY)

    with pytest.raises(Refusal) as refused:
        commitments.propose(session, ledger.acme, terms, actor=System("import"), now=NOW)

    assert refused.value.block_id == "title"


def test_the_partners_person_accepts_for_their_side(session: Session, ledger: Ledger) -> None:
    asked = make_commitment(
        session, ledger.acme, side=Side.THEIRS, owner=ledger.jo, state=CommitmentState.PROPOSED
    )

    change = commitments.accept(session, asked, actor=ledger.acting(ledger.jo), now=NOW)

    assert asked.state is CommitmentState.ACCEPTED
    assert asked.accepted_by == ledger.jo.id
    assert change.outcome == "Jo March of Acme accepted *Send the deck*."


def test_the_partners_people_cannot_change_what_we_promised(
    session: Session, ledger: Ledger
) -> None:
    ours = promised(session, ledger)

    with pytest.raises(Refusal, match="Only the side that promised this"):
        commitments.done(session, ours, actor=ledger.acting(ledger.jo), now=NOW)


def test_another_partners_person_is_told_it_is_not_there(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)
    globex = make_partner(session, ledger.workspace, name="Globex")
    stranger = make_person(session, ledger.workspace, name="Hank", side=Side.THEIRS, partner=globex)

    with pytest.raises(Refusal, match="can't find that"):
        commitments.of(session, ledger.acting(stranger), ours.id)


def test_another_workspaces_person_is_told_it_is_not_there(
    session: Session, ledger: Ledger
) -> None:
    ours = promised(session, ledger)
    elsewhere = make_person(session, make_workspace(session, name="Elsewhere"))

    with pytest.raises(Refusal, match="can't find that"):
        commitments.of(session, ledger.acting(elsewhere), ours.id)


def test_done_closes_it_on_the_owners_own_date(session: Session, ledger: Ledger) -> None:
    tokyo = make_person(session, ledger.workspace, name="Kenji", zone="Asia/Tokyo")
    theirs = make_commitment(session, ledger.acme, owner=tokyo)

    change = commitments.done(session, theirs, actor=ledger.acting(tokyo), now=NOW)

    assert theirs.done_on == date(2026, 11, 26)  # it is Thursday in Tokyo already
    assert change.outcome == "Kenji marked *Send the deck* as done on Thu 26 Nov 2026."


def test_what_somebody_promised_who_is_not_in_slack_is_done_on_our_owners_date(
    session: Session, ledger: Ledger
) -> None:
    jo = make_person(
        session,
        ledger.workspace,
        name="Jo",
        side=Side.THEIRS,
        partner=ledger.acme,
        zone="UTC",
        slack_user_id=None,
    )
    row = make_commitment(session, ledger.acme, side=Side.THEIRS, owner=jo, due_on=TODAY)
    evening = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)  # 19:30 on the 25th in New York

    commitments.done(session, row, actor=ledger.acting(ledger.nadia), now=evening)

    assert row.done_on == TODAY


def test_done_a_second_time_says_so_and_changes_nothing(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)
    commitments.done(session, ours, actor=ledger.acting(ledger.nadia), now=NOW)

    with pytest.raises(Refusal, match="It is already done"):
        commitments.done(
            session, ours, actor=ledger.acting(ledger.nadia), now=NOW + timedelta(days=3)
        )

    assert ours.closed_at == NOW


def test_what_was_done_by_mistake_goes_on(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)
    commitments.done(session, ours, actor=ledger.acting(ledger.nadia), now=NOW)

    commitments.reopen(session, ours, actor=ledger.acting(ledger.nadia), now=NOW)

    assert ours.state is CommitmentState.IN_PROGRESS
    assert ours.done_on is None


def test_moving_before_the_day_is_renegotiation(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)

    commitments.move(
        session,
        ours,
        to=NEXT_TUESDAY,
        reason="holiday",
        actor=ledger.acting(ledger.nadia),
        now=NOW,
    )

    move = session.exec(select(CommitmentMove)).one()
    assert (move.from_on, move.to_on, move.before_due) == (FRIDAY, NEXT_TUESDAY, True)
    assert ours.due_on == NEXT_TUESDAY
    assert ours.accepted_due_on == NEXT_TUESDAY


def test_moving_after_the_day_leaves_the_miss(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)

    commitments.move(
        session,
        ours,
        to=NEXT_TUESDAY,
        reason=None,
        actor=ledger.acting(ledger.nadia),
        now=NOW + timedelta(days=4),
    )

    assert ours.due_on == NEXT_TUESDAY
    assert ours.accepted_due_on == FRIDAY


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        pytest.param(date(2026, 11, 24), "today or a later day", id="a day gone by"),
        pytest.param(FRIDAY, "due on that day already", id="the same day"),
    ],
)
def test_a_new_date_has_to_be_new_and_to_come(
    session: Session, ledger: Ledger, to: date, sentence: str
) -> None:
    ours = promised(session, ledger)

    with pytest.raises(Refusal, match=sentence):
        commitments.move(
            session, ours, to=to, reason=None, actor=ledger.acting(ledger.nadia), now=NOW
        )


def test_blocked_says_what_kind_and_who_can_clear_it(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)

    change = commitments.block(
        session,
        ours,
        kind="legal",
        unblocker="Ada",
        actor=ledger.acting(ledger.nadia),
        now=NOW,
    )

    assert ours.blocked_on == NOW.date()
    assert change.outcome == (
        "Nadia Brooks marked *Send the deck* as blocked (legal); Ada can clear it."
    )


def test_the_third_snooze_asks_for_a_date_instead(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)
    nadia = ledger.acting(ledger.nadia)
    for _ in range(2):
        commitments.snooze(session, ours, choice=SnoozeChoice.TOMORROW, actor=nadia, now=NOW)

    with pytest.raises(Refusal, match="Choose a new date"):
        commitments.snooze(session, ours, choice=SnoozeChoice.TOMORROW, actor=nadia, now=NOW)


def test_every_act_is_in_the_trail_with_before_and_after(session: Session, ledger: Ledger) -> None:
    ours = promised(session, ledger)

    commitments.drop(
        session,
        ours,
        reason="no longer needed",
        by_agreement=True,
        actor=ledger.acting(ledger.nadia),
        now=NOW,
    )

    session.flush()
    entry = session.exec(select(Audit)).one()
    assert (entry.action, entry.actor) == ("commitment.dropped", str(ledger.nadia.id))
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["state"], entry.after["state"]) == ("accepted", "dropped")
    assert entry.after["reason"] == "no longer needed"
