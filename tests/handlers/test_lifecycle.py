"""Events of Slack's own, twice, late and out of order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from bot.cli.manifest import EVENTS
from bot.delivery.people import People
from bot.jobs.events import forget_events
from handlers.lifecycle import Lifecycle
from handlers.lifecycle_effects import EFFECTS
from handlers.people import Directory, Tenant
from storage.database import Database
from storage.events import NEWEST, SlackEvent
from storage.partners import Channel, ChannelState, Partner
from storage.people import Person
from tests import factories
from tests.factories import NOW

BOT, CHANNEL = "U0BOT", "C0INT"
NADIA = {"id": "U0NADIA", "name": "nadia", "real_name": "Nadia Brooks"}


class Town:
    """A workspace with a partner's channel and one of our people, and the way events come in."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.across_workspaces.transaction() as session:
            workspace = factories.make_workspace(session, bot_user_id=BOT)
            owner = factories.make_person(session, workspace, slack_user_id="U0NADIA")
            partner = factories.make_partner(session, workspace, owner=owner)
            factories.make_channel(session, partner, slack_channel_id=CHANNEL)
            self.id: UUID = workspace.id
            self.team = str(workspace.slack_team_id)
        tenant = Tenant(self.id, self.team)
        self.lifecycle = Lifecycle(database, Directory(database, lambda _: tenant), People())
        self._numbers = 0

    def hear(self, kind: str, *, at: datetime, **said: Any) -> dict[str, Any]:
        """Take an event that happened at an instant; return it, to be taken again."""
        self._numbers += 1
        event = {"type": kind, "event_ts": f"{at.timestamp():.6f}", **said}
        body = {"event_id": f"Ev{self._numbers}", "event": event}
        self.lifecycle.take(body, now=NOW)
        return body

    def read(self, what: Callable[[Session], Any]) -> Any:
        with self.database.across_workspaces.reading() as session:
            return what(session)

    def state(self) -> ChannelState:
        """Return what the channel is by now."""
        found: Channel = self.read(lambda session: session.exec(select(Channel)).one())
        return found.state

    @property
    def zone(self) -> str:
        found: Person = self.read(lambda session: session.exec(select(Person)).one())
        return found.zone


@pytest.fixture
def town(sqlite_database: Database) -> Town:
    return Town(sqlite_database)


def nadia(zone: str) -> dict[str, Any]:
    return {"id": "U0NADIA", "name": "nadia", "real_name": "Nadia Brooks", "tz": zone}


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_of_two_changes_to_a_person_the_newer_counts_in_whichever_order_they_come(
    database: Database,
) -> None:
    town = Town(database)
    town.hear("user_change", at=ago(3), user=nadia("Europe/Paris"))
    assert town.zone == "Europe/Paris"

    town.hear("user_change", at=ago(1), user=nadia("Asia/Tokyo"))
    town.hear("user_change", at=ago(2), user=nadia("Europe/Paris"))

    assert town.zone == "Asia/Tokyo"


def test_an_event_that_comes_twice_has_one_effect(town: Town) -> None:
    first = town.hear("user_change", at=ago(3), user=nadia("Asia/Tokyo"))
    with town.database.across_workspaces.transaction() as session:
        session.exec(select(Person)).one().zone = "Europe/Paris"

    town.lifecycle.take(first, now=NOW)

    assert town.zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("newer", "older", "state"),
    [
        pytest.param("channel_unarchive", "channel_archive", ChannelState.OPEN, id="archive"),
        pytest.param("channel_unshared", "channel_shared", ChannelState.OPEN, id="sharing"),
        pytest.param("group_left", "member_joined_channel", ChannelState.PAUSED, id="left"),
        pytest.param("member_joined_channel", "channel_left", ChannelState.OPEN, id="joined"),
    ],
)
def test_what_an_older_event_says_of_a_channel_is_past(
    town: Town, newer: str, older: str, state: ChannelState
) -> None:
    town.hear(newer, at=ago(1), channel=CHANNEL, user=BOT)
    town.hear(older, at=ago(2), channel=CHANNEL, user=BOT)

    assert town.state() is state


def test_a_newer_event_still_counts_and_another_person_s_joining_says_nothing_of_the_bot(
    town: Town,
) -> None:
    town.hear("member_joined_channel", at=ago(1), channel=CHANNEL, user="U0NADIA")
    town.hear("channel_left", at=ago(3), channel=CHANNEL)
    assert town.state() is ChannelState.PAUSED

    town.hear("member_joined_channel", at=ago(2), channel=CHANNEL, user=BOT)
    assert town.state() is ChannelState.OPEN


def test_a_stamp_from_the_future_does_not_silence_what_follows(town: Town) -> None:
    town.hear("user_change", at=NOW + timedelta(days=400), user=nadia("Europe/Paris"))
    town.hear("user_change", at=NOW, user=nadia("Asia/Tokyo"))

    assert town.zone == "Asia/Tokyo"


def test_the_app_asks_for_just_the_events_that_have_an_effect() -> None:
    assert set(EVENTS) == {*EFFECTS, "app_home_opened"}


@pytest.mark.parametrize(
    ("kind", "said", "looks"),
    [
        ("user_change", {**NADIA, "is_restricted": True}, True),
        ("user_change", {**NADIA, "tz": "Asia/Tokyo"}, False),
        ("team_join", {"id": "U0NEW", "is_ultra_restricted": True}, True),
        ("team_join", {"id": "U0NEW"}, False),
    ],
)
def test_when_somebody_is_a_guest_the_channels_are_looked_at_next(
    town: Town, kind: str, said: dict[str, Any], looks: bool
) -> None:
    with town.database.across_workspaces.transaction() as session:
        session.exec(select(Channel)).one().looked_at = NOW

    town.hear(kind, at=ago(1), user={"team_id": town.team, **said})

    looked_at = town.read(lambda session: session.exec(select(Channel)).one().looked_at)
    assert (looked_at is None) is looks


def test_a_new_id_that_is_tied_already_leaves_the_old_one_paused(town: Town) -> None:
    with town.database.across_workspaces.transaction() as session:
        partner = session.exec(select(Partner)).one()
        factories.make_channel(session, partner, slack_channel_id="C0NEW")

    town.hear("channel_id_changed", at=ago(1), old_channel_id=CHANNEL, new_channel_id="C0NEW")

    states = town.read(
        lambda session: {one.slack_channel_id: one.state for one in session.exec(select(Channel))}
    )
    assert states == {CHANNEL: ChannelState.PAUSED, "C0NEW": ChannelState.OPEN}


def test_events_are_forgotten_once_slack_cannot_repeat_them(database: Database) -> None:
    town = Town(database)
    kinds = select(SlackEvent.kind).order_by(col(SlackEvent.kind))
    town.hear("user_change", at=ago(1), user=nadia("Asia/Tokyo"))
    own = town.database.within(town.id).transaction
    written = _written(town)

    assert forget_events(own, workspace_id=town.id, now=NOW + timedelta(hours=23)) == 0
    assert town.read(lambda session: session.exec(kinds).all()) == [NEWEST, "user_change"]

    later = max(NOW, written) + timedelta(days=1, minutes=1)
    assert forget_events(own, workspace_id=town.id, now=later) == 2
    assert town.read(lambda session: session.exec(kinds).all()) == []


def _written(town: Town) -> datetime:
    """Return when, by the wall's clock, the newest row was written: ids grow with it."""
    newest = max(town.read(lambda session: session.exec(select(SlackEvent.id)).all()))
    return datetime.fromtimestamp((newest.int >> 80) / 1000, UTC)
