"""What stands on a review's page, taken from the record."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from bot.flows.qbr.page import page_of
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import Topic, TopicState
from messages.shared.qbr import agreed_only, page_blocks
from messages.shared.qbr_content import Outcome, QbrPage
from storage.commitments import CommitmentMove
from storage.kickoffs import KickoffState, KickoffTopic
from storage.partners import Partner
from storage.people import Person, Side
from tests.factories import (
    NOW,
    TODAY,
    make_commitment,
    make_kickoff,
)

HELD_ON = date(2026, 12, 10)


def page(session: Session, partner: Partner) -> QbrPage:
    return page_of(session, partner, held_on=HELD_ON, today=TODAY)


def said(page: QbrPage) -> list[str]:
    """Return the parts of the page as they are read."""
    return [block["text"]["text"] for block in page_blocks(page)]


@pytest.mark.parametrize(
    ("state", "due_on", "done_on", "outcome"),
    [
        (CommitmentState.DONE, date(2026, 11, 10), date(2026, 11, 10), Outcome.KEPT),
        (CommitmentState.DONE, date(2026, 11, 10), date(2026, 11, 11), Outcome.KEPT_LATE),
        (CommitmentState.ACCEPTED, date(2026, 11, 24), None, Outcome.LATE),
        (CommitmentState.DROPPED, date(2026, 11, 10), None, Outcome.DROPPED),
    ],
)
def test_what_fell_due_since_the_last_review_says_what_became_of_it(
    session: Session,
    acme: Partner,
    state: CommitmentState,
    due_on: date,
    done_on: date | None,
    outcome: Outcome,
) -> None:
    make_commitment(session, acme, state=state, due_on=due_on, done_on=done_on)

    [promise] = page(session, acme).past

    assert promise.outcome is outcome


def test_what_was_settled_before_the_last_review_is_not_told_again(
    session: Session, acme: Partner
) -> None:
    make_commitment(
        session,
        acme,
        state=CommitmentState.DONE,
        due_on=date(2026, 9, 1),
        done_on=date(2026, 9, 1),
    )

    found = page(session, acme)

    assert found.past == ()
    assert found.given == ()
    assert found.kept_ours == "1 of 1"  # the kept rate looks back 90 days all the same


def test_ours_come_before_theirs_and_late_ones_stay_until_done(
    session: Session, acme: Partner
) -> None:
    make_commitment(session, acme, title="Theirs", side=Side.THEIRS, due_on=date(2026, 11, 1))
    make_commitment(session, acme, title="Ours", due_on=date(2026, 11, 20))
    make_commitment(session, acme, title="Old", due_on=date(2026, 6, 1))

    assert [one.title for one in page(session, acme).past] == ["Old", "Ours", "Theirs"]


def test_moves_are_counted_with_their_days(session: Session, acme: Partner) -> None:
    promise = make_commitment(session, acme, due_on=date(2026, 11, 20))
    for from_on, to_on in ((6, 10), (10, 20)):
        session.add(
            CommitmentMove(
                workspace_id=acme.workspace_id,
                commitment_id=promise.id,
                from_on=date(2026, 11, from_on),
                to_on=date(2026, 11, to_on),
                before_due=True,
                moved_at=NOW,
            )
        )

    [told] = page(session, acme).past

    assert (told.moves, told.moved_days) == (2, 14)


def test_what_missed_its_date_and_has_one_ahead_is_said_to_have_been_moved(
    session: Session, acme: Partner
) -> None:
    promise = make_commitment(session, acme, title="Train them", due_on=date(2026, 12, 20))
    moved = CommitmentMove(
        workspace_id=acme.workspace_id,
        commitment_id=promise.id,
        from_on=date(2026, 11, 10),
        to_on=date(2026, 12, 20),
        before_due=False,
        reason="The trainer was ill",
        moved_at=NOW,
    )
    session.add(moved)

    found = page(session, acme)

    assert found.past == ()
    assert [one.title for one in found.slipped] == ["Train them"]
    [slipped] = [part for part in said(found) if "What slipped" in part]
    assert "moved 1 time, 40 days in all: “The trainer was ill”" in slipped


def test_what_was_asked_for_a_day_that_is_over_still_wants_an_answer(
    session: Session, acme: Partner
) -> None:
    make_commitment(
        session,
        acme,
        title="Name 5 accounts",
        side=Side.THEIRS,
        state=CommitmentState.PROPOSED,
        due_on=date(2026, 11, 10),
    )
    make_commitment(
        session,
        acme,
        title="Undercut their price",
        state=CommitmentState.PROPOSED,
        due_on=date(2026, 11, 10),
    )

    theirs = said(agreed_only(page(session, acme)))

    [decisions] = [part for part in theirs if "Decisions needed" in part]
    assert "*Name 5 accounts*: accept, change or decline it" in decisions
    assert "Undercut" not in str(theirs)


def test_what_is_late_says_what_blocks_it_and_why_its_date_was_moved(
    session: Session, acme: Partner
) -> None:
    promise = make_commitment(
        session,
        acme,
        due_on=date(2026, 11, 20),
        state=CommitmentState.BLOCKED,
        blocked_kind="legal",
        blocked_on=date(2026, 11, 16),
        unblocker="Their counsel",
    )
    for day, reason in enumerate(("Too early.", "The list is not ready.", None), start=6):
        session.add(
            CommitmentMove(
                workspace_id=acme.workspace_id,
                commitment_id=promise.id,
                from_on=date(2026, 11, day),
                to_on=date(2026, 11, day + 1),
                before_due=True,
                reason=reason,
                moved_at=NOW - timedelta(days=20 - day),
            )
        )

    [told] = page(session, acme).past

    assert (told.blocked_kind, told.unblocker) == ("legal", "Their counsel")
    assert told.blocked_on == date(2026, 11, 16)
    assert told.moved_because == "The list is not ready."
    assert told.says_why


def test_what_makes_the_partner_successful_and_what_is_unsettled_come_from_the_kickoff(
    session: Session, acme: Partner, nadia: Person
) -> None:
    kickoff = make_kickoff(session, acme, by=nadia, state=KickoffState.SUBMITTED, submitted_at=NOW)
    for topic, state in (
        (Topic.K5, TopicState.AGREED),
        (Topic.K4, TopicState.DIFFERS),
        (Topic.K7, TopicState.DECLINED),
    ):
        session.add(
            KickoffTopic(
                workspace_id=acme.workspace_id,
                kickoff_id=kickoff.id,
                topic=topic,
                ours="Leads",
                theirs="Money",
                state=state,
                owner_id=nadia.id,
                due_on=TODAY,
                opened_at=NOW,
            )
        )

    found = page(session, acme)

    assert (found.success_ours, found.success_theirs) == ("Leads", "Money")
    [topic_told] = found.topics
    assert (topic_told.title, topic_told.state) == ("Roll-out", "seen differently")
    assert topic_told.owner == "Nadia Brooks"


def test_a_kickoff_that_is_still_a_draft_is_not_told(
    session: Session, acme: Partner, nadia: Person
) -> None:
    kickoff = make_kickoff(session, acme, by=nadia)
    session.add(
        KickoffTopic(
            workspace_id=acme.workspace_id,
            kickoff_id=kickoff.id,
            topic=Topic.K5,
            ours="A secret",
            opened_at=NOW,
        )
    )

    assert page(session, acme).success_ours == ""
    assert page(session, acme).topics == ()


def test_open_promises_ahead_are_the_next_quarters(session: Session, acme: Partner) -> None:
    make_commitment(session, acme, title="Ahead", due_on=date(2026, 12, 20))
    make_commitment(
        session,
        acme,
        title="Asked",
        side=Side.THEIRS,
        state=CommitmentState.PROPOSED,
        due_on=date(2027, 1, 20),
    )

    found = page(session, acme)

    assert [(one.title, one.outcome) for one in found.ahead] == [
        ("Ahead", Outcome.OPEN),
        ("Asked", Outcome.PROPOSED),
    ]
    assert found.past == ()
