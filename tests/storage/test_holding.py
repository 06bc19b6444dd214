"""Whoever changes several rows holds them in one order, so that no answer waits in a circle."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import MetaData
from sqlmodel import select

from bot.flows.commitments import changes as commitments
from bot.flows.nudges import answers as nudge_answers
from bot.flows.partners.stages import set_stage
from bot.flows.people import departures
from bot.flows.people.identity import actor_of
from bot.flows.workspace import settings as workspace_settings
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from bot.rules.setting import Group
from bot.rules.stages import Stage
from storage.commitments import Commitment
from storage.database import Database
from storage.nudges import Nudge
from storage.partners import Partner
from storage.people import Person
from tests import factories
from tests.conftest import empty
from tests.factories import NOW
from tests.meeting import meeting

PROMISE_HELD = "FROM commitment.*FOR UPDATE"


class World:
    """Nadia, an admin, owns Acme and Globex; Lena is gone. One message asked about all she had."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.across_workspaces.transaction() as session:
            here = factories.make_workspace(session)
            self.workspace_id = here.id
            self.nadia = factories.make_person(session, here, is_admin=True)
            lena = factories.make_person(session, here, name="Lena", is_active=False)
            acme = factories.make_partner(session, here, owner=self.nadia)
            self.globex = factories.make_partner(session, here, name="Globex", owner=self.nadia)
            self.number = factories.make_goal(session, self.globex, owner=lena)
            first, self.second = (
                factories.make_commitment(session, acme, owner=lena, title=title, ladder_at=NOW)
                for title in ("Send the deck", "Train the reps")
            )
            message = factories.make_outbox(
                session, here, audience=Audience.INTERNAL, person_id=self.nadia.id
            )
            for subject in (
                ("commitment", first.id),
                ("commitment", self.second.id),
                ("goal", self.number.id),
            ):
                factories.make_nudge(session, here, subject=subject, outbox=message)

    def settle(self) -> None:
        actor = actor_of(self.nadia)
        with self.database.within(self.workspace_id).transaction() as session:
            promise = commitments.of(session, actor, self.second.id)
            commitments.done(session, promise, actor=actor, now=NOW)

    def comment(self) -> None:
        with self.database.within(self.workspace_id).transaction() as session:
            actor = actor_of(self.nadia)
            nudge_answers.comment(session, actor, self.number.id, text="It is coming.", now=NOW)

    def hand_over(self) -> None:
        with self.database.within(self.workspace_id).transaction() as session:
            departures.hand_over(session, workspace_id=self.workspace_id, now=NOW)

    def set_numbers(self) -> None:
        with self.database.within(self.workspace_id).transaction() as session:
            actor = actor_of(self.nadia)
            workspace_settings.save(session, actor, Group.REPEATS, {"same_fact_days": "9"}, now=NOW)

    def park(self) -> None:
        with self.database.within(self.workspace_id).transaction() as session:
            globex = session.get_one(Partner, self.globex.id)
            actor = actor_of(session.get_one(Person, self.nadia.id))
            set_stage(session, globex, Stage.ENDED, actor=actor, now=NOW, reason="They left.")


@pytest.fixture
def world(postgres_database: Database, metadata: MetaData) -> Iterator[World]:
    """Return the world on PostgreSQL: SQLite has one writer, so nobody waits for rows there."""
    yield World(postgres_database)
    empty(postgres_database, metadata)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(World.hand_over, id="handing over what somebody left behind"),
        pytest.param(World.set_numbers, id="setting the workspace's numbers"),
    ],
)
def test_who_answers_a_promise_is_waited_for_by_what_changes_many(
    world: World, other: Callable[[World], None]
) -> None:
    with meeting(world.database, PROMISE_HELD, lambda: other(world)):  # neither is undone
        world.settle()

    with world.database.across_workspaces.reading() as session:
        settled = session.get_one(Commitment, world.second.id)
    assert settled.state is CommitmentState.DONE
    assert settled.owner_id != world.nadia.id  # what was done meanwhile is handed to nobody


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(World.comment, id="commenting on a number"),
        pytest.param(World.park, id="parking its partner"),
    ],
)
def test_who_answers_for_a_number_is_waited_for_by_who_hands_it_over(
    world: World, act: Callable[[World], None]
) -> None:
    with meeting(world.database, "^UPDATE nudge", world.hand_over):  # neither is undone
        act(world)

    with world.database.across_workspaces.reading() as session:
        [asked] = session.exec(select(Nudge).where(Nudge.subject_id == world.number.id))
    assert asked.action in {"commented", "parked"}
