"""The partner's people do their half in the shared channel, and are never written to directly."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.demo import cast
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.submit import submit
from bot.flows.partners import week as partner_week
from bot.flows.people.identity import actor_of
from bot.rules.kickoff import STEPS, Topic
from bot.sandbox.entities import Message
from storage.database import Database
from storage.disagreements import Disagreement
from storage.kickoffs import Kickoff, KickoffState
from storage.outbox import Outbox, OutboxKind
from storage.people import Person, Side
from storage.pulses import PulseAnswer
from tests.factories import make_commitment
from tests.journeys.conftest import MONDAY, Town, living
from tests.kickoff.cast import Cast, typed

ACME = cast.COMPANIES[1]
WILL = ACME.user
NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture
def town(sqlite_database: Database) -> Iterator[Town]:
    with living(sqlite_database, records=False) as made:
        yield made


def person(session: Session, slack_user_id: str) -> Person:
    return session.exec(select(Person).where(Person.slack_user_id == slack_user_id)).one()


def hold_kickoff(town: Town) -> None:
    """Let Nadia submit a kickoff with Acme; its summary stands in the shared channel."""
    with town.database.across_workspaces.transaction() as session:
        nadia, arjun = person(session, cast.MANAGER), person(session, cast.ENGINEER)
        acting = actor_of(nadia)
        partner_id = town.partners[ACME.slug]
        held = kickoff.open_for(session, acting, partner_id, now=MONDAY)
        who = Cast(None, held.partner, acting, arjun, acting, acting, None, None)  # type: ignore[arg-type]
        for step in range(1, len(STEPS) + 1):
            kickoff.leave(
                session,
                acting,
                held.kickoff.id,
                step=step,
                fields=typed(who),
                seen_version=held.kickoff.version,
                now=MONDAY,
            )
        assert not submit(session, acting, held.kickoff.id, now=MONDAY).errors
    town.deliver()


def last(town: Town) -> Message:
    return town.posts(ACME.shared_channel, WILL)[-1]


def buttons(message: Message, action_id: str) -> list[dict[str, object]]:
    return [
        element
        for block in message.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == action_id
    ]


def nobody_outside_was_written_to(town: Town) -> bool:
    outside = {company.user for company in cast.COMPANIES} | {cast.GUEST}
    told = {
        str(call.args.get("channel"))
        for call in town.sandbox.calls
        if call.method in {"chat.postMessage", "chat.postEphemeral", "conversations.open"}
    }
    direct = {town.sandbox.world.dm(user).id for user in outside}
    return not told & (outside | direct)


def test_a_partners_person_finishes_their_half_in_the_shared_channel(town: Town) -> None:
    hold_kickoff(town)
    summary = last(town)
    assert "Anyone of Acme Corporation in this channel can" in str(summary.blocks)

    town.press(WILL, summary, "kickoff.read")
    [first, *_] = [
        block["accessory"]["value"]
        for block in town.modal(WILL).body["blocks"]
        if block.get("accessory")
    ]
    town.press(WILL, town.modal(WILL), "kickoff.disagree", value=first)
    town.submit(WILL, {"position": {"value": "We begin as a referral partner"}})
    for _ in range(2):
        waiting = buttons(last(town), "kickoff.accept")[0]
        town.press(WILL, last(town), "kickoff.accept", value=waiting["value"])
        town.deliver()
    town.press(WILL, last(town), "kickoff.confirm")
    town.deliver()

    said = str(last(town).blocks)
    assert "confirmed by Will Doyle" in said
    assert "every commitment is answered" in said
    assert "(Will Doyle): We begin as a referral partner" in said
    with town.database.across_workspaces.reading() as session:
        assert session.exec(select(Kickoff)).one().state is KickoffState.CONFIRMED
        assert session.exec(select(Disagreement)).one().title == Topic.K1.title
    assert nobody_outside_was_written_to(town)


def test_reminders_come_by_both_yeses_in_the_channel_and_end_at_once(town: Town) -> None:
    with town.database.across_workspaces.transaction() as session:
        partner = kickoff.open_for(
            session,
            actor_of(person(session, cast.MANAGER)),
            town.partners[ACME.slug],
            now=MONDAY,
        ).partner
        for side, title in ((Side.THEIRS, "Name two reps"), (Side.OURS, "Send the deck")):
            make_commitment(session, partner, title=title, side=side, due_on=date(2026, 11, 16))
    town.type(cast.MANAGER, ACME.internal_channel, "settings Acme Corporation")
    town.press(cast.MANAGER, town.modal(cast.MANAGER), "consent.ask")
    town.deliver()
    town.press(WILL, last(town), "consent.give")
    assert "Will Doyle agreed for Acme Corporation" in str(last(town).blocks)

    town.at(MONDAY)
    reminder = last(town)
    said = reminder.text
    assert said.index("Send the deck") < said.index("Name two reps")
    [done, *_] = buttons(reminder, "commitment.done")
    town.press(WILL, reminder, "commitment.done", value=done["value"])
    assert "done by Will Doyle" in str(last(town).blocks)
    assert "Send the deck" in str(last(town).blocks)

    town.press(WILL, last(town), "consent.withdraw")
    assert "None go out from now on" in last(town).text
    town.at(NEXT_MONDAY)
    assert weekly(town) == 1
    assert nobody_outside_was_written_to(town)


def weekly(town: Town) -> int:
    with town.database.across_workspaces.reading() as session:
        statement = select(Outbox).where(
            col(Outbox.rule) == partner_week.RULE, col(Outbox.kind) == OutboxKind.POST
        )
        return len(session.exec(statement).all())


def test_the_question_of_the_quarter_is_answered_where_only_we_read_it(town: Town) -> None:
    town.type(cast.MANAGER, ACME.internal_channel, "settings Acme Corporation")
    town.press(cast.MANAGER, town.modal(cast.MANAGER), "pulse.ask")
    town.deliver()
    town.press(WILL, last(town), "pulse.answer")
    town.submit(
        WILL,
        {
            "score": {"score": "2"},
            "word": {"word": "Legal is slow"},
        },
    )
    town.deliver()

    with town.database.across_workspaces.reading() as session:
        assert session.exec(select(PulseAnswer)).one().score == 2
    assert "Legal is slow" not in str([post.blocks for post in town.posts(ACME.shared_channel)])
    assert "Legal is slow" in str([post.blocks for post in town.direct(cast.MANAGER)])
    assert nobody_outside_was_written_to(town)
