"""The partner answers what a kickoff asks of them: accepts, declines, proposes a change."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.flows.commitments import changes as commitments
from bot.flows.errors import Refusal
from bot.flows.kickoff import promises as kickoff_promises
from bot.flows.kickoff import settling as kickoff_settling
from bot.rules.commitments import CommitmentState
from storage.outbox import Outbox, OutboxKind, OutboxState
from tests.factories import NOW, TODAY
from tests.kickoff.cast import finished, promise


def test_accepting_a_commitment_rewrites_both_summaries_to_say_who(session: Session) -> None:
    cast, _ = finished(session)

    kickoff_promises.accept(session, cast.jo, promise(session).id, now=NOW)

    assert promise(session).state is CommitmentState.ACCEPTED
    assert promise(session).accepted_by == cast.jo.person_id
    updates = session.exec(select(Outbox).where(col(Outbox.kind) == OutboxKind.UPDATE)).all()
    assert len(updates) == 2
    assert all("accepted by Jo March" in str(one.payload) for one in updates)


def test_whoever_accepted_a_commitment_is_not_named_for_what_others_do_with_it(
    session: Session,
) -> None:
    cast, kickoff_id = finished(session)
    row = promise(session)
    kickoff_promises.accept(session, cast.jo, row.id, now=NOW)
    commitments.block(session, row, kind="legal", unblocker=None, actor=cast.nadia, now=NOW)

    page = kickoff_settling.shown(session, cast.jo, kickoff_id, now=NOW)

    [line] = [line for line in page.promises if line.id == row.id]
    assert (line.state, line.settled_by) == ("blocked", None)


def test_the_clicked_summary_is_left_to_the_listener(session: Session) -> None:
    cast, _ = finished(session)
    assert cast.shared is not None
    post = session.exec(select(Outbox).where(col(Outbox.channel_id) == cast.shared.id)).one()
    post.slack_channel_id, post.slack_ts, post.state = "C1", "1.2", OutboxState.SENT

    settled = kickoff_promises.accept(
        session, cast.jo, promise(session).id, now=NOW, clicked=("C1", "1.2")
    )

    assert settled.summary is not None
    updates = session.exec(select(Outbox).where(col(Outbox.kind) == OutboxKind.UPDATE)).all()
    assert post.id not in {one.updates_id for one in updates}


def test_declining_asks_the_reason_shows_it_and_tells_our_owner(session: Session) -> None:
    cast, _ = finished(session)
    row = promise(session)

    with pytest.raises(Refusal, match="why"):
        kickoff_promises.decline(session, cast.jo, row.id, reason=" ", now=NOW)
    settled = kickoff_promises.decline(session, cast.jo, row.id, reason="No budget", now=NOW)

    assert row.state is CommitmentState.DECLINED
    [line] = [line for line in settled.page.promises if line.id == row.id]
    assert (line.state, line.reason) == ("declined", "No budget")
    told = session.exec(select(Outbox).where(col(Outbox.rule) == "kickoff_changed")).one()
    assert told.person_id == cast.nadia.person_id
    assert told.payload["text"] == (
        "Jo March declined what Acme was asked in the kickoff: *Name two reps*. Reason: No budget"
    )


def test_what_a_colleague_accepted_meanwhile_is_not_declined_from_an_older_form(
    session: Session,
) -> None:
    cast, _ = finished(session)
    row = promise(session)
    kickoff_promises.accept(session, cast.jo, row.id, now=NOW)

    with pytest.raises(Refusal, match="already accepted"):
        kickoff_promises.decline(session, cast.jo, row.id, reason="No budget", now=NOW)

    assert row.state is CommitmentState.ACCEPTED


def test_a_proposed_change_waits_for_our_yes_and_our_owner_is_told(session: Session) -> None:
    cast, _ = finished(session)
    row = promise(session)

    settled = kickoff_promises.ask_change(
        session, cast.jo, row.id, title="Name one rep", due_on=date(2026, 12, 17), now=NOW
    )

    assert (row.title, row.state) == ("Name two reps", CommitmentState.PROPOSED)
    [line] = [line for line in settled.page.promises if line.id == row.id]
    assert line.change is not None
    assert (line.change.title, line.change.by) == ("Name one rep", "Jo March")
    told = session.exec(select(Outbox).where(col(Outbox.rule) == "kickoff_changed")).one()
    assert told.person_id == cast.nadia.person_id

    kickoff_promises.take_change(session, cast.nadia, row.id, agreed=True, now=NOW)

    assert (row.title, row.due_on, row.accepted_due_on) == (
        "Name one rep",
        date(2026, 12, 17),
        date(2026, 12, 17),
    )
    assert (row.state, row.accepted_by) == (CommitmentState.ACCEPTED, cast.jo.person_id)


def test_the_partner_does_not_agree_to_their_own_change(session: Session) -> None:
    cast, _ = finished(session)
    row = promise(session)
    kickoff_promises.ask_change(
        session, cast.jo, row.id, title="Less", due_on=date(2026, 12, 17), now=NOW
    )

    with pytest.raises(Refusal, match="other side"):
        kickoff_promises.take_change(session, cast.jo, row.id, agreed=True, now=NOW)


@pytest.mark.parametrize("agreed", [True, False])
def test_an_answer_takes_back_what_still_waits_to_ask_for_it(
    session: Session, agreed: bool
) -> None:
    cast, _ = finished(session)
    row = promise(session)
    kickoff_promises.ask_change(
        session, cast.jo, row.id, title="Less", due_on=date(2026, 12, 17), now=NOW
    )
    assert kickoff_promises.still_asked(session, cast.nadia, row.id)

    kickoff_promises.take_change(session, cast.nadia, row.id, agreed=agreed, now=NOW)

    session.expire_all()
    told = session.exec(select(Outbox).where(col(Outbox.rule) == "kickoff_changed")).one()
    assert told.state is OutboxState.SKIPPED
    assert not kickoff_promises.still_asked(session, cast.nadia, row.id)


def test_who_was_asked_for_an_earlier_change_cannot_agree_to_the_later_one_by_it(
    session: Session,
) -> None:
    cast, _ = finished(session)
    row = promise(session)
    for title in ("Name one rep", "Name none"):
        day = date(2026, 12, 17)
        kickoff_promises.ask_change(session, cast.jo, row.id, title=title, due_on=day, now=NOW)
        for told in session.exec(select(Outbox).where(col(Outbox.rule) == "kickoff_changed")):
            told.state = OutboxState.SENT
        session.flush()

    first, second = session.exec(
        select(Outbox).where(col(Outbox.rule) == "kickoff_changed").order_by(col(Outbox.id))
    )
    rewrite = session.exec(select(Outbox).where(col(Outbox.updates_id) == first.id)).one()
    assert "Jo March asks for another change in *Name two reps* by now" in rewrite.payload["text"]
    assert "Agree to the change" not in str(rewrite.payload)
    assert "Agree to the change" in str(second.payload)


def test_keeping_it_as_it_was_leaves_it_proposed(session: Session) -> None:
    cast, _ = finished(session)
    row = promise(session)
    kickoff_promises.ask_change(
        session, cast.jo, row.id, title="Less", due_on=date(2026, 12, 17), now=NOW
    )

    settled = kickoff_promises.take_change(session, cast.nadia, row.id, agreed=False, now=NOW)

    assert (row.title, row.state) == ("Name two reps", CommitmentState.PROPOSED)
    assert all(line.change is None for line in settled.page.promises)


@pytest.mark.parametrize(
    ("title", "due_on", "sentence"),
    [
        pytest.param(" ", date(2026, 12, 17), "Say what is promised", id="no words"),
        pytest.param("x" * 251, date(2026, 12, 17), "at most 250", id="too long"),
        pytest.param("Less", None, "Choose today", id="no date"),
        pytest.param("Less", date(2026, 11, 1), "Choose today", id="gone by"),
        pytest.param("Name two reps", date(2026, 12, 10), "Nothing is different", id="the same"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_one_sentence(
    session: Session, title: str, due_on: date | None, sentence: str
) -> None:
    cast, _ = finished(session)

    with pytest.raises(Refusal, match=sentence):
        kickoff_promises.ask_change(
            session, cast.jo, promise(session).id, title=title, due_on=due_on, now=NOW
        )


def test_a_change_whose_date_is_over_is_not_agreed_to_but_can_be_refused(
    session: Session,
) -> None:
    cast, _ = finished(session)
    row = promise(session)
    kickoff_promises.ask_change(
        session, cast.jo, row.id, title="Less", due_on=TODAY + timedelta(days=1), now=NOW
    )
    later = NOW + timedelta(days=3)

    with pytest.raises(Refusal, match=r"The date they ask for, Thu 26 Nov 2026, is over: keep it"):
        kickoff_promises.take_change(session, cast.nadia, row.id, agreed=True, now=later)
    settled = kickoff_promises.take_change(session, cast.nadia, row.id, agreed=False, now=later)

    assert row.title == "Name two reps"
    assert all(line.change is None for line in settled.page.promises)
