"""A channel of ours that others can read: paused, told of, cleared, and resumed by consent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.delivery.outbox import Intent, InternalChannel, post_internal, update_internal
from bot.demo import cast
from bot.sandbox.entities import Message
from messages.audience import InternalMessage
from messages.ids import Action
from messages.parts import section
from storage.audit import Audit
from storage.columns import new_id
from storage.database import Database
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Channel, ChannelKind, ChannelState
from storage.people import Person
from tests.journeys.conftest import MONDAY, Town, living

ACME = cast.COMPANIES[1]
OURS, THEM, OWNER = ACME.internal_channel, ACME.user, cast.MANAGER
CANARY = "CANARY behind its pace"
NEW_ID = "C0NEWID"


@pytest.fixture
def town(sqlite_database: Database) -> Iterator[Town]:
    with living(sqlite_database, records=False) as made:
        yield made


def row(town: Town) -> Channel:
    known = col(Channel.slack_channel_id).in_([OURS, NEW_ID])
    with town.database.across_workspaces.reading() as session:
        return session.exec(select(Channel).where(known)).one()


def write(town: Town, text: str = CANARY) -> Outbox:
    """Write a text for our own people into the outbox, for Acme's internal channel."""
    with town.database.across_workspaces.transaction() as session:
        channel = session.exec(select(Channel).where(Channel.slack_channel_id == OURS)).one()
        made = post_internal(
            session,
            InternalMessage(text=text, blocks=[section(text)]),
            InternalChannel(channel.id),
            intent=_intent(channel),
        )
        assert made is not None
        return session.get_one(Outbox, made)


def _intent(channel: Channel) -> Intent:
    return Intent(channel.workspace_id, str(new_id()), "slip", "A number fell.", MONDAY)


def standing(town: Town) -> list[str]:
    return [post.text for post in town.posts(row(town).slack_channel_id)]


def outbox(town: Town, kind: OutboxKind) -> list[Outbox]:
    with town.database.across_workspaces.reading() as session:
        return list(session.exec(select(Outbox).where(Outbox.kind == kind)))


def notice(town: Town) -> Message:
    return town.direct(OWNER)[-1]


def trail(town: Town, action: str) -> list[Audit]:
    with town.database.across_workspaces.reading() as session:
        return list(session.exec(select(Audit).where(Audit.action == action)))


def owner_id(town: Town) -> str:
    with town.database.across_workspaces.reading() as session:
        return str(session.exec(select(Person).where(Person.slack_user_id == OWNER)).one().id)


def shared(town: Town) -> None:
    """Share the channel with Acme, and let the event and what follows from it be heard."""
    town.sandbox.world.set_shared(OURS, [ACME.team])
    assert town.sandbox.settle()
    town.deliver()


@pytest.fixture
def paused(town: Town) -> Town:
    """Return a town where two texts of ours stand in a channel that is shared since."""
    for text in (CANARY, "Second CANARY"):
        write(town, text)
    town.deliver()
    shared(town)
    return town


def test_a_channel_shared_before_between_or_after_keeps_what_is_ours(town: Town) -> None:
    write(town, "Ours alone.")
    town.deliver()
    write(town)
    shared(town)  # after the intent, before it is sent
    write(town)
    town.deliver()

    assert standing(town) == ["Ours alone."]
    assert row(town).state is ChannelState.PAUSED
    assert "shared with another company" in notice(town).text
    assert {one.state for one in outbox(town, OutboxKind.POST) if one.rule == "slip"} == {
        OutboxState.SENT,
        OutboxState.HELD,
    }


def test_a_guest_s_joining_pauses_at_once_and_one_of_ours_does_not(town: Town) -> None:
    town.sandbox.world.leave(OURS, cast.SELLER)
    town.sandbox.world.join(OURS, cast.SELLER)
    assert town.sandbox.settle()
    assert row(town).state is ChannelState.OPEN

    town.sandbox.world.join(OURS, cast.GUEST)
    assert town.sandbox.settle()

    assert row(town).state is ChannelState.PAUSED
    assert row(town).paused_reason == "Somebody joined the channel who is not one of us."


def test_what_no_event_tells_of_is_seen_by_the_watch_within_a_minute(town: Town) -> None:
    town.sandbox.world.set_pending_shared(OURS, [ACME.team])
    assert row(town).state is ChannelState.OPEN

    for seconds in (0, 30):
        town.bot.watch.look_around(MONDAY + timedelta(seconds=seconds))

    assert row(town).state is ChannelState.PAUSED
    assert row(town).paused_reason == "The channel is about to be shared."
    with town.database.across_workspaces.reading() as session:
        others = session.exec(select(Channel).where(col(Channel.state) == ChannelState.PAUSED))
        assert len(others.all()) == 1


def test_a_channel_whose_id_changes_is_followed_and_looked_at_first(town: Town) -> None:
    first = write(town)
    town.deliver()
    for seconds in (0, 30):
        town.bot.watch.look_around(MONDAY + timedelta(seconds=seconds))
    town.sandbox.world.change_channel_id(OURS, NEW_ID)
    assert town.sandbox.settle()
    with town.database.across_workspaces.transaction() as session:
        update_internal(
            session,
            InternalMessage(text="On pace again.", blocks=[]),
            of=first.id,
            intent=_intent(row(town)),
        )
    town.deliver()
    assert standing(town) == ["On pace again."]

    town.sandbox.world.set_pending_shared(NEW_ID, [ACME.team])
    town.bot.watch.look_around(MONDAY + timedelta(seconds=60))

    assert row(town).state is ChannelState.PAUSED


