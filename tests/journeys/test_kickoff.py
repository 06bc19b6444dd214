"""A kickoff between two companies, from the command to the yes of both sides."""

from sqlmodel import col, select

from bot.demo import cast
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import Topic, TopicState
from handlers.kickoff_topics import MEANWHILE
from messages.ids import Action
from storage.audit import Audit
from storage.goals import Goal
from storage.kickoffs import Kickoff, KickoffState, KickoffTopic
from storage.partners import Channel
from tests.journeys.conftest import Town
from tests.journeys.kickoff_hand import (
    BLUTH,
    GLOBEX,
    NADIA,
    choose_state,
    fill,
    go_through,
    press,
    promised,
    said,
    summary_in,
)


def test_a_kickoff_from_the_command_to_both_sides_yes(small_town: Town) -> None:
    town = small_town

    go_through(town)

    assert "2 topics" in str(town.modal(NADIA).body) or "1 topic" in str(town.modal(NADIA).body)
    ours = summary_in(town, BLUTH.internal_channel)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)
    assert "not confirmed yet" in said(ours)
    assert "lock-in" not in said(ours) + said(theirs)
    assert Action.KICKOFF_CONFIRM not in said(ours)

    outcome = town.press(BLUTH.user, theirs, Action.KICKOFF_CONFIRM)
    assert outcome.ok, outcome.error
    accept = str(promised(town, "Name two reps").id)
    assert town.press(BLUTH.user, theirs, Action.KICKOFF_ACCEPT, value=accept).ok
    town.deliver()

    for channel in (BLUTH.internal_channel, BLUTH.shared_channel):
        assert "confirmed by Sofia Marin" in said(summary_in(town, channel))
        assert "accepted by Sofia Marin" in said(summary_in(town, channel))
    [told] = town.direct(NADIA)
    assert told.text.startswith("Sofia Marin confirmed Bluth Company's half of the kickoff.")
    with town.database.across_workspaces.reading() as session:
        goal = session.exec(select(Goal)).one()
        kickoff = session.exec(select(Kickoff)).one()
        actions = set(session.exec(select(Audit.action)))
    assert goal.agreed_theirs_on is not None
    assert kickoff.state is KickoffState.CONFIRMED
    assert promised(town, "Name two reps").state is CommitmentState.ACCEPTED
    assert promised(town, "Train their reps").state is CommitmentState.ACCEPTED
    assert {"kickoff.submitted", "kickoff.confirmed", "kickoff.promise_accepted"} <= actions


def test_the_partner_changes_and_declines_their_commitments(small_town: Town) -> None:
    town = small_town
    go_through(town)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)
    first, second = promised(town, "Name two reps"), promised(town, "Send the price list")

    change = town.press(BLUTH.user, theirs, Action.KICKOFF_CHANGE_PROMISE, value=str(first.id))
    assert change.ok, change.error
    assert fill(town, {"title": "Name one rep", "due_on": "2026-12-20"}, BLUTH.user).ok
    assert town.press(BLUTH.user, theirs, Action.KICKOFF_DECLINE, value=str(second.id)).ok
    assert fill(town, {"reason": "No price list yet"}, BLUTH.user).ok
    town.deliver()

    shown = summary_in(town, BLUTH.shared_channel)
    assert "Sofia Marin asks for: Name one rep" in said(shown)
    assert "No price list yet" in said(shown)
    asked, declined = town.direct(NADIA)[-2:]
    assert "asks for a change" in asked.text
    assert "*Send the price list*. Reason: No price list yet" in declined.text
    assert town.press(NADIA, asked, Action.KICKOFF_TAKE_CHANGE, value=str(first.id)).ok
    town.deliver()
    assert promised(town, "Name one rep").state is CommitmentState.ACCEPTED
    assert "agreed to the change" in town.direct(NADIA)[-2].text


def test_the_partner_puts_their_half_right(small_town: Town) -> None:
    town = small_town
    go_through(town)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)

    assert town.press(BLUTH.user, theirs, Action.KICKOFF_CHANGE).ok
    assert fill(town, {"K4.theirs": "Not before June", "K4.state": "differs"}, BLUTH.user).ok
    town.deliver()

    assert "Not before June" in said(summary_in(town, BLUTH.internal_channel))
    assert "Roll-out" in town.direct(NADIA)[-1].text


def test_a_guest_answers_for_the_partner_they_work_for_and_for_no_other(small_town: Town) -> None:
    town = small_town
    go_through(town, GLOBEX.internal_channel)
    post = summary_in(town, GLOBEX.shared_channel, cast.GUEST)

    assert town.press(cast.GUEST, post, Action.KICKOFF_CONFIRM).ok
    town.deliver()

    assert "confirmed by" in said(summary_in(town, GLOBEX.shared_channel))


