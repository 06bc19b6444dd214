"""The partner answers a kickoff: confirms their half, or changes what it says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.flows.errors import Refusal
from bot.flows.goals import their_goals
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import promises as kickoff_promises
from bot.flows.kickoff import record as kickoff_record
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff import topics as kickoff_topics
from bot.flows.people.identity import actor_of
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import Topic
from messages.shared.kickoff_changes import their_half
from messages.shared.kickoff_submitted import half_confirmed
from messages.shared.kickoff_summary import summary
from storage.audit import Audit
from storage.goals import Goal, GoalState
from storage.kickoffs import KickoffState
from storage.outbox import Outbox, OutboxKind
from tests.factories import NOW
from tests.kickoff.cast import cast_of, finished, promise, submitted


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


def test_a_goal_they_declined_stays_so_when_they_confirm_the_rest(session: Session) -> None:
    cast, kickoff_id = finished(session)
    goal = session.exec(select(Goal)).one()
    their_goals.decline(session, cast.jo, goal.id, reason="Too much", now=NOW)

    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)

    assert (goal.state, goal.agreed_theirs_on) == (GoalState.NOT_ALIGNED, None)


def test_an_edit_after_their_yes_asks_for_it_from_that_day_on(session: Session) -> None:
    cast, kickoff_id = finished(session)
    kickoff_settling.confirm(session, cast.jo, kickoff_id, now=NOW)
    held = kickoff.of(session, cast.nadia, kickoff_id)
    row = kickoff_record.topic_rows(session, held.kickoff)[Topic.K1]

    late = NOW + timedelta(days=100)
    kickoff_topics.change(session, actor_of(cast.ben), row.id, fields={"K1.ours": "Less"}, now=late)

    page = kickoff_settling.shown(session, cast.jo, kickoff_id, now=late + timedelta(days=2))
    assert (page.waiting_days, page.submitted_by) == (2, "Ben Roth")


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