def test_its_owner_reads_what_stands_there_and_has_all_of_it_deleted(paused: Town) -> None:
    told = notice(paused)
    paused.press(OWNER, told, Action.CHANNEL_SHOW)
    shown = str(paused.modal(OWNER).body)
    assert "2 messages that I wrote for our own people stand there" in shown
    assert CANARY in shown

    paused.sandbox.faults.fail("chat.delete", "message_not_found")
    for _ in range(2):
        paused.press(OWNER, paused.modal(OWNER), Action.CHANNEL_DELETE)
    assert "Deleting 2 messages" not in str(paused.modal(OWNER).body)  # the second asks for none
    assert "2 of them are being deleted" in str(paused.modal(OWNER).body)
    paused.deliver()

    assert len(outbox(paused, OutboxKind.DELETE)) == 2
    assert {one.state for one in outbox(paused, OutboxKind.DELETE)} == {OutboxState.SENT}
    assert "nothing that I wrote for our own people stands" in notice(paused).text
    assert len(trail(paused, "channel.clearing_asked")) == 1


def test_what_slack_does_not_delete_is_said_and_can_be_asked_for_again(paused: Town) -> None:
    paused.sandbox.faults.fail("chat.delete", "cant_delete_message")
    paused.press(OWNER, notice(paused), Action.CHANNEL_DELETE)
    paused.deliver()
    assert "1 message of mine still stands" in notice(paused).text
    assert "cant delete message" in notice(paused).text
    assert len(standing(paused)) == 1

    paused.press(OWNER, notice(paused), Action.CHANNEL_SHOW)
    paused.press(OWNER, paused.modal(OWNER), Action.CHANNEL_DELETE)
    paused.deliver()

    assert standing(paused) == []


def test_looking_again_resumes_only_what_is_ours_alone_again(paused: Town) -> None:
    held = write(paused, "Held.")
    paused.deliver()
    paused.press(OWNER, notice(paused), Action.CHANNEL_LOOK)
    assert "can't go on there yet. The channel is shared" in notice(paused).text
    assert row(paused).state is ChannelState.PAUSED

    paused.sandbox.world.set_shared(OURS, [])
    assert paused.sandbox.settle()
    assert row(paused).state is ChannelState.PAUSED  # until somebody says so
    paused.press(OWNER, notice(paused), Action.CHANNEL_LOOK)
    paused.deliver()

    assert row(paused).state is ChannelState.OPEN
    assert standing(paused)[-1] == "Held."
    [entry] = trail(paused, "channel.resumed")
    assert entry.actor == owner_id(paused)
    with paused.database.across_workspaces.reading() as session:
        assert session.get_one(Outbox, held.id).state is OutboxState.SENT


def test_made_the_shared_channel_it_takes_no_text_of_ours_again(paused: Town) -> None:
    write(paused, "Held CANARY")
    paused.deliver()

    paused.press(OWNER, notice(paused), Action.CHANNEL_MAKE_SHARED)
    paused.deliver()

    its = row(paused)
    assert (its.kind, its.state) == (ChannelKind.SHARED, ChannelState.OPEN)
    assert standing(paused) == [CANARY, "Second CANARY"]  # deleted only if asked
    [dropped] = [one for one in outbox(paused, OutboxKind.POST) if "Held" in str(one.payload)]
    assert dropped.state is OutboxState.SKIPPED
    assert dropped.reason == "the channel is the one shared with the partner now"
    [entry] = trail(paused, "channel.class_changed")
    assert (entry.actor, entry.before) == (owner_id(paused), {"kind": "internal"})
    assert (entry.after or {})["kind"] == "shared"
    assert Action.CHANNEL_DELETE in str(notice(paused).blocks)


@pytest.mark.parametrize("user", [cast.SELLER, THEM, cast.GUEST])
def test_nobody_else_reads_deletes_or_resumes(paused: Town, user: str) -> None:
    told = notice(paused)
    for action in (
        Action.CHANNEL_SHOW,
        Action.CHANNEL_DELETE,
        Action.CHANNEL_LOOK,
        Action.CHANNEL_MAKE_SHARED,
    ):
        paused.press(user, told, action)

    assert row(paused).state is ChannelState.PAUSED
    assert row(paused).kind is ChannelKind.INTERNAL
    assert outbox(paused, OutboxKind.DELETE) == []
    assert paused.sandbox.world.open_view(user) is None


def test_the_partner_s_sheet_and_home_lead_to_the_page(paused: Town) -> None:
    paused.sandbox.acts.open_home(OWNER)
    assert paused.sandbox.settle()
    home = paused.sandbox.world.home(OWNER)
    assert home is not None
    paused.press(OWNER, home, Action.CHANNEL_SHOW)
    assert "2 messages" in str(paused.modal(OWNER).body)

    paused.type(OWNER, cast.COMPANIES[2].internal_channel, "show Acme Corporation")
    seen = paused.posts(cast.COMPANIES[2].internal_channel, OWNER)[-1]
    assert "I post nothing in" in str(seen.blocks)
    assert Action.CHANNEL_SHOW in str(seen.blocks)
