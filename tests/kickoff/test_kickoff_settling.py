"""The partner answers a kickoff: confirms, changes, accepts, declines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from bot.flows.errors import Refusal
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import promises as kickoff_promises
from bot.flows.kickoff import record as kickoff_record
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff import topics as kickoff_topics
from bot.flows.people.identity import actor_of
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import Topic, TopicState
from messages.shared.kickoff_changes import their_half
from messages.shared.kickoff_submitted import half_confirmed
from messages.shared.kickoff_summary import summary
from storage.audit import Audit
from storage.commitments import Commitment
from storage.goals import Goal
from storage.kickoffs import KickoffState
from storage.outbox import Outbox, OutboxKind, OutboxState
from tests.factories import NOW
from tests.kickoff.cast import Cast, cast_of, submitted


def promise(session: Session, title: str = "Name two reps") -> Commitment:
    return session.exec(select(Commitment).where(col(Commitment.title) == title)).one()


def finished(session: Session, *, shared: bool = True) -> tuple[Cast, UUID]:
    cast = cast_of(session, shared=shared)
    return cast, submitted(session, cast).held.kickoff.id


def test_both_sides_read_names_where_only_one_could_say_us(session: Session) -> None:
    cast, kickoff_id = finished(session)
    page = kickoff_settling.shown(session, cast.jo, kickoff_id, now=NOW)

    read = str(their_half(page).payload) + str(summary(page, can_answer=True).blocks)

    assert f"*What {page.us} expects of Acme*" in read
    assert f"*What Acme can expect of {page.us}*" in read
    assert "expect of us" not in read
    assert "expect of them" not in read
    assert "our team" not in read


def test_the_summary_says_how_many_commitments_wait_for_an_answer(session: Session) -> None:
    cast, kickoff_id = finished(session)

    two = kickoff_settling.shown(session, cast.jo, kickoff_id, now=NOW)
    one = kickoff_promises.accept(session, cast.jo, promise(session).id, now=NOW).page

    assert "Answer the 2 commitments listed here" in str(summary(two, can_answer=True).blocks)
    assert "Answer the commitment listed here" in str(summary(one, can_answer=True).blocks)


def test_confirming_their_half_makes_the_goals_agreed_by_both(session: Session) -> None:
    cast, kickoff_id = finished(session)

    settled = kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)

    assert settled.held.kickoff.state is KickoffState.CONFIRMED
    assert settled.page.confirmation is not None
    assert (settled.page.confirmation.by, settled.page.confirmation.on_behalf) == (
        "Jo March",
        False,
    )
    assert session.exec(select(Goal)).one().agreed_theirs_on == date(2026, 11, 25)
    topics = kickoff_record.topic_rows(session, settled.held.kickoff)
    assert topics[Topic.K1].confirmed_by == cast.jo.person_id
    assert topics[Topic.K5].confirmed_by is None
    assert promise(session).state is CommitmentState.PROPOSED


def told_of_yes(session: Session) -> Sequence[Outbox]:
    return session.exec(select(Outbox).where(col(Outbox.rule) == "kickoff_confirmed")).all()


def test_our_owner_hears_once_that_their_half_is_confirmed_and_what_is_still_open(
    session: Session,
) -> None:
    cast, kickoff_id = finished(session)

    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)
    held = kickoff.of(session, cast.nadia, kickoff_id)
    row = kickoff_record.topic_rows(session, held.kickoff)[Topic.K1]
    kickoff_topics.change(session, cast.nadia, row.id, fields={"K1.ours": "Less"}, now=NOW)
    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)

    assert held.kickoff.state is KickoffState.CONFIRMED
    [told] = told_of_yes(session)
    assert (told.person_id, told.audience) == (cast.nadia.person_id, Audience.SHARED)
    assert told.payload["text"] == (
        "Jo March confirmed Acme's half of the kickoff. Still to settle: Acme's success. "
        "Still to answer: Name two reps, A sandbox. `/partner kickoff` shows it in full."
    )


def test_a_yes_that_leaves_nothing_open_says_so(session: Session) -> None:
    cast, kickoff_id = finished(session)
    page = kickoff_settling.shown(session, cast.jo, kickoff_id, now=NOW)
    agreed = replace(page, promises=(), topics=page.topics[:1])

    message = half_confirmed("Jo March", agreed, on_behalf=False)

    assert "Nothing is left open." in message.text
    assert "Still" not in message.text


def test_a_yes_that_another_of_ours_recorded_is_told_as_that_and_ones_own_is_not(
    session: Session,
) -> None:
    cast, kickoff_id = finished(session, shared=False)

    kickoff_settling.confirm(session, actor_of(cast.ben), kickoff_id, now=NOW)

    [told] = told_of_yes(session)
    assert told.payload["text"].startswith("Ben Roth recorded Acme's yes to their half of the")
    again = cast_of(session, shared=False)
    kickoff_settling.confirm(
        session, again.nadia, submitted(session, again).held.kickoff.id, now=NOW
    )
    assert told_of_yes(session) == [told]


def test_goals_are_not_agreed_by_confirming_while_their_topic_differs(session: Session) -> None:
    cast = cast_of(session)
    differs = {
        "K2.state": "differs",
        "K2.owner": cast.nadia.slack_user_id,
        "K2.due": "2026-12-09",
    }
    kickoff_id = submitted(session, cast, **differs).held.kickoff.id

    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)

    assert session.exec(select(Goal)).one().agreed_theirs_on is None


def test_confirming_twice_changes_nothing(session: Session) -> None:
    cast, kickoff_id = finished(session)

    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)
    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)

    entries = session.exec(select(Audit).where(col(Audit.action) == "kickoff.confirmed")).all()
    assert [entry.actor for entry in entries] == [str(cast.jo.person_id)]
    assert entries[0].after == {"for_side": "theirs", "on_behalf": False}


def test_another_partners_person_can_do_nothing_with_it(session: Session) -> None:
    cast, kickoff_id = finished(session)
    row = promise(session)

    for act in (
        lambda: kickoff_settling.confirm(session, cast.stranger, kickoff_id, now=NOW),
        lambda: kickoff_settling.shown(session, cast.stranger, kickoff_id, now=NOW),
        lambda: kickoff_promises.accept(session, cast.stranger, row.id, now=NOW),
        lambda: kickoff_promises.promise_of(session, cast.stranger, row.id),
        lambda: kickoff_settling.change_half(
            session, cast.stranger, kickoff_id, answers={}, now=NOW
        ),
    ):
        with pytest.raises(Refusal, match="can't find that"):
            act()


def test_ours_do_not_answer_for_a_partner_who_has_a_shared_channel(session: Session) -> None:
    cast, kickoff_id = finished(session)

    with pytest.raises(Refusal, match="Acme's to answer"):
        kickoff_settling.confirm(session, cast.nadia, kickoff_id, now=NOW)


def test_without_a_shared_channel_ours_record_it_and_it_says_so(session: Session) -> None:
    cast, kickoff_id = finished(session, shared=False)

    settled = kickoff_settling.confirm(session, cast.nadia, kickoff_id, now=NOW)

    assert settled.page.confirmation is not None
    assert settled.page.confirmation.on_behalf
    rewritten = session.exec(select(Outbox).where(col(Outbox.kind) == OutboxKind.UPDATE)).all()
    assert "recorded by Nadia Brooks for Acme" in str(rewritten[0].payload)


def test_accepting_a_commitment_rewrites_both_summaries_to_say_who(session: Session) -> None:
    cast, _ = finished(session)

    kickoff_promises.accept(session, cast.jo, promise(session).id, now=NOW)

    assert promise(session).state is CommitmentState.ACCEPTED
    assert promise(session).accepted_by == cast.jo.person_id
    updates = session.exec(select(Outbox).where(col(Outbox.kind) == OutboxKind.UPDATE)).all()
    assert len(updates) == 2
    assert all("accepted by Jo March" in str(one.payload) for one in updates)


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