def test_ours_cannot_confirm_for_a_partner_with_a_shared_channel(small_town: Town) -> None:
    town = small_town
    go_through(town)
    post = summary_in(town, BLUTH.shared_channel)

    assert town.press(NADIA, post, Action.KICKOFF_CONFIRM).ok

    assert "to answer" in town.posts(BLUTH.shared_channel, NADIA)[-1].text
    with town.database.across_workspaces.reading() as session:
        assert session.exec(select(Kickoff)).one().state is KickoffState.SUBMITTED


def test_without_a_shared_channel_ours_record_the_partners_answers(small_town: Town) -> None:
    town = small_town
    with town.database.across_workspaces.transaction() as session:
        shared = session.exec(
            select(Channel).where(col(Channel.slack_channel_id) == BLUTH.shared_channel)
        ).one()
        session.delete(shared)
    go_through(town)
    post = summary_in(town, BLUTH.internal_channel)
    assert "our people record their answers for them" in said(post)

    value = str(promised(town, "Name two reps").id)
    assert town.press(NADIA, post, Action.KICKOFF_CONFIRM).ok
    assert town.press(NADIA, post, Action.KICKOFF_ACCEPT, value=value).ok

    shown = said(summary_in(town, BLUTH.internal_channel))
    assert "recorded by Nadia Brooks for Bluth Company" in shown
    assert promised(town, "Name two reps").state is CommitmentState.ACCEPTED


def test_a_topic_is_edited_after_the_kickoff_and_the_summary_says_so(small_town: Town) -> None:
    town = small_town
    go_through(town)
    town.sandbox.acts.close(NADIA, town.modal(NADIA).id)
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    with town.database.across_workspaces.reading() as session:
        topic = session.exec(select(KickoffTopic).where(col(KickoffTopic.topic) == Topic.K5)).one()

    press(town, Action.KICKOFF_EDIT_TOPIC, value=str(topic.id))
    choose_state(town, Topic.K5, "agreed")
    assert fill(town, {"K5.ours": "We bring them leads"}).ok
    town.deliver()

    assert "We bring them leads" in said(summary_in(town, BLUTH.shared_channel))
    assert "9 of 10 topics agreed" in said(summary_in(town, BLUTH.shared_channel))


def topic_of(town: Town, topic: Topic) -> KickoffTopic:
    with town.database.across_workspaces.reading() as session:
        return session.exec(select(KickoffTopic).where(col(KickoffTopic.topic) == topic)).one()


def edit(town: Town, topic: Topic) -> None:
    """Open the form of one topic as the partner manager."""
    town.type(NADIA, BLUTH.internal_channel, "kickoff")
    press(town, Action.KICKOFF_EDIT_TOPIC, value=str(topic_of(town, topic).id))


def test_a_form_that_stood_open_takes_back_nothing_that_others_changed_meanwhile(
    small_town: Town,
) -> None:
    town = small_town
    go_through(town)
    town.sandbox.acts.close(NADIA, town.modal(NADIA).id)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)
    edit(town, Topic.K5)
    assert town.press(BLUTH.user, theirs, Action.KICKOFF_CHANGE).ok

    assert fill(town, {"K5.theirs": "Leads", "K5.state": "differs"}, BLUTH.user).ok
    choose_state(town, Topic.K5, "open")  # draws the form anew: it was open all the time
    assert fill(town, {"K5.ours": "Training"}).ok

    both = topic_of(town, Topic.K5)
    assert (both.ours, both.theirs, both.state) == ("Training", "Leads", TopicState.DIFFERS)

    assert town.press(BLUTH.user, theirs, Action.KICKOFF_CHANGE).ok
    edit(town, Topic.K5)
    choose_state(town, Topic.K5, "agreed")
    assert fill(town, {"K5.ours": "Leads it is"}).ok
    assert fill(town, {"K4.theirs": "Not before June"}, BLUTH.user).ok

    assert topic_of(town, Topic.K4).theirs == "Not before June"
    assert topic_of(town, Topic.K5).state is TopicState.AGREED


def test_a_topic_the_partner_declines_meanwhile_is_to_be_opened_again(small_town: Town) -> None:
    town = small_town
    go_through(town)
    town.sandbox.acts.close(NADIA, town.modal(NADIA).id)
    theirs = summary_in(town, BLUTH.shared_channel, BLUTH.user)
    edit(town, Topic.K5)
    assert town.press(BLUTH.user, theirs, Action.KICKOFF_CHANGE).ok
    assert fill(town, {"K5.state": "declined"}, BLUTH.user).ok

    outcome = fill(town, {"K5.ours": "Training"})

    assert outcome.errors == {"K5.state": MEANWHILE}
    assert topic_of(town, Topic.K5).state is TopicState.DECLINED
